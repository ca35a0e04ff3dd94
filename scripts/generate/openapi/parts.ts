/** The parts that the OpenAPI documents of both functions are put together from. */
import { type DescribeRouteOptions, resolver } from "hono-openapi";
import { z } from "zod";
import type { CredentialKind } from "../../../supabase/functions/_shared/callers/caller.ts";
import type { Input } from "../../../supabase/functions/_shared/contract.ts";
import { type ErrorCode, STATUS_OF_CODE } from "../../../supabase/functions/_shared/errors.ts";
import { documentAnswer, errorAnswer, healthAnswer } from "./schemas.ts";

/** One operation, as hono-openapi takes it. */
export type Operation = DescribeRouteOptions;
type CredentialText = Pick<CredentialKind<never>, "name" | "description" | "bearerFormat">;
type Responses = NonNullable<Operation["responses"]>;

const text = (description: string) => ({ description, schema: { type: "string" as const } });

/** Headers of answers, by the names under which the document refers to them. */
export const HEADERS = {
  RequestId: text("The request's id: the caller's if it was well formed, else a new one."),
  ServerTiming: text(
    "Milliseconds that each part took, for a caller who is known: `auth;dur=0.4, database;dur=5.6`.",
  ),
  RetryAfter: {
    description: "Seconds to wait before the next try.",
    schema: { type: "integer" as const },
  },
  Allow: text("The methods that the path takes."),
  Challenge: text("Always `Bearer`."),
};

const everyHeader = { "x-request-id": { $ref: "#/components/headers/RequestId" } };
const serverTiming = { "Server-Timing": { $ref: "#/components/headers/ServerTiming" } };

/** Headers that only refusals of one status have. */
const HEADERS_OF_STATUS: Record<number, Record<string, { $ref: string }>> = {
  401: { "WWW-Authenticate": { $ref: "#/components/headers/Challenge" } },
  405: { Allow: { $ref: "#/components/headers/Allow" } },
  429: { "Retry-After": { $ref: "#/components/headers/RetryAfter" } },
  503: { "Retry-After": { $ref: "#/components/headers/RetryAfter" } },
};

const MEANINGS: Record<(typeof STATUS_OF_CODE)[ErrorCode], string> = {
  400: "The body cannot be read, or it leaves out what this caller has to give.",
  401: "There are no valid credentials; judged before the body is read.",
  403: "The credentials are good, but not for this.",
  404: "There is nothing at this path.",
  405: "The path does not take this method.",
  408: "The body did not arrive in time. Send it again.",
  413: "The body is too large, as it was sent or inflated.",
  415: "The body is not JSON in UTF-8, or its encoding is not gzip.",
  422: "The body is JSON but not valid; nothing was stored.",
  429: "The org has as many expensive queries under way as it may.",
  499: "The caller left before the answer; it stands in the log.",
  500: "Our fault. Report the request_id.",
  503: "The database is away or too busy. Try again later.",
  504: "The database is too slow. Try again later.",
};

/**
 * JSON of a schema as content; documents that are kept as text are JSON objects on the wire.
 *
 * @param example Given here, because zod leaves examples out of schemas that transform.
 */
export function describeJson(schema: z.ZodType, example?: unknown) {
  const override = (context: { zodSchema: z.core.$ZodTypes; jsonSchema: { type?: unknown } }) => {
    if (context.zodSchema._zod.def.type === "custom") context.jsonSchema.type = "object";
  };
  const options = { unrepresentable: "any", override };
  const content = {
    schema: resolver(schema, { options }),
    ...(example !== undefined && { example }),
  };
  return { "application/json": content };
}

/** A success with a body. */
function describeAnswer(description: string, schema: z.ZodType) {
  return { description, headers: everyHeader, content: describeJson(schema) };
}

/** A success for an authenticated caller, with the time that each part took. */
export function describeTimedAnswer(description: string, schema: z.ZodType) {
  const answer = describeAnswer(description, schema);
  return { ...answer, headers: { ...answer.headers, ...serverTiming } };
}

/** The refusals of a function, one response for each status, such as `Refusal422`. */
export function describeRefusals(codes: readonly ErrorCode[]): Responses {
  const ofStatus = Map.groupBy(codes, (code) => STATUS_OF_CODE[code]);
  return Object.fromEntries(
    Array.from(ofStatus, ([status, codes]) => [`Refusal${status}`, {
      description: MEANINGS[status],
      headers: { ...everyHeader, ...HEADERS_OF_STATUS[status] },
      content: describeJson(errorAnswer(codes).meta({ id: `Error${status}` })),
    }]),
  );
}

/** References to refusals, for the responses of an operation. */
export function referToRefusals(...statuses: number[]): Responses {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Refusal${status}` }]),
  );
}

/**
 * A body with a description of each of its fields.
 *
 * @param fields The contract's, which have the sentences.
 */
export function describeFields(
  { shape }: z.ZodObject,
  fields: object,
): z.ZodObject {
  const texts = fields as Record<string, Input>;
  const described = Object.entries<z.ZodType>(shape).map(([name, field]) => {
    return [name, field.meta({ description: texts[name]!.inputText })];
  });
  return z.strictObject(Object.fromEntries(described));
}

/** Parameters that every operation with a body takes. */
export const BODY_PARAMETERS: NonNullable<Operation["parameters"]> = [
  {
    name: "x-request-id",
    in: "header",
    description: "An id of your own for the answer and the log: letters, digits, `-`, `_`, `=`.",
    schema: { type: "string", maxLength: 255 },
  },
  {
    name: "traceparent",
    in: "header",
    description: "W3C Trace Context: the trace that the request belongs to. Ignored if not valid.",
    schema: { type: "string" },
  },
  {
    name: "Content-Encoding",
    in: "header",
    description: "Where the body is compressed.",
    schema: { type: "string", enum: ["gzip", "x-gzip", "identity"] },
  },
];

/** The org for which the internal key acts. */
export function describeOrgHeader(required: boolean) {
  const description = required
    ? "The org that the rows belong to."
    : "With the internal key: the org whose rows are read.";
  return {
    name: "x-internal-org-id",
    in: "header" as const,
    required,
    description,
    schema: { type: "string" as const, format: "uuid" },
    // The sample's org, so that the page of the local stack works as it opens.
    example: "b0293785-aa7a-4234-8201-cc47305295f8",
  };
}

/** What both functions answer besides their work. */
export const COMMON_OPERATIONS: Record<string, Operation> = {
  "GET /health": {
    operationId: "checkHealth",
    summary: "Tell whether the table can be reached",
    tags: ["About the function"],
    responses: {
      200: describeAnswer("The table can be reached.", healthAnswer),
      ...referToRefusals(404, 405, 500, 503),
    },
  },
  "GET /openapi.json": {
    operationId: "describeFunction",
    summary: "This document",
    tags: ["About the function"],
    responses: {
      200: describeAnswer("OpenAPI 3.1.", documentAnswer),
      ...referToRefusals(404, 405, 500),
    },
  },
};

/** Security schemes of kinds of credentials, by their names. */
export function describeCredentials(kinds: readonly CredentialText[]) {
  return Object.fromEntries(kinds.map(({ name, description, bearerFormat }) => [
    name,
    {
      type: "http" as const,
      scheme: "bearer",
      ...(bearerFormat !== undefined && { bearerFormat }),
      description,
    },
  ]));
}

/** The security of an operation that takes any of some kinds of credentials. */
export function requireOneOf(kinds: readonly CredentialText[]): Record<string, string[]>[] {
  return kinds.map(({ name }) => ({ [name]: [] }));
}
