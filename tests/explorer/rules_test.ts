/** What the explorer page's modules decide without a browser. */
import { assertEquals, assertThrows } from "@std/assert";
import { countByAge } from "../../client/explorer/count_by_age.js";
import { describeAge, pickAgeColumn } from "../../client/explorer/elements.js";
import { looksLikeDomain, makeWordPattern } from "../../client/explorer/search_text.js";
import { parseAnswer } from "../../client/explorer/service.js";
import { forgetSession, keepSession, readSession } from "../../client/explorer/session.js";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const beforeNow = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

const AGES: [what: string, rows: { researched?: number; updated: number }[]][] = [
  ["no row", []],
  ["rows without dates of research", [{ updated: 1 }, { updated: 20 }, { updated: 400 }]],
  ["rows that all have one", [{ researched: 100, updated: 1 }, { researched: 3, updated: 1 }]],
  ["both", [{ researched: 100, updated: 1 }, { updated: 2 }, { researched: 8, updated: 8 }]],
];

for (const [what, rows] of AGES) {
  Deno.test(`the chart counts ${what} by the research, else by the update`, async () => {
    const days = [7, 30, 90];
    const count = (filters: Record<string, string>) =>
      Promise.resolve(
        rows.filter(({ researched, updated }) =>
          (!filters.updated_since || beforeNow(updated) >= filters.updated_since) &&
          (!filters.researched_since ||
            researched !== undefined && beforeNow(researched) >= filters.researched_since)
        ).length,
      );
    const { total, within } = await countByAge(count, { days, now: NOW, hasDates: true });
    const ages = rows.map(({ researched, updated }) => researched ?? updated);
    assertEquals(total, rows.length);
    if (total === 0) return;
    assertEquals(within, days.map((most) => ages.filter((age) => age <= most).length));
  });
}

Deno.test("a service without dates of research is not asked for them", async () => {
  const asked: string[] = [];
  const count = (filters: object) => {
    asked.push(...Object.keys(filters));
    return Promise.resolve(2);
  };
  await countByAge(count, { days: [7], now: NOW, hasDates: false });
  assertEquals(asked, ["updated_since"]);
});

Deno.test("research is as old as its own date, else as its row", () => {
  assertEquals(pickAgeColumn({ researched_at: beforeNow(1) }), "researched_at");
  assertEquals(pickAgeColumn({ researched_at: null }), "updated_at");
  assertEquals(pickAgeColumn({}), "updated_at");
});

Deno.test("an age is told in its largest unit, and a clock that is behind tells none", () => {
  const ages = [400, 61, 1.5, 0.1, -1].map((days) => describeAge(beforeNow(days), NOW));
  assertEquals(ages, ["last year", "2 months ago", "yesterday", "2 hours ago", "just now"]);
});

Deno.test("an answer keeps its documents as text, and one that is cut is refused", () => {
  const answer = '{"data":[{"id":"a","raw_parallel_output":{"n":1.10}}],"pagination":{"limit":1}}';
  assertEquals(parseAnswer(answer), {
    data: [{ id: "a", raw_parallel_output: { text: '{"n":1.10}' } }],
    pagination: { limit: 1 },
  });
  for (let end = 0; end < answer.length; end++) {
    assertThrows(() => parseAnswer(answer.slice(0, end)), SyntaxError);
  }
});

Deno.test("what has a blank, a quote or no sign of an address is taken for words", () => {
  const domains = [
    "acme.com",
    "https://acme.com/a",
    "a@b",
    "acme。com",
    "//acme.com:80",
    "münchen.de",
  ];
  const words = ["acme", "revenue operations", '"acme.com"', "controll*", "acme.com, beta.com", ""];
  assertEquals(domains.filter((typed) => !looksLikeDomain(typed)), []);
  assertEquals(words.filter(looksLikeDomain), []);
});

const MARKED: [typed: string, text: string, marked: string[]][] = [
  ["paralegal", "Paralegal, not paralegals", ["Paralegal"]],
  ["paralegal*", "Paralegals and PARALEGAL", ["Paralegals", "PARALEGAL"]],
  ['"revenue operations"', "Revenue  operations; operations", ["Revenue  operations"]],
  ['"head of sal*" it', "Head of sales IT", ["Head of sales", "IT"]],
  ["c++ .*", "C, c. and (c)", ["C", "c", "c"]],
  ["café", "Café cafés", ["Café"]],
  ["日本", "日本 日本語", ["日本"]],
];

for (const [typed, text, marked] of MARKED) {
  Deno.test(`${JSON.stringify(typed)} marks its words in ${JSON.stringify(text)}`, () => {
    const found = [...text.matchAll(makeWordPattern(typed)!)].map(([word]) => word);
    assertEquals(found, marked);
  });
}

Deno.test("a search without a word marks nothing", () => {
  assertEquals(["", '"', "* --", '""'].map(makeWordPattern), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("a token is for its project, and without any somebody has to sign in", () => {
  const url = "https://abc.supabase.co/";
  const session = { url, token: "typed" };
  try {
    assertEquals(readSession({ url, token: undefined }), undefined);
    assertEquals(readSession({ url: null, token: undefined }), undefined);
    assertEquals(readSession({ url, token: "public" }), { url, token: "public" });
    keepSession(session);
    assertEquals(readSession({ url, token: "public" }), session);
    assertEquals(readSession({ url: "https://other.supabase.co/", token: undefined }), undefined);
    forgetSession();
    assertEquals(readSession({ url, token: "public" }), undefined);
  } finally {
    sessionStorage.clear();
  }
});
