/** How rows become lines of a file. */
import { assertEquals } from "@std/assert";
import { FORMATS, parseExactly } from "../../scripts/export/formats.ts";

const [HEAD] = FORMATS.csv.head.split("\r\n");

function writeName(company_name: string | null): string {
  const [before, after] = HEAD!.split("company_name");
  const row = Object.fromEntries(HEAD!.split(",").map((column) => [column, "x"]));
  const cells = FORMATS.csv.writeRow({ ...row, company_name });
  const commas = (text?: string) => text!.split(",").length - 1;
  return cells.slice(2 * commas(before), -2 * commas(after) - 2);
}

const CELLS: [name: string | null, cell: string][] = [
  ["Acme", "Acme"],
  [null, ""],
  ["Acme, Inc.", '"Acme, Inc."'],
  ['The "Best"', '"The ""Best"""'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", `"'=1+1"`],
  ["+44", `"'+44"`],
  ["-2", `"'-2"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["\t=1", `"'\t=1"`],
  [" =1", `"' =1"`],
  ["＝1", `"'＝1"`],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ["a=b", "a=b"],
];

for (const [name, cell] of CELLS) {
  Deno.test(`${JSON.stringify(name)} becomes a cell that no spreadsheet calculates`, () => {
    assertEquals(writeName(name), cell);
  });
}

Deno.test("the CSV has the columns of the head, and lines that end as RFC 4180 says", () => {
  assertEquals(HEAD!.includes("raw_parallel_output"), false);
  assertEquals(FORMATS.csv.head.endsWith("\r\n"), true);
  assertEquals(FORMATS.csv.fields.join(), HEAD);
});

Deno.test("numbers that JavaScript cannot hold are written as they were read", () => {
  const row = '{"n":[9007199254740993,1.10,1e400],"__proto__":{"a":-0.0}}';
  const body = parseExactly(`{"data":[${row}],"pagination":{"limit":2}}`) as {
    data: Record<string, unknown>[];
    pagination: { limit: number };
  };
  assertEquals(FORMATS.jsonl.writeRow(body.data[0]!), `${row}\n`);
  assertEquals(body.pagination.limit, 2);
});

Deno.test("what a search adds to a row is not written", () => {
  assertEquals(FORMATS.jsonl.writeRow({ id: "a", matches: ["found"] }), '{"id":"a"}\n');
});
