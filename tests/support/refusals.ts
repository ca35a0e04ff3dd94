/** The shape of a refusal in the table-driven tests, whom they ask, and what they send. */
import type { FunctionName } from "./apps.ts";

/** A deployment as the tables see it: its keys, its clock, and what is stored in it for them. */
export interface Subject {
  keys: {
    internalApiKey: string;
    jwtSecret: string;
    superAdminJwtSecret: string;
    superAdminApiKey: string;
  };
  /** The moment at which it judges credentials. */
  now(): Date;
  /** Two orgs that it has, as uuids. */
  orgA: string;
  orgB: string;
  /** An active row of `super_admins`. */
  operator: { id: string; email: string };
  /** An inactive one. */
  former: { id: string; email: string };
  /** The texts of API tokens of org A, more than 12 characters each, with letters in them. */
  tokens: {
    good: string;
    /** A good one again, in three parts with dots between them, as a JWT is. */
    likeJwt: string;
    revoked: string;
    expired: string;
    /** Expires at {@link Subject.now}; only cases that need its clock use it. */
    expiresNow: string;
    /** Of an org that has been deleted. */
    ofDeletedOrg: string;
  };
  /** A submission and a run of one org, which is not org B. */
  sources: { submissionId: string; runId: string };
}

/** One request that is refused, and how. */
export interface Refusal {
  name: string;
  function: FunctionName;
  /** Whole path; absent: the shortest of the function. */
  path?: string;
  /** What follows the path, such as `?apikey=x`. */
  search?: string;
  method?: string;
  /** Whole headers; absent: {@link jsonHeaders}. */
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
  /** What the log names as the cause; absent: it is not looked at. */
  cause?: string;
  /** True where the case holds at one moment only, at which the clock has to stand. */
  needsClock?: true;
  /** Why the request does not arrive over HTTP as it is here; absent: it does. */
  cannotTravel?: string;
}

/** Stands in values that no answer and no log line may show. */
export const SECRET = "zq7-secret";

/** Headers of an internal caller who sends JSON. */
export function jsonHeaders(subject: Subject, orgId = subject.orgA) {
  return {
    authorization: `Bearer ${subject.keys.internalApiKey}`,
    "x-internal-org-id": orgId,
    "content-type": "application/json",
  };
}

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
