/** The JSON Schema of a tool's arguments, from the schema that validates them. */
import { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Makes it, without what only the validation needs: that null is absent, and patterns of times. */
export function describeInput(input: z.ZodObject, texts: Record<string, string>): object {
  const { properties = {}, required } = z.toJSONSchema(input, { io: "input" });
  const described = Object.entries(properties).map(([name, schema]) => [
    name,
    { ...simplify(schema as JsonSchema), description: texts[name] },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries(described),
    required: required ?? [],
    additionalProperties: false,
  };
}

function simplify(schema: JsonSchema): JsonSchema {
  const choices = schema.anyOf?.filter(({ type }) => type !== "null");
  if (choices?.length === 1) return simplify(choices[0] as JsonSchema);
  const { pattern: _, format, ...simple } = schema;
  // zod writes a choice between two simple types as a list of their names.
  const types = Array.isArray(simple.type) ? simple.type.filter((name) => name !== "null") : [];
  return {
    ...simple,
    ...(types.length === 1 && { type: types[0]! }),
    ...(format !== undefined && { format: FORMATS[format] ?? format }),
  };
}

const FORMATS: Record<string, string> = { datetime: "date-time", guid: "uuid" };
