/** The shape of a refusal in the table-driven tests, and what they send and look for. */
import { asInternal, type FunctionName } from "./apps.ts";

/** One request that is refused, and how. */
export interface Refusal {
  name: string;
  function: FunctionName;
  /** Whole path; absent: each path of the function's resource. */
  path?: string;
  method?: string;
  /** Whole headers; absent: an internal caller of org A who sends JSON. */
  headers?: HeadersInit | (() => Promise<HeadersInit>);
  /** As it is sent; absent: a valid body, or none where the method takes none. */
  body?: BodyInit | (() => BodyInit);
  status: number;
  code: string;
  /** The sentence, or a part of it. */
  sentence: string | RegExp;
  /** The `path: message` of each issue; absent: there are none. */
  issues?: string[];
  /** Response headers beside the ones of every refusal. */
  responseHeaders?: Record<string, string>;
  /** The requests that go to the Data API; absent: none. */
  sent?: string[];
}

/** Stands in values that no answer and no log line may show. */
export const SECRET = "zq7-secret";

/** Headers of an internal caller of org A who sends JSON. */
export const JSON_HEADERS = { ...asInternal(), "content-type": "application/json" };

/** A valid body of each function. */
export const VALID_BODY: Record<FunctionName, string> = {
  upsert: `{"company_domain":"acme.com","raw_parallel_output":{"a":"${SECRET}"}}`,
  query: `{"company_domain":"acme.com"}`,
};

/** The text of an upsert with a document and further members. */
export function upsertText(document: string, members = ""): string {
  return `{"company_domain":"acme.com","raw_parallel_output":${document}${
    members && ","
  }${members}}`;
}

/** A body that is sent in chunks, without a content-length. */
export function inChunks(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode(SECRET.padEnd(100_000, " "));
  let left = Math.ceil(bytes / chunk.length);
  return new ReadableStream({
    pull: (controller) => left-- > 0 ? controller.enqueue(chunk) : controller.close(),
  });
}

/** One case for both functions. */
export function forBoth(refusal: Omit<Refusal, "function">): Refusal[] {
  return [{ ...refusal, function: "upsert" }, { ...refusal, function: "query" }];
}
