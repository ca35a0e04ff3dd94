/** A page's script that calls the query function by supabase-js, as an app in a browser does. */
import { createClient, FunctionRegion, FunctionsHttpError } from "@supabase/supabase-js";

/** What the page is to do. */
export interface Plan {
  /** The project's URL, of another origin than the page's. */
  url: string;
  /** A session's JWT. */
  token: string;
  /** What a tracing SDK has at hand for supabase-js. */
  trace: Record<string, string>;
  /** Headers that an app or an SDK adds to a call, by the name of the call. */
  headers: Record<string, Record<string, string>>;
}

/** What came of each call, by its name: the data, or the error. */
export type Outcomes = Record<string, unknown>;

const plan: Plan = await (await fetch("/plan")).json();

// What `@supabase/supabase-js/tracing` registers, without OpenTelemetry behind it.
Object.assign(globalThis, {
  [Symbol.for("@supabase/supabase-js.traceContextExtractor")]: () => plan.trace,
});
const client = createClient(plan.url, "sb_publishable_x", {
  accessToken: () => Promise.resolve(plan.token),
  tracePropagation: true,
});

const outcomes: Outcomes = {};
for (const [name, headers] of Object.entries(plan.headers)) {
  const { data, error } = await client.functions.invoke("icp-job-titles-query", {
    body: { limit: 1 },
    region: FunctionRegion.EuWest1,
    headers,
  });
  outcomes[name] = error ? `${error.name}: ${error.message}` : data;
}
const { error } = await client.functions.invoke("icp-job-titles-query", { body: { limit: 0 } });
outcomes.refused = error instanceof FunctionsHttpError ? await error.context.json() : `${error}`;
Object.assign(globalThis, { outcomes });
