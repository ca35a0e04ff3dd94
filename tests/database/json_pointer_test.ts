import { assertEquals } from "@std/assert";
import { createSearchDatabase, find, ORG, store } from "./search_fixtures.ts";

/** The example of RFC 6901, section 5, with more beside it. */
const DOCUMENT =
  `{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8,
  "number":[9007199254740993,1.10,1e2],"keys":{"0":"zero","01":"one","-":"end","":{"":"empty"},"é":"e"},
  "lists":[[["deep"]],null]}`;

/** A part as Postgres writes it, null where there is none. */
const CASES: [tokens: string[], part: string | null][] = [
  [["foo"], '["bar", "baz"]'],
  [["foo", "0"], '"bar"'],
  [[""], "0"],
  [["a/b"], "1"],
  [["c%d"], "2"],
  [["e^f"], "3"],
  [["g|h"], "4"],
  [["i\\j"], "5"],
  [['k"l'], "6"],
  [[" "], "7"],
  [["m~n"], "8"],
  [["number"], "[9007199254740993, 1.10, 100]"],
  [["number", "1"], "1.10"],
  [["keys", "0"], '"zero"'],
  [["keys", "01"], '"one"'],
  [["keys", "-"], '"end"'],
  [["keys", "", ""], '"empty"'],
  [["keys", "é"], '"e"'],
  [["keys", "e\u0301"], null],
  [["lists", "0", "0", "0"], '"deep"'],
  [["lists", "1"], "null"],
  [["lists", "1", "0"], null],
  ...["00", "01", "-1", "+1", "-", "2", "1.0", " 1", "1e0", "", "999999999", "9".repeat(40), "١"]
    .map((token): [string[], null] => [["foo", token], null]),
  [["foo", "0", "0"], null],
  [["Foo"], null],
  [["nothing", "here"], null],
];

Deno.test("a pointer names a part as RFC 6901 says, with numbers as they are stored", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const [whole] = await sql`select get_by_json_pointer('{"a":1.10}', '{}')::text as part`;
  assertEquals(whole!.part, '{"a": 1.10}');
  for (const [tokens, part] of CASES) {
    const [row] =
      await sql`select get_by_json_pointer(${DOCUMENT}::text::jsonb, ${tokens})::text as part`;
    assertEquals(row!.part, part, JSON.stringify(tokens));
  }
});

Deno.test("a page has the named part of each document, with and without a search", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await store(sql, ['{"a":{"b":"some words"}}', '{"a":"words"}', '{"a":{"b":1.10}}']);
  const options = { columns: ["company_domain", "raw_parallel_output"], pointer: ["a", "b"] };
  assertEquals(await find(sql, ["words"], options), [
    { company_domain: "1.example", raw_parallel_output: null, matches: ["words"] },
    { company_domain: "0.example", raw_parallel_output: "some words", matches: ["some words"] },
  ]);
  const [row] = await sql`
    select find_icp_job_titles(${ORG}, '{}', '{raw_parallel_output,company_domain}', 2, 1,
      p_pointer => '{a}')::text as rows`;
  assertEquals(JSON.parse(row!.rows), [
    { raw_parallel_output: "words", company_domain: "1.example" },
    { raw_parallel_output: { b: "some words" }, company_domain: "0.example" },
  ]);
});
