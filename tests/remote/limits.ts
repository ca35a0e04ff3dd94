/** The largest that a deployment takes, and what is beyond. */
import { assertEquals } from "@std/assert";
import { BATCH_PATHS, gzip, PATHS, post } from "../support/apps.ts";
import { asWorker } from "./callers.ts";
import type { Remote } from "./remote.ts";

/** The tests of this file, which take longer than others. */
export function listLimits(remote: () => Remote): Record<string, () => Promise<void>> {
  const send = async (path: string, body: string | Uint8Array, headers: Record<string, string>) => {
    const name = path.startsWith("/icp-job-titles-upsert") ? "upsert" : "query";
    const response = await remote().fetch(name, post(path, body, headers));
    const { code, data } = await response.json();
    return { status: response.status, code, data };
  };

  /** A body of an upsert that has just as many bytes. */
  const bodyOf = (bytes: number) => {
    const [head, tail] = [`{"company_domain":"large.com","raw_parallel_output":{"a":"`, `"}}`];
    return head + "x".repeat(bytes - head.length - tail.length) + tail;
  };

  async function testLargeBodies() {
    const headers = asWorker(remote());
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
    const orgId = await remote().addOrg();
    const items = Array.from({ length: 500 }, (_, n) => ({
      company_domain: `many-${n}.com`,
      raw_parallel_output: { text: "x".repeat(20_000) },
    }));
    const headers = { ...asWorker(remote(), orgId), "content-encoding": "gzip" };
    const body = await gzip(JSON.stringify({ items }));
    const { status, data } = await send(BATCH_PATHS[1]!, body, headers);
    assertEquals([status, data.upserted, data.failed], [200, 500, 0]);
  }

  async function testDeepDocument() {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const body = `{"company_domain":"deeper.com","raw_parallel_output":{"a":${deep}}}`;
    const { status, code } = await send(PATHS.upsert[0], body, asWorker(remote()));
    assertEquals([status, code], [422, "unstorable_document"]);
  }

  return {
    "bodies of 20,000,000 bytes inflated and 16,000,000 plain are stored, larger ones refused":
      testLargeBodies,
    "a gzipped batch of 500 documents of 20 kB is stored": testBatchOf500,
    "a document of 100,000 levels is refused with 422": testDeepDocument,
  };
}
