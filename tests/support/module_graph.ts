/** Reads which module imports which, as Deno resolves it. */
import { fileURLToPath } from "node:url";
import { listTypeScript } from "./source_files.ts";

/** The modules of the repository; paths are relative to its root. */
export interface Graph {
  /** What each module imports, at run time or for its types: paths, and packages as `npm:…`. */
  imports: ReadonlyMap<string, ReadonlySet<string>>;
  /** What somebody starts or deploys: the functions, the scripts, and the client. */
  entries: readonly string[];
}

const ROOT = new URL("../../", import.meta.url);
const ENTRY = /^(supabase\/functions\/[^_/]+\/index\.ts|scripts\/[^/]+\.ts|client\/mod\.ts)$/;

interface Dependency {
  code?: { specifier?: string };
  type?: { specifier?: string };
}

interface Module {
  specifier: string;
  dependencies?: Dependency[];
}

/** Reads the graph of every TypeScript file of the repository. */
export async function readModuleGraph(): Promise<Graph> {
  const paths = await listTypeScript();
  const root = await Deno.makeTempFile({ suffix: ".ts" });
  const text = paths.map((path) => `import ${JSON.stringify(new URL(path, ROOT).href)};\n`);
  await Deno.writeTextFile(root, text.join(""));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `--config=${fileURLToPath(new URL("deno.json", ROOT))}`, root],
    stderr: "inherit",
  }).output();
  await Deno.remove(root);
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
  const found = modules.filter(({ specifier }) =>
    specifier.startsWith(ROOT.href) && !specifier.includes("node_modules")
  );
  const imports = new Map(found.map(({ specifier, dependencies = [] }) => [
    shorten(specifier),
    new Set(
      dependencies.flatMap(({ code, type }) =>
        [code, type].flatMap((target) => target?.specifier ? shorten(target.specifier) : [])
      ),
    ),
  ]));
  return { imports, entries: paths.filter((path) => ENTRY.test(path)) };
}

/** All that a module loads, itself too. */
export function reachFrom({ imports }: Graph, entry: string): Set<string> {
  const reached = new Set<string>();
  const left = [entry];
  while (left.length > 0) {
    const path = left.pop()!;
    if (reached.has(path)) continue;
    reached.add(path);
    left.push(...imports.get(path) ?? []);
  }
  return reached;
}

function shorten(specifier: string): string {
  return specifier.startsWith(ROOT.href) ? decodeURI(specifier.slice(ROOT.href.length)) : specifier;
}
