/** Rows that are found by words, the texts in which these stand, and parts of documents. */
import { assert, assertEquals } from "@std/assert";
import { PATHS, post } from "../support/apps.ts";
import { readPage, walk } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import { upsert, upsertAsText } from "./requests.ts";
import type { ContractSubject } from "./subject.ts";

const DOCUMENTS: [name: string, document: string][] = [
  [
    "acme",
    `{"titles":["VP Revenue Operations",{"title":"Controller","n":1.10}],"":0,"a/b":{"m~n":null}}`,
  ],
  [
    "beta",
    `{"titles":["Operations lead","Controlling"],"notes":"Revenue is owned by the CFO.","n":9007199254740993}`,
  ],
  ["gamma", `{"titles":{"0":"Nobody"},"controller":true}`],
];

/** Adds the tests of this file. */
export function testSearch(subject: () => ContractSubject): void {
  async function fillOrg(): Promise<{ orgId: string; headers: Record<string, string> }> {
    const orgId = await subject().addOrg();
    for (const [name, document] of DOCUMENTS) {
      const item = `{"company_domain":"${name}.com","raw_parallel_output":${document}}`;
      await upsertAsText(subject(), item, { orgId });
    }
    return { orgId, headers: asWorker(subject(), orgId) };
  }

  Deno.test("a search answers with the texts in which its words stand, whatever the fields are", async () => {
    const { headers } = await fillOrg();
    const find = async (search: string, more = {}) =>
      (await readPage(subject(), { search, ...more }, { headers })).data;
    const CASES: [search: string, found: [name: string, matches: string[]][]][] = [
      [`"revenue operations"`, [["acme", ["VP Revenue Operations"]]]],
      ["revenue operations", [
        ["beta", ["Operations lead", "Revenue is owned by the CFO."]],
        ["acme", ["VP Revenue Operations"]],
      ]],
      ["CONTROLL*", [["beta", ["Controlling"]], ["acme", ["Controller"]]]],
      ["controller", [["acme", ["Controller"]]]],
      ["nobody lead", []],
    ];
    for (const [search, found] of CASES) {
      const expected = found.map(([name, matches]) => [`${name}.com`, matches.toSorted()]);
      for (const more of [{}, { fields: ["company_domain"] }]) {
        const rows = await find(search, more);
        const told = rows.map((row) => [row.company_domain, (row.matches as string[]).toSorted()]);
        assertEquals(told, expected, search);
      }
    }
    const fields = ["processor", "raw_parallel_output"];
    const [row] = await find("controller", { fields });
    assertEquals(Object.keys(row!), [...fields, "matches"]);
    for (const body of [{}, { search: "" }, { company_domain: "acme.com" }]) {
      const { data } = await readPage(subject(), body, { headers });
      assertEquals(data.filter((row) => "matches" in row), []);
    }
  });

  Deno.test("matches are up to three texts, each cut at 300 characters around the words", async () => {
    const orgId = await subject().addOrg();
    const texts = Array.from(
      { length: 5 },
      (_, n) => `${"ab ".repeat(500)}needle ${n} ${"cd ".repeat(500)}`,
    );
    await upsert(subject(), { company_domain: "long.com", raw_parallel_output: { texts } }, {
      orgId,
    });
    const { data } = await readPage(subject(), { search: "needle" }, {
      headers: asWorker(subject(), orgId),
    });
    const matches = data[0]!.matches as string[];
    assertEquals(matches.length, 3);
    assert(matches.every((text) => text.length <= 300 && text.includes("needle")));
  });

  Deno.test("a search is walked by its cursor, which no other search takes, and counts its rows", async () => {
    const { headers } = await fillOrg();
    const body = { search: "revenue OPERATIONS", fields: ["company_domain"], limit: 1 };
    const pages = await walk(subject(), { ...body, include_total: true }, { headers });
    assertEquals(pages.map(({ data }) => data[0]!.company_domain), ["beta.com", "acme.com"]);
    assertEquals(pages.map(({ pagination }) => pagination.total), [2, 2]);
    const cursor = pages[0]!.pagination.next_cursor;
    // The same terms, written otherwise.
    const same = { ...body, search: " revenue  OPERATIONS", cursor };
    assertEquals((await readPage(subject(), same, { headers })).data.length, 1);
    const others = [{ search: "revenue" }, { search: `"revenue OPERATIONS"` }, { search: null }];
    for (const other of others) {
      const request = post(PATHS.query[0], { ...body, ...other, cursor }, headers);
      const response = await subject().fetch("query", request);
      const { code, issues } = await response.json();
      assertEquals([response.status, code, issues[0].path], [422, "validation_failed", "cursor"]);
    }
    const byOffset = await readPage(subject(), { ...body, offset: 1 }, { headers });
    assertEquals(byOffset.data.map(({ company_domain }) => company_domain), ["acme.com"]);
  });

  Deno.test("of several companies a search does not find those without its words, on every page", async () => {
    const { headers } = await fillOrg();
    const company_domains = ["acme.com", "beta.com", "gamma.com", "delta.com", "none"];
    const body = { company_domains, search: "operations", fields: ["company_domain"] };
    for (const limit of [1, 100]) {
      for (const page of await walk(subject(), { ...body, limit }, { headers })) {
        assertEquals(page.not_found, ["gamma.com", "delta.com"]);
        assertEquals(page.invalid!.map(({ input }) => input), ["none"]);
      }
    }
    const single = { company_domain: "gamma.com", search: "operations" };
    assertEquals((await readPage(subject(), single, { headers })).data, []);
  });

  Deno.test("what is written is found at once by its new words, and by the old ones no longer", async () => {
    const { orgId, headers } = await fillOrg();
    const item = { company_domain: "acme.com", raw_parallel_output: { titles: ["Treasurer"] } };
    await upsert(subject(), item, { orgId });
    for (const [search, count] of [["treasurer", 1], ["controller", 0]] as const) {
      assertEquals((await readPage(subject(), { search }, { headers })).data.length, count);
    }
  });

  Deno.test("a pointer answers with a part of each document, its numbers as they are stored", async () => {
    const { headers } = await fillOrg();
    /** The parts of acme, beta and gamma, as they stand in the answer. */
    const CASES: [pointer: string, parts: [string, string, string]][] = [
      ["/titles/0", [`"VP Revenue Operations"`, `"Operations lead"`, `"Nobody"`]],
      ["/titles/1", [`{"n":1.10,"title":"Controller"}`, `"Controlling"`, "null"]],
      ["/titles/1/n", ["1.10", "null", "null"]],
      ["/n", ["null", "9007199254740993", "null"]],
      ["/", ["0", "null", "null"]],
      ["/a~1b", [`{"m~n":null}`, "null", "null"]],
      ["/a~1b/m~0n", ["null", "null", "null"]],
      ["/titles/00", ["null", "null", "null"]],
      ["/titles/-", ["null", "null", "null"]],
      ["/controller", ["null", "null", "true"]],
    ];
    for (const [pointer, parts] of CASES) {
      const body = { pointer, fields: ["raw_parallel_output"] };
      const request = post(PATHS.query[0], body, headers);
      const text = await (await subject().fetch("query", request)).text();
      const rows = parts.toReversed().map((part) => `{"raw_parallel_output":${part}}`);
      const start = `{"data":[${rows}],"pagination"`;
      assertEquals(withoutBlanks(text).slice(0, withoutBlanks(start).length), withoutBlanks(start));
    }
    const whole = await readPage(subject(), {}, { headers });
    assertEquals(await readPage(subject(), { pointer: "" }, { headers }), whole);
  });

  Deno.test("a pointer goes with a search, one company, and the cursor of another pointer", async () => {
    const { headers } = await fillOrg();
    const read = (body: object) => readPage(subject(), body, { headers });
    const found = (await read({ search: "controller", pointer: "/titles/0" })).data[0]!;
    assertEquals(found.raw_parallel_output, "VP Revenue Operations");
    assertEquals(found.matches, ["Controller"]);
    const one = await read({ company_domain: "www.Gamma.com", pointer: "/titles/0" });
    assertEquals(one.data.map((row) => row.raw_parallel_output), ["Nobody"]);
    const first = await read({ limit: 1, pointer: "/titles" });
    const cursor = first.pagination.next_cursor;
    const rest = await read({ cursor, pointer: "/titles/0" });
    assertEquals(rest.data.map((row) => row.raw_parallel_output), [
      "Operations lead",
      "VP Revenue Operations",
    ]);
  });
}

/** JSON without the blanks between its parts, which a Data API may write or not. */
function withoutBlanks(json: string): string {
  return json.replaceAll(" ", "");
}
