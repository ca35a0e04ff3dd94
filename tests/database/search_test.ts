import { assertEquals } from "@std/assert";
import { outcomeOf } from "./fixtures.ts";
import {
  createSearchDatabase,
  find,
  findNumbers,
  ORG,
  parseTerm,
  store,
} from "./search_fixtures.ts";

const OTHER_ORG = "22222222-2222-4222-8222-222222222222";

Deno.test("letter case does not count in any script", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const spellings = [
    ["straße", "STRAẞE"],
    ["istanbul", "İSTANBUL", "ISTANBUL"],
    ["οδος", "ΟΔΟΣ", "οδοσ"],
    ["თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"],
    ["ǆemal", "ǅemal", "Ǆemal"],
    ["москва", "МОСКВА"],
  ];
  await store(sql, spellings.map((words) => JSON.stringify(words)));
  for (const [place, words] of spellings.entries()) {
    for (const word of words) assertEquals(await findNumbers(sql, word), [place], word);
  }
});

Deno.test("words that stand together are found together, prefixes by their beginning", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await store(sql, [
    `{"a":"Head of Revenue\\n Operations, EMEA"}`,
    `{"a":["the revenue","operations of it"]}`,
    `{"a":"operations revenue; we use C++ and acme.com/beta"}`,
    `{"a":"revenue operational","revenue":{"operations":1}}`,
    JSON.stringify({ long: `${"x".repeat(250)} ${"é".repeat(3000)}` }),
  ]);
  for (
    const [expected, ...terms] of [
      [[0, 1, 2], "revenue", "operations"],
      [[0], "revenue operations"],
      [[0], "REVENUE... (operations)"],
      [[0, 3], "revenue operation*"],
      [[0], "revenue operation*", "emea"],
      [[0, 1, 2, 3], "rev*"],
      [[2], "c++"],
      [[2], "acme.com/beta"],
      [[], "beta acme"],
      [[], "operation"],
      [[4], "x".repeat(250)],
      [[4], `${"x".repeat(160)}*`],
      [[], "x".repeat(240)],
      // The org's id stands among the words.
      [[], `${ORG[0]}*`],
      [[], `${ORG.slice(0, 8)}*`],
      [[4], "é".repeat(3000)],
      // A term without a word is in no text.
      [[], "++"],
      [[], "revenue", "*"],
      [[], ""],
      [[]],
    ] as [number[], ...string[]][]
  ) assertEquals(await findNumbers(sql, ...terms), expected, terms.join(" | ").slice(0, 50));
});

Deno.test("no text is an error, whatever it means to a tsquery, a pattern or an array", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const texts = [
    "&",
    "! <-> | :*",
    "a & !b",
    "'",
    "it's ''",
    "\\",
    "\\'a\\",
    '"a',
    "{a,b}",
    "a:*",
    "(",
    "[",
    "%_",
  ]
    .concat(["a b ".repeat(500), "\u200b", "\ud83d\ude00", "a<2>b", "$1", "x".repeat(100_000)]);
  await store(sql, texts.map((text) => JSON.stringify([`${text} end`])));
  for (const [place, text] of texts.entries()) {
    for (const term of [text, `${text}*`, `${text} end`]) {
      const found = await findNumbers(sql, term);
      const isWord = /[\p{L}\p{N}]/u.test(term);
      assertEquals(found.includes(place), isWord, term.slice(0, 50));
    }
  }
  const many = Array.from({ length: 1000 }, (_, i) => i % 2 ? "a" : `w${i}*`);
  assertEquals(await findNumbers(sql, ...many), []);
});

