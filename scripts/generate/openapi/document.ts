/**
 * Makes the OpenAPI 3.1 document of one function.
 *
 * hono-openapi reads it off a Hono app whose routes carry descriptions. The app that answers does
 * not carry them, because they would cost every cold start; one is made here for the document.
 */
import { describeRoute, type GenerateSpecOptions, generateSpecs } from "hono-openapi";
import { Hono } from "hono";
import type { FunctionPaths } from "../../../supabase/functions/_shared/contract/functions.ts";
import type { ErrorCode } from "../../../supabase/functions/_shared/errors.ts";
import { COMMON_OPERATIONS, describeRefusals, HEADERS, type Operation } from "./parts.ts";

/** What the document says of one function. */
export interface FunctionDescription extends FunctionPaths {
  title: string;
  description: string;
  /** Every code that it may answer with. */
  codes: readonly ErrorCode[];
  securitySchemes: NonNullable<Components["securitySchemes"]>;
  /** By method and path below each of the function's paths, such as `POST /batch`. */
  operations: Record<string, Operation>;
}

type Components = NonNullable<NonNullable<GenerateSpecOptions["documentation"]>["components"]>;

/** Makes the document. */
export async function createDocument(
  { name, paths, title, description, codes, securitySchemes, operations }: FunctionDescription,
): Promise<object> {
  const app = new Hono();
  const described = Object.entries({ ...operations, ...COMMON_OPERATIONS });
  for (const [index, path] of paths.entries()) {
    for (const [key, operation] of described) {
      const [method = "", below = ""] = key.split(" ");
      const older = index > 0 && {
        operationId: `${operation.operationId}AtOlderPath`,
        tags: ["At the older path"],
      };
      app.on(
        method,
        `/functions/v1/${name}${path}${below}`,
        describeRoute({ ...operation, ...older }),
      );
    }
  }
  return await generateSpecs(app, {
    excludeStaticFile: false,
    excludeMethods: [],
    documentation: {
      info: { title, description, version: "1.0.0" },
      // Relative to where the document is: a hosted project and the local stack alike.
      servers: [{ url: "/" }],
      components: { responses: describeRefusals(codes), headers: HEADERS, securitySchemes },
    },
  });
}
