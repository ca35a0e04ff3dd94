/** The largest that a deployment takes, and what is beyond. */
import { assertEquals } from "@std/assert";
import { BATCH_PATHS, gzip, PATHS, post } from "../support/apps.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";

/** The tests of this file, which take longer than others. */
export function listLimits(subject: () => ContractSubject): Record<string, () => Promise<void>> {
  const send = async (path: string, body: string | Uint8Array, headers: Record<string, string>) => {
    const name = path.startsWith("/icp-job-titles-upsert") ? "upsert" : "query";
    const response = await subject().fetch(name, post(path, body, headers));
    const { code, data } = await response.json();
    return { status: response.status, code, data };
  };

  /** A body of an upsert that has just as many bytes. */
  const bodyOf = (bytes: number) => {
    const [head, tail] = [`{"company_domain":"large.com","raw_parallel_output":{"a":"`, `"}}`];
    return head + "x".repeat(bytes - head.length - tail.length) + tail;
  };

  async function testLargeBodies() {
    const headers = asWorker(subject());
    const zipped = { ...headers, "content-encoding": "gzip" };
    const [upsert] = PATHS.upsert;
    const largest = await send(upsert, await gzip(bodyOf(20_000_000)), zipped);
    assertEquals([largest.status, largest.data?.company_domain], [200, "large.com"]);
    const plain = await send(upsert, bodyOf(16_000_000), headers);
    assertEquals([plain.status, plain.data?.company_domain], [200, "large.com"]);
    const beyond = await send(upsert, await gzip(bodyOf(20_000_001)), zipped);
    assertEquals([beyond.status, beyond.code], [413, "payload_too_large"]);
  }

  async function testBatchOf500() {
    const orgId = await subject().addOrg();
    const items = Array.from({ length: 500 }, (_, n) => ({
      company_domain: `many-${n}.com`,
      raw_parallel_output: { text: "x".repeat(20_000) },
    }));
    const headers = asWorker(subject(), orgId);
    const zipped = { ...headers, "content-encoding": "gzip" };
    const text = JSON.stringify({ items });
    for (
      const answer of [
        await send(BATCH_PATHS[1]!, await gzip(text), zipped),
        await send(BATCH_PATHS[0]!, text, headers),
      ]
    ) {
      assertEquals([answer.status, answer.data.upserted, answer.data.failed], [200, 500, 0]);
    }
  }

  async function testDeepDocument() {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const body = `{"company_domain":"deeper.com","raw_parallel_output":{"a":${deep}}}`;
    const { status, code } = await send(PATHS.upsert[0], body, asWorker(subject()));
    assertEquals([status, code], [422, "unstorable_document"]);
  }

  return {
    "bodies of 20,000,000 bytes inflated and 16,000,000 plain are stored, larger ones refused":
      testLargeBodies,
    "a batch of 500 documents of 20 kB is stored, with gzip and without": testBatchOf500,
    "a document of 100,000 levels is refused with 422": testDeepDocument,
  };
}
