import { assert, assertEquals } from "@std/assert";
import { writePage } from "../load/bench/report.ts";

Deno.test("what people wrote on the page of benchmarks outlives the next run", () => {
  const written = (page: string) => page.slice(page.indexOf("## What was not reached"));
  const previous = Deno.readTextFileSync(new URL("../../docs/BENCHMARKS.md", import.meta.url));
  assert(written(previous).length > 1000);
  const occasion = { date: "2026-11-23", minutes: 6, machine: ["CPU"] };
  assertEquals(written(writePage([], occasion, previous)), written(previous));
});
