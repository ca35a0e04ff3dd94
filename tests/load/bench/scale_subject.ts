/** A database, its Data API, and both functions in front of it, called within this process. */
import { startDataApi } from "../../../scripts/local/data_api.ts";
import {
  createDataApi,
  type DataApi,
} from "../../../supabase/functions/_shared/data_api/client.ts";
import { createQueryApp } from "../../../supabase/functions/icp-job-titles-query/app.ts";
import { createUpsertApp } from "../../../supabase/functions/icp-job-titles-upsert/app.ts";
import { ToldError } from "../../../scripts/errors/describe.ts";
import { ORG } from "./databases.ts";

const KEY = "bench-internal-api-key";

/** What is asked. */
export interface Subject extends AsyncDisposable {
  dataApi: DataApi;
  engine: string;
  rows: number;
  /** Posts to a function and reads the whole answer. */
  query(body: unknown): Promise<Answer>;
  upsert(body: unknown, path?: string): Promise<Answer>;
}

/** An answer of a function. */
interface Answer {
  status: number;
  text: string;
}

/** Starts the Data API of a database in which {@link ORG} has so many rows. */
export async function startSubject(databaseUrl: string, rows: number): Promise<Subject> {
  const { url, token, engine, stop } = await startDataApi({
    databaseUrl,
    jwtSecret: crypto.randomUUID(),
  });
  const { origin } = new URL(url);
  const serviceKey = token;
  const dataApi = createDataApi({
    supabaseUrl: origin,
    serviceKey,
    // A PostgREST of its own has its tables at the root.
    fetch: (request, init) => fetch(String(request).replace(`${origin}/rest/v1`, url), init),
  });
  const log = () => {};
  const keys = { internalApiKeys: [KEY], jwtSecrets: [], superAdminJwtSecrets: [] };
  const settings = { ...keys, superAdminApiKeys: [], supabaseUrl: origin, serviceKey };
  const waitUntil = () => {};
  const query = createQueryApp({ dataApi, settings: settings as never, log, waitUntil });
  const upsert = createUpsertApp({ dataApi, internalApiKeys: [KEY], log });
  const ask = async (app: typeof query, path: string, body: unknown): Promise<Answer> => {
    const response = await app.request(path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${KEY}`,
        "x-internal-org-id": ORG,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    dataApi,
    engine,
    rows,
    query: (body) => ask(query, "/icp-job-titles-query", body),
    upsert: (body, path = "") => ask(upsert, `/icp-job-titles-upsert${path}`, body),
    [Symbol.asyncDispose]: stop,
  };
}

/** @throws {ToldError} Where an answer is none of 200. */
export function expectSuccess({ status, text }: Answer): string {
  if (status === 200) return text;
  throw new ToldError(`${status}: ${text.slice(0, 300)}`);
}
