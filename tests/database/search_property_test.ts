/** Random documents are found by each word of theirs, and by none that they do not have. */
import { assert, assertEquals } from "@std/assert";
import { createRandom } from "../support/random.ts";
import { createSearchDatabase, ORG, store } from "./search_fixtures.ts";

const SEED = 15;
/** A word is letters, digits and marks; the rest of these texts stands between words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Code points from which words are made, of several scripts; those that are none are left out. */
const SCRIPTS: [first: number, last: number][] = [
  [0x41, 0x7a],
  [0x30, 0x39],
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x561, 0x5ea],
  [0x620, 0x669],
  [0x904, 0x96f],
  [0xe01, 0xe59],
  [0x10a0, 0x10ff],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2c80, 0x2ce3],
  [0x3041, 0x30fa],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0x10400, 0x1044f],
  [0x1d7ce, 0x1d7ff],
  [0x20000, 0x2a6df],
];
const GAPS = [
  " ",
  " ",
  " ",
  "  ",
  "\n",
  "\t",
  "\u00a0",
  "\u3000",
  "\u200b",
  "\ufeff",
  ".",
  ", ",
  "'",
  '"',
  "\\",
]
  .concat([
    "/",
    "-",
    "_",
    "(",
    "%",
    "&",
    " & ",
    "|",
    "!",
    ":*",
    "<->",
    "+",
    "$",
    "€",
    "→",
    "😀",
    "。",
    "٪",
    "\u0001",
  ]);

/** Lower case as Postgres has it: letter by letter, each of which stays one. */
function fold(word: string): string {
  return Array.from(word, (letter) => {
    const upper = letter.toUpperCase();
    const [lower] = ([...upper].length === 1 ? upper : letter).toLowerCase();
    return lower;
  }).join("");
}

function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

function makeGenerator(random: () => number) {
  const upTo = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: T[]): T => list[upTo(list.length)]!;
  const makeWord = () => {
    const [first, last] = pick(SCRIPTS);
    const letters = Array.from(
      { length: 1 + upTo(5) },
      () => String.fromCodePoint(first + upTo(last - first + 1)),
    );
    return letters.join("").match(WORD)?.[0] ?? "x";
  };
  const makeText = () =>
    Array.from({ length: upTo(8) }, () => makeWord() + pick(GAPS)).join("") +
    (upTo(40) === 0 ? "y".repeat(3000) : "");
  const makeValue = (depth: number, texts: string[]): unknown => {
    if (depth > 0) {
      const values = Array.from(
        { length: 1 + upTo(2) },
        (_, i) => makeValue(i === 0 ? depth - 1 : 0, texts),
      );
      if (upTo(2) === 0) return values;
      return Object.fromEntries(
        values.map((value, i) => [`${pick(["", "key", "__proto__"])}${i}`, value]),
      );
    }
    const text = makeText();
    if (upTo(8) === 0) return pick([null, true, 31337]);
    texts.push(text);
    return text;
  };
  return () => {
    const texts: string[] = [];
    const document = JSON.stringify({ root: makeValue(upTo(21), texts) });
    return {
      document,
      words: new Set(texts.flatMap(wordsOf).filter((word) => word.length <= 100)),
    };
  };
}

Deno.test("a random document is found by each word of its texts, and by none that it lacks", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const makeDocument = makeGenerator(createRandom(SEED));
  const documents = Array.from({ length: 150 }, makeDocument);
  await store(sql, documents.map(({ document }) => document));
  const words = [...new Set(documents.flatMap((document) => [...document.words]))];
  assert(words.length > 500, `${words.length} words are too few.`);
  const asked = [...words.filter((_, i) => i % 3 === 0), "key0", "proto", "31337", "true", "null"];
  const filters = asked.map((text) => JSON.stringify({ search: [{ text, prefix: false }] }));
  const answers = await sql`
    select (
      select json_agg(answer) from find_icp_job_titles(${ORG}, filter, '{company_domain}', 1000) as answer
    ) -> 0 as rows
    from unnest(${filters}::text[]) with ordinality as list (filter, place) order by place`;
  for (const [i, word] of asked.entries()) {
    const rows: { company_domain: string; matches: string[] }[] = answers[i]!.rows;
    const expected = documents.flatMap((document, n) => document.words.has(word) ? [n] : []);
    const found = rows.map((row) => parseInt(row.company_domain));
    assertEquals(found.sort((a, b) => a - b), expected, `${JSON.stringify(word)}, seed ${SEED}`);
    for (const { matches } of rows) {
      assert(matches.length > 0 && matches.length <= 3);
      for (const match of matches) {
        assert([...match].length <= 300 && wordsOf(match).includes(word), `${word} in ${match}`);
      }
    }
  }
});
