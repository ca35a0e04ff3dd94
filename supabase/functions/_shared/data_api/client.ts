/**
 * The one way to the database: Supabase's Data API (PostgREST), as service_role.
 *
 * Requests are built by `@supabase/postgrest-js`, the part of supabase-js behind `.from()`. What
 * is added here: documents go out and rows come back as bytes that JavaScript never parses, every
 * call has a deadline and ends when its caller leaves, and every failure is thrown as a
 * {@link ServiceError}; none comes back as a value that somebody may forget to look at.
 */
import { PostgrestClient, PostgrestError } from "@supabase/postgrest-js";
import { answerCut, readDatabaseError } from "./refusals.ts";
import type { Database } from "./database.types.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { takeBytes } from "./take_bytes.ts";
import { fillIn, nameArguments } from "./documents.ts";
import type { Read } from "./reads.ts";
import type { RawJson } from "../raw_json.ts";
import type { Bytes } from "../streams.ts";
import type { TraceContext } from "../trace_context.ts";

/** Where the Data API is, and how to call it. */
export interface DataApiOptions {
  /** The project's URL, such as `https://abc.supabase.co`. */
  supabaseUrl: string;
  /** A secret key, opaque; it is sent as it is and never decoded. */
  serviceKey: string;
  /**
   * Where reads by GET go, such as a project's load balancer, which has them answered by the nearest
   * replica; to `supabaseUrl` when absent.
   */
  readsUrl?: string | undefined;
  /** How long to wait for an answer, and for each part of it. Hosted statements stop at 8,000 ms. */
  timeoutMs?: number;
  /** For tests: what sends the requests. */
  fetch?: typeof fetch;
}

/** What one call may carry beside its query. */
interface CallOptions {
  /** Ends the call when its caller leaves. */
  signal?: AbortSignal | undefined;
  /** The trace that the call belongs to; see {@link withTrace}. */
  trace?: TraceContext | undefined;
  /** Reads what is there now, and not what a replica has of it. */
  fromPrimary?: boolean;
  /** What replaces each `document` marker in the request's body, in order. */
  documents?: RawJson[];
}

/** Builds queries, as supabase-js does. */
type Client = PostgrestClient<Database>;

type Query<Result> = PromiseLike<{ data: Result }>;
type BuildQuery<Result> = (
  client: Client,
  document: string,
) => { throwOnError(): Query<Result> };

/** Takes what is needed of an answer that is a success. */
type TakeAnswer<Answer> = (
  response: Response,
  deadline: Deadline,
  init: RequestInit,
) => Promise<Answer>;

const JSON_BODY = { "content-type": "application/json" };
/** What is left of an answer whose bytes were taken. */
const TAKEN = new Response(null);

/** Sends queries to the Data API; made by {@link createDataApi}. */
export interface DataApi {
  /**
   * Sends a query and parses its answer; for small rows without documents.
   *
   * @throws {ServiceError} See `refusals.ts`.
   */
  rows<Result>(build: BuildQuery<Result>, options?: CallOptions): Promise<NonNullable<Result>>;
  /**
   * Sends a query and returns the bytes of its answer.
   *
   * @throws {ServiceError} See `refusals.ts`.
   */
  bytes(build: BuildQuery<unknown>, options?: CallOptions): Promise<Bytes>;
  /**
   * Reads and returns the bytes of the answer, as `bytes` does; without `postgrest-js`, which takes a
   * seventh of what a query of one company costs.
   *
   * @throws {ServiceError} See `refusals.ts`.
   */
  read(read: Read, options?: Omit<CallOptions, "documents">): Promise<Bytes>;
}

/**
 * Makes the way to one project's Data API.
 *
 * @example
 * ```ts
 * const dataApi = createDataApi({ supabaseUrl: "https://abc.supabase.co", serviceKey });
 * const orgs = await dataApi.rows((client) => client.from("orgs").select("id"));
 * ```
 */
