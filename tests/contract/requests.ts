/** Writing to a deployment in tests, where the answer is to be a success. */
import { assertEquals } from "@std/assert";
import { BATCH_PATHS, PATHS, post } from "../support/apps.ts";
import type { Row } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";

/** Upserts for an org, and returns the answer's text; anything but 200 fails the test. */
export async function upsertAsText(
  subject: ContractSubject,
  body: unknown,
  { orgId = subject.orgA, path = PATHS.upsert[0] as string } = {},
): Promise<string> {
  const response = await subject.fetch("upsert", post(path, body, asWorker(subject, orgId)));
  const text = await response.text();
  assertEquals(response.status, 200, text.slice(0, 500));
  return text;
}

/** Upserts for an org, and returns the stored row. */
export async function upsert(
  subject: ContractSubject,
  body: unknown,
  options: { orgId?: string; path?: string } = {},
): Promise<Row> {
  return JSON.parse(await upsertAsText(subject, body, options)).data;
}

/** Sends a batch, and returns its status and what became of its items. */
export async function sendBatch(
  subject: ContractSubject,
  items: unknown,
  orgId: string = subject.orgA,
) {
  const request = post(BATCH_PATHS[0]!, { items }, asWorker(subject, orgId));
  const response = await subject.fetch("upsert", request);
  const { data } = await response.json();
  return { status: response.status, ...data };
}

/** Works on a list, some of it at a time, and returns the results in its order. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  width = 8,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  }));
  return results;
}
