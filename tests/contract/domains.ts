/** The domain key, by the examples of the contract. */
import { assertEquals } from "@std/assert";
import vectors from "../testdata/domain_vectors.json" with { type: "json" };
import { PATHS, post } from "../support/apps.ts";
import { readPage } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { mapConcurrently, sendBatch } from "./requests.ts";

const EXPECTED = vectors.map(({ expected }) => expected);
const KEYS = [...new Set(EXPECTED.filter((key) => key !== null))].sort();

/** Adds the tests of this file. */
export function testDomains(subject: () => ContractSubject): void {
  Deno.test(`the upsert makes the key of each of ${vectors.length} domains, or refuses it`, async () => {
    const headers = asWorker(subject(), await subject().addOrg());
    const made = await mapConcurrently(vectors, async ({ input }) => {
      const body = { company_domain: input, raw_parallel_output: {} };
      const response = await subject().fetch("upsert", post(PATHS.upsert[0], body, headers));
      const { data, code, issues } = await response.json();
      if (response.status === 200) return data.company_domain;
      assertEquals([response.status, code, issues[0].path], [
        422,
        "validation_failed",
        "company_domain",
      ]);
      return null;
    });
    assertEquals(made, EXPECTED);
    const { data } = await readPage(subject(), { fields: ["company_domain"] }, { headers });
    assertEquals(data.map((row) => row.company_domain).sort(), KEYS);
  });

  Deno.test(`a batch and both forms of a query make the same keys of them`, async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const items = vectors.map(({ input }) => ({
      company_domain: input,
      raw_parallel_output: { input },
    }));
    const { status, results } = await sendBatch(subject(), items, orgId);
    assertEquals(status, 207);
    const made = results.map((result: Record<string, unknown>) =>
      result.status === "failed" ? null : result.company_domain
    );
    assertEquals(made, EXPECTED);

    const company_domains = vectors.map(({ input }) => input);
    const fields = ["company_domain"];
    const { data, not_found, invalid } = await readPage(
      subject(),
      { company_domains, fields },
      { headers },
    );
    assertEquals([data.map((row) => row.company_domain).sort(), not_found], [KEYS, []]);
    const refused = vectors.filter(({ expected }) => expected === null);
    assertEquals(
      new Set(invalid!.map(({ input }) => input)),
      new Set(refused.map(({ input }) => input)),
    );

    const found = await mapConcurrently(vectors, async ({ input: company_domain }) => {
      const request = post(PATHS.query[1], { company_domain, fields }, headers);
      const response = await subject().fetch("query", request);
      const { data } = await response.json();
      return response.status === 422 ? null : data;
    });
    const asked = EXPECTED.map((key) => key && [{ company_domain: key }]);
    assertEquals(found, asked);
  });
}
