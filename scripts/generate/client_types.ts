/** Writes what the client knows of the wire, from the contract. */
import { z } from "zod";
import {
  type ColumnField,
  COLUMNS,
  MAX_ITEMS,
  MAX_ROWS,
  ROW,
} from "../../supabase/functions/_shared/contract.ts";
import { listInputs } from "../../supabase/functions/_shared/contract/bodies.ts";
import { QUERY_FIELDS } from "../../supabase/functions/_shared/contract/query.ts";
import { QUERY, UPSERT } from "../../supabase/functions/_shared/contract/functions.ts";

const ANSWERS: Record<ColumnField["answer"], string> = {
  uuid: "string",
  time: "string",
  text: "string",
  document: "JsonObject",
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The text of `client/wire.ts`. */
export function writeClientTypes(): string {
  return `// Written by \`deno task generate\`; change _shared/contract.ts or _shared/contract/query.ts instead.

/** What goes over the wire, by its names; see docs/API.md. */
import type { RawJson } from "./raw_json.ts";

/** The paths of the functions below a project's URL. */
export const UPSERT = "/functions/v1/${UPSERT.name}";
export const QUERY = "/functions/v1/${QUERY.name}";
/** The most rows of a page, and items of one request. */
export const MAX_ROWS = ${MAX_ROWS};
export const MAX_ITEMS = ${MAX_ITEMS};

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What to write of one company. */
export interface IcpJobTitlesItem {
${writeInputs(ROW)}
}

/** A stored row; times are RFC 3339. The numbers of its document are as \`parseJson\` reads them. */
export interface IcpJobTitlesRow {
${listAnswers()}
}

/** The name of a column. */
export type Column = keyof IcpJobTitlesRow;

/** Every column, in the order of a row. */
export const COLUMNS: readonly Column[] = [
${COLUMNS.map((column) => `  "${column}",`).join("\n")}
];

/** Which rows to read; \`C\` are the columns that \`fields\` names. */
export interface IcpJobTitlesQuery<C extends Column = Column> {
${writeInputs(QUERY_FIELDS)}
}
`;
}

function writeInputs(fields: object): string {
  return listInputs(fields).map(([name, { input, inputText }]) => {
    const isOptional = input.safeParse(undefined).success;
    const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
    const type = name === "fields" ? "C[] | null" : [...new Set(listTypes(schema))].join(" | ");
    return `  /** ${inputText} */\n  ${name}${isOptional ? "?" : ""}: ${type}${
      isOptional ? " | undefined" : ""
    };`;
  }).join("\n");
}

function listAnswers(): string {
  return Object.entries<ColumnField>(ROW).map(([name, { answer, nullable, answerText }]) =>
    (answerText === undefined ? "" : `  /** ${answerText} */\n`) +
    `  ${name}: ${ANSWERS[answer]}${nullable ? " | null" : ""};`
  ).join("\n");
}

/** The members of a union in TypeScript. What JSON Schema cannot say is a document kept as text. */
function listTypes({ anyOf, type, items }: JsonSchema): string[] {
  if (anyOf) {
    return anyOf.flatMap(listTypes).sort((a, b) => Number(a === "null") - Number(b === "null"));
  }
  if (type === "array") return [`${listTypes(items as JsonSchema).join(" | ")}[]`];
  if (type === undefined) return ["JsonObject", "RawJson"];
  return [type].flat().map((name) => name === "integer" ? "number" : name);
}
