/** Waits until what was away is back, which takes each Data API its own time. */
import type { TestDataApi } from "./database.ts";

/** More than the 32 s after which PostgREST tries again at the latest, at {@link PAUSE_MS} each. */
const ATTEMPTS = 3000;
const PAUSE_MS = 20;

/**
 * Asks again until the answer is good.
 *
 * @throws {Error} with the last answer, where none of {@link ATTEMPTS} was.
 */
export async function askUntil<Answer>(
  ask: () => Promise<Answer>,
  isGood: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let attempt = 1;; attempt++) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (attempt === ATTEMPTS) throw new Error(`It is still away: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Waits until a Data API reads a table again. */
export async function awaitDataApi({ url, serviceKey }: TestDataApi): Promise<void> {
  await askUntil(async () => {
    const headers = { apikey: serviceKey };
    const answer = await fetch(`${url}/rest/v1/orgs?select=id&limit=1`, { headers });
    return [answer.status, await answer.text()] as const;
  }, ([status]) => status === 200);
}
