/** The arrows between modules, as CLAUDE.md describes them. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { findUnusedExports } from "../support/exports.ts";
import { type Graph, reachFrom, readModuleGraph } from "../support/module_graph.ts";

const SHARED = "supabase/functions/_shared/";

/** What each part may import beside itself; the longest beginning of a path counts. */
const MAY_IMPORT: Record<string, string[]> = {
  "supabase/functions/icp-job-titles-upsert/": [SHARED],
  "supabase/functions/icp-job-titles-query/": [SHARED],
  "supabase/functions/icp-job-titles-mcp/": [SHARED],
  [SHARED]: [],
  "client/": [],
  "scripts/": ["supabase/functions/", "client/"],
  "tests/": ["scripts/", "supabase/functions/", "client/"],
};

/** Within `_shared`, rooms from the outermost to the innermost: each imports only those below it. */
const ROOMS = ["http/", "research/", "callers/", "data_api/", "contract", "domain"]
  .map((room) => SHARED + room);

/** The Supabase CLI writes it. */
const GENERATED = `${SHARED}data_api/database.types.ts`;

const graph = await readModuleGraph();

function partOf(path: string, parts: readonly string[]): string | undefined {
  return parts.filter((part) => path.startsWith(part)).sort((a, b) => b.length - a.length)[0];
}

/** Every import as `"from → to"`. */
function listArrows({ imports }: Graph): [from: string, to: string][] {
  return [...imports].flatMap(([from, targets]) =>
    [...targets].map((to): [string, string] => [from, to])
  );
}

Deno.test("every module imports only what its part may import", () => {
  const parts = Object.keys(MAY_IMPORT);
  const wrong = listArrows(graph).filter(([from, to]) => {
    const [own, other] = [partOf(from, parts)!, partOf(to, parts)];
    return other !== undefined && own !== other &&
      !MAY_IMPORT[own]!.some((part) => to.startsWith(part));
  });
  assertEquals(wrong, []);
});

Deno.test("in _shared a room imports only the rooms further in", () => {
  const wrong = listArrows(graph).filter(([from, to]) => {
    const [own, other] = [from, to].map((path) => ROOMS.indexOf(partOf(path, ROOMS) ?? ""));
    return own! < 0 ? from.startsWith(SHARED) && other! >= 0 : other! >= 0 && other! < own!;
  });
  assertEquals(wrong, []);
});

Deno.test("no modules import each other in a circle", () => {
  assertEquals(findCircle(graph), undefined);
});

Deno.test("at least two entry points reach each file of _shared", () => {
  const reached = new Map<string, number>();
  for (const entry of graph.entries) {
    for (const path of reachFrom(graph, entry)) reached.set(path, (reached.get(path) ?? 0) + 1);
  }
  const lonely = [...graph.imports.keys()].filter((path) =>
    path.startsWith(SHARED) && (reached.get(path) ?? 0) < 2
  );
  assertEquals(lonely, []);
});

Deno.test("the upsert loads no JWT library", () => {
  const reached = reachFrom(graph, "supabase/functions/icp-job-titles-upsert/index.ts");
  assertEquals([...reached].filter((path) => path.startsWith("npm:") && path.includes("jose")), []);
});

Deno.test("somebody imports every export", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  assertEquals(
    await findUnusedExports(root, [...graph.imports.keys()], [...graph.entries, GENERATED]),
    [],
  );
});

/** The modules of one circle in their order, where there is any. */
function findCircle({ imports }: Graph): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of imports.get(path) ?? []) {
      const circle = visit(target, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}
