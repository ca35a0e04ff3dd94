/** What the parts of an app hand to each other. */
import type { Caller } from "../callers/caller.ts";
import type { DataApi } from "../data_api/client.ts";
import type { Fault, Log } from "../log.ts";
import type { Every } from "../patience.ts";
import type { TraceContext } from "../trace_context.ts";

/** A part of a request: who asks, what is asked, and the wait for the Data API's first bytes. */
export type Part = "auth" | "validation" | "database";

/** Milliseconds, with one decimal, of the parts so far. */
export type Timings = Partial<Record<Part, number>>;

/** What the middleware leaves for a route, and a route for the middleware. */
export interface AppEnv {
  Variables: {
    requestId: string;
    caller?: Caller;
    orgId?: string;
    error?: Error;
    /** What failed though the request is answered; a batch may meet many. */
    faults?: Fault[];
    /** Filled in by `timed`. */
    timings: Timings;
    /** The trace that the request belongs to, if it names a valid one. */
    trace?: TraceContext;
  };
}

/** What every app is made with. */
export interface AppOptions {
  dataApi: DataApi;
  /** Where log lines go. */
  log: Log;
  /** The clock that decides when callers are late. */
  every?: Every | undefined;
}
