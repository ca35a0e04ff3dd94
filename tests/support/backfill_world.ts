/** A submission, its Data API, and a proxy by which a test reaches a run in its middle. */
import { settingsOf } from "./backfill.ts";
import { createTestDatabase, startTestDataApi } from "./database.ts";
import { type Faults, startFailingProxy } from "./failing_proxy.ts";
import { addSubmission, type PastSubmission, research } from "./pipeline.ts";

/** Made by {@link startBackfillWorld}. */
export interface BackfillWorld extends AsyncDisposable {
  past: PastSubmission;
  companies: number;
  /** The settings by which a run meets the faults, and those by which it meets none. */
  settings: Record<string, string>;
  good: Record<string, string>;
}

/** Makes a submission of so many companies, `company0.com` and on, and serves it with the faults. */
export async function startBackfillWorld(
  companies: number,
  faults: Faults,
): Promise<BackfillWorld> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await createTestDatabase());
  const dataApi = parts.use(await startTestDataApi(database));
  const past = await addSubmission(
    database.sql,
    Array.from({ length: companies }, (_, index) => ({
      payloads: [research(`Company ${index}`, `company${index}.com`)],
    })),
  );
  const proxy = parts.use(await startFailingProxy(dataApi.url, faults));
  const started = parts.move();
  return {
    past,
    companies,
    settings: settingsOf({ ...dataApi, url: proxy.url }),
    good: settingsOf(dataApi),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Tells whether a request writes records. */
export function isWrite({ path }: { path: string }): boolean {
  return path.endsWith("/write_icp_job_titles");
}