Deno.test("a search goes with every other filter, cursor and total, and stays in its org", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await sql`insert into orgs (id, name, slug) values (${OTHER_ORG}, 'B', 'b')`;
  const documents = Array.from({ length: 60 }, (_, i) => `{"text":"word w${i % 3} of us all"}`);
  await store(sql, documents);
  await store(sql, documents, OTHER_ORG);
  await sql`update icp_job_titles set processor = case when company_domain like '%2.%' then 'pro' end`;
  const all = (remainder: number) =>
    Array.from({ length: 20 }, (_, i) => `${57 + remainder - 3 * i}.example`);
  const cases: [expected: string[], terms: string[], filters?: Record<string, unknown>][] = [
    [all(0), ["word", "w0"]],
    [all(1), ["w1 of us"]],
    [all(2).filter((name) => /2\./.test(name)), ["w2"], { processor: "pro" }],
    [all(2).filter((name) => /2\./.test(name)), ["w2 of us"], { processor: "pro" }],
    [["31.example", "1.example"], ["w1 o*"], {
      company_domains: ["31.example", "1.example", "2.example"],
    }],
    [["30.example"], ["word"], {
      company_domains: ["30.example"],
      contains: `{"text":"word w0 of us all"}`,
    }],
  ];
  for (const [expected, terms, filters = {}] of cases) {
    const text = JSON.stringify({ search: terms.map(parseTerm), ...filters });
    const [count] =
      await sql`select count_matching_icp_job_titles(${ORG}, ${text}::text)::int as n`;
    assertEquals(count!.n, expected.length);
    const whole = await find(sql, terms, { filters });
    assertEquals(whole.map((row) => row.company_domain), expected);
    // Page by page, after the last row and by offset.
    const paged: string[] = [];
    let last = { created_at: null, id: null };
    for (let offset = 0;; offset += 3) {
      const read = (skipped: number, after: typeof last) =>
        sql`select find_icp_job_titles(${ORG}, ${text}::text, '{company_domain,created_at,id}', 3,
          ${skipped}, ${after.created_at}::timestamptz, ${after.id}::uuid) as rows`;
      const [byCursor] = await read(0, last);
      const [byOffset] = await read(offset, { created_at: null, id: null });
      assertEquals(byCursor!.rows, byOffset!.rows);
      if (byCursor!.rows.length === 0) break;
      paged.push(...byCursor!.rows.map((row: { company_domain: string }) => row.company_domain));
      last = byCursor!.rows.at(-1);
    }
    assertEquals(paged, expected);
  }
});

Deno.test("words of more than 10,000 rows are found behind many that have them not", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const rows = 10_600;
  const last = 10_100;
  // As the triggers would, at a tenth of the time.
  await sql.unsafe(`
    set session_replication_role = replica;
    insert into icp_job_titles (id, org_id, company_domain, raw_parallel_output, created_at)
    select md5(n::text)::uuid, '${ORG}', n || '.example',
      case when n <= ${last} then '["two words"]' else '[]' end::jsonb,
      timestamptz '2026-01-01Z' + n * interval '1 second'
    from generate_series(1, ${rows}) as n;
    insert into icp_job_titles_words
    select id, org_id, created_at, list_document_words(raw_parallel_output) from icp_job_titles;
    reset session_replication_role`);
  for (const terms of [["words"], ["two words"], ["word*", "two"]]) {
    const page = await find(sql, terms, { limit: 3 });
    const expected = [0, 1, 2].map((n) => `${last - n}.example`);
    assertEquals(page.map((row) => row.company_domain), expected);
    const text = JSON.stringify({ search: terms.map(parseTerm) });
    const [count] =
      await sql`select count_matching_icp_job_titles(${ORG}, ${text}::text)::int as n`;
    assertEquals(count!.n, last);
  }
  assertEquals(await find(sql, ["words two"], { limit: 3 }), []);
  const few = { filters: { updated_before: "2020-01-01T00:00:00Z" }, limit: 3 };
  assertEquals(await find(sql, ["words"], few), []);
});

Deno.test("a row's matches are the texts with most of the words, cut around them", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const long = `${"before ".repeat(500)}The Chief\tRevenue Officer${" after".repeat(500)} end`;
  await store(sql, [JSON.stringify({
    a: "chief",
    b: ["revenues", "Revenue", long, { c: "revenue, chief", d: "chiefrevenue" }, "REVENUE"],
  })]);
  const matches = async (...terms: string[]) => (await find(sql, terms))[0]!.matches;
  const [cut] = await matches("chief revenue officer");
  assertEquals(cut!.length, 300);
  const sides = cut!.split("Chief\tRevenue Officer").map((side) => Math.round(side.length / 10));
  assertEquals(sides, [14, 14]);
  const [first, second, third] = await matches("revenue");
  assertEquals([first, second!.length, third], ["Revenue", 300, "revenue, chief"]);
  assertEquals((await matches("revenue", "chief")).slice(1), ["revenue, chief", "chief"]);
  assertEquals(await matches("after* end"), [long.slice(-300)]);
});

Deno.test("phrases and prefixes have their turns, words do not", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await store(sql, [`["a phrase"]`]);
  const [first, second] = [await sql.reserve(), await sql.reserve()];
  try {
    for (const session of [first, second]) {
      await session`begin`;
      await session`select take_expensive_read_slot(${ORG})`;
    }
    const refused = { code: "PT429" };
    assertEquals(await outcomeOf(find(sql, ["a phrase"])), refused);
    assertEquals(await outcomeOf(find(sql, ["phr*"])), refused);
    assertEquals((await find(sql, ["phrase", "a"])).length, 1);
  } finally {
    for (const session of [first, second]) {
      await session`rollback`;
      session.release();
    }
  }
});
