import { assert, assertEquals } from "@std/assert";

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