export function createDataApi(options: DataApiOptions): DataApi {
  const { supabaseUrl, serviceKey, timeoutMs = 10_000, fetch = globalThis.fetch } = options;
  const readsUrl = options.readsUrl ?? supabaseUrl;
  const headers = { apikey: serviceKey, authorization: `Bearer ${serviceKey}` };

  async function send<Answer>(
    request: Request | string | URL,
    init: RequestInit,
    call: CallOptions,
    take: TakeAnswer<Answer>,
  ): Promise<Answer> {
    const deadline = createDeadline(timeoutMs, call.signal);
    return await deadline.within(async () => {
      const response = await fetch(request, { ...init, signal: deadline.signal });
      if (!response.ok) throw await readDatabaseError(response);
      return await take(response, deadline, init);
    });
  }

  function run<Result>(
    build: BuildQuery<Result>,
    call: CallOptions,
    take: TakeAnswer<Response>,
  ): Query<Result> {
    // A random marker stands for each document until the body is written.
    const document = crypto.randomUUID();
    const client = new PostgrestClient<Database>(`${supabaseUrl}/rest/v1`, {
      headers: { ...headers, ...call.trace?.headers },
      retry: false,
      // The type is told, since @types/node has an empty one of this name at the hosted level.
      fetch: (request, init?: RequestInit) => {
        const url = call.documents
          ? nameArguments(String(request), init?.body)
          : init?.method !== "GET" || call.fromPrimary
          ? request
          : readsUrl + String(request).slice(supabaseUrl.length);
        const body = fillIn(init?.body, document, call.documents ?? []);
        return send(url, { ...init, body }, call, take);
      },
    });
    return build(client, document).throwOnError();
  }

  return {
    async rows(build, call = {}) {
      try {
        const { data } = await run(build, call, async (response, _, init) => {
          const text = await response.text();
          if (text === "" && mustHaveContent(response, init)) throw answerCut();
          // An answer without content, such as 204 to an update, must not get a body.
          return new Response(text || null, response);
        });
        return data!;
      } catch (error) {
        // The answer is a success and not JSON. The error's own message is its text.
        throw error instanceof PostgrestError ? answerCut() : error;
      }
    },
    async bytes(build, call = {}) {
      let bytes: Bytes | undefined;
      await run(build, call, async (response, deadline) => {
        bytes = await takeBytes(response, deadline);
        return TAKEN;
      });
      return bytes!;
    },
    read({ path, body }, call = {}) {
      const base = body !== undefined || call.fromPrimary ? supabaseUrl : readsUrl;
      const init = body === undefined
        ? { method: "GET", headers: { ...headers, ...call.trace?.headers } }
        : { method: "POST", headers: { ...headers, ...JSON_BODY, ...call.trace?.headers }, body };
      return send(`${base}/rest/v1/${path}`, init, call, takeBytes);
    },
  };
}

/** Whether an answer has rows: it is no write, or a write that asks for them. */
function mustHaveContent({ status }: Response, { headers }: RequestInit): boolean {
  return status === 200 || new Headers(headers).get("prefer")?.includes("representation") === true;
}

/** Makes the same way to the Data API, on which no replica answers. */
export function readFromPrimary(dataApi: DataApi): DataApi {
  return {
    rows: (build, call) => dataApi.rows(build, { ...call, fromPrimary: true }),
    bytes: (build, call) => dataApi.bytes(build, { ...call, fromPrimary: true }),
    read: (read, call) => dataApi.read(read, { ...call, fromPrimary: true }),
  };
}

/** Makes the same way to the Data API, on which every call belongs to a trace if there is one. */
export function withTrace(dataApi: DataApi, trace: TraceContext | undefined): DataApi {
  return trace === undefined ? dataApi : {
    rows: (build, call) => dataApi.rows(build, { ...call, trace }),
    bytes: (build, call) => dataApi.bytes(build, { ...call, trace }),
    read: (read, call) => dataApi.read(read, { ...call, trace }),
  };
}
