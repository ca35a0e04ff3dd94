import { assert, assertEquals } from "@std/assert";
import { COLUMNS } from "../../supabase/functions/_shared/contract.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (file: string) => Deno.readTextFileSync(new URL(file, ROOT));

Deno.test("each claim of docs/SECURITY.md has a proof, a test or a task that exists", () => {
  const [, claims = ""] = /## Who gets in\n([^]*)## Not claimed/.exec(read("docs/SECURITY.md"))!;
  const items = claims.split(/^(?:- |## )/m).map((item) => item.replace(/\s+/g, " "));
  const { tasks } = JSON.parse(read("deno.json"));
  const broken = items.filter((item) => item.includes(". ")).flatMap((item) => {
    const tests = [...item.matchAll(/`(tests\/[^`]+)`: "([^"]+)"/g)];
    const runs = [...item.matchAll(/`deno task (\w+)/g)];
    if (tests.length + runs.length === 0) return [`no proof: ${item}`];
    return [
      ...tests.filter(([, file, name]) => !read(file!).includes(name!)),
      ...runs.filter(([, task]) => !(task! in tasks)),
    ].map(([proof]) => proof);
  });
  assertEquals(broken, []);
  assert(items.length > 30);
});

Deno.test("CLAUDE.md and the overview list each migration, and README.md has their number", () => {
  const files = Array.from(Deno.readDirSync(new URL("supabase/migrations", ROOT)), (f) => f.name);
  const versions = files.map((name) => name.slice(0, 3)).sort();
  const list = (page: string, line: RegExp) =>
    Array.from(read(page).matchAll(line), ([, name]) => name!);
  assertEquals(list("CLAUDE.md", /^- `(\d{3}_\w+\.sql)`$/gm), files.sort());
  const told = list("docs/SYSTEM_OVERVIEW.md", /^\| (\d{3}(?: to \d{3})?) /gm).flatMap((range) => {
    const [first = "", last = first] = range.split(" to ");
    return versions.filter((version) => first <= version && version <= last);
  });
  assertEquals(told, versions);
  assertEquals(list("README.md", /^Applied (\d+) migrations/gm), [String(files.length)]);
});

Deno.test("the least function that ours are measured beside names the same columns", () => {
  const text = read("tests/load/bench/least_function/index.ts").replace(/" \+\n\s*"/g, "");
  assertEquals(/const COLUMNS = "([\w,]+)"/.exec(text)?.[1], COLUMNS.join());
});
