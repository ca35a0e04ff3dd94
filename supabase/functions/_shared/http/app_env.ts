/** The types that the parts of an app share. */
import type { Caller } from "../callers/caller.ts";
import type { DataApi } from "../data_api/client.ts";
import type { Fault, Log } from "../log.ts";
import type { Every } from "../patience.ts";
import type { TraceContext } from "../trace_context.ts";

/** A timed part of a request; `database` is the wait for the Data API's first bytes. */
export type Part = "auth" | "validation" | "database";

/** How long each finished part took, in milliseconds with one decimal. */
export type Timings = Partial<Record<Part, number>>;

/** The variables that middleware and routes share. */
export interface AppEnv {
  Variables: {
    requestId: string;
    caller?: Caller;
    orgId?: string;
    error?: Error;
    /** Failures in a request that was still answered, such as a batch. */
    faults?: Fault[];
    /** Filled in by `timed`. */
    timings: Timings;
    /** The trace that the request belongs to, if it names a valid one. */
    trace?: TraceContext;
  };
}

/** The options of every app. */
export interface AppOptions {
  dataApi: DataApi;
  /** Where log lines go. */
  log: Log;
  /** The clock that decides when callers are late. */
  every?: Every | undefined;
}
