import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  type FunctionKey,
  FUNCTIONS,
} from "../../supabase/functions/_shared/contract/functions.ts";
import { asDeployed, bundleFunction, runDeno } from "../../scripts/local/hosted.ts";

const FOLDER = fileURLToPath(new URL("../../supabase/functions/", import.meta.url));
/**
 * What a function may have with the code of its packages whole. Server-side bundling stops at 5 MB;
 * the protocol's library has each of its modules twice, so docs/DEPLOY.md says what to do should the
 * server count them all.
 */
const WHOLE_BYTES: Record<FunctionKey, number> = {
  upsert: 5_000_000,
  query: 5_000_000,
  mcp: 6_500_000,
};
/** What a function may grow to before somebody has to look why: they have 1.05, 1.08 and 1.72 MB. */
const BUDGET_BYTES: Record<FunctionKey, number> = {
  upsert: 1_250_000,
  query: 1_250_000,
  // With the protocol's library.
  mcp: 2_000_000,
};
/** What an npm package may give to a bundle: code, and what Node finds code by. */
const CODE = /\.([cm]?js|json)$/;

/** What `deno info --json` tells of a graph. */
interface Graph {
  modules: { specifier: string; kind: string; size?: number; error?: string }[];
  npmPackages: Record<string, { dependencies: string[]; localPath: string }>;
}

async function readGraph(name: string): Promise<Graph> {
  return JSON.parse(await runDeno(["info", "--json", ...asDeployed(name)]));
}

async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

/** The bytes of all code below a folder. */
async function measureCode(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) bytes += await measureCode(path);
    else if (CODE.test(name)) bytes += (await Deno.stat(path)).size;
  }
  return bytes;
}

for (const [key, { name }] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} is made of its own files, _shared, and packages at one exact version`, async () => {
    const { modules, npmPackages } = await readGraph(name);
    const { imports } = await readJson(`${FOLDER}${name}/deno.json`);
    const pins = Object.values<string>(imports).sort();

    assertEquals(modules.filter(({ error }) => error !== undefined), []);
    const isPackage = (kind: string) => kind === "npm" || kind === "node";
    const files = modules.filter(({ kind }) => !isPackage(kind))
      .map(({ specifier }) => fileURLToPath(specifier));
    const own = files.filter((file) => file.startsWith(`${FOLDER}${name}/`));
    const shared = files.filter((file) => file.startsWith(`${FOLDER}_shared/`));
    assert(own.length > 0 && shared.length > 0);
    assertEquals(files.toSorted(), [...own, ...shared].sort());

    const packages = modules.filter(({ kind }) => kind === "npm");
    assertEquals(packages.map(({ specifier }) => specifier.replace("npm:/", "npm:")).sort(), pins);
    for (const [id, { dependencies, localPath }] of Object.entries(npmPackages)) {
      const ranges = Object.entries<string>(
        (await readJson(`${localPath}/package.json`)).dependencies ?? {},
      );
      // Of a package that the function pins too, this is the version that a range gives.
      const exact = ranges.map(([name, range]) =>
        pins.find((pin) => pin.startsWith("npm:" + name + "@"))?.slice("npm:".length) ??
          `${name}@${range}`
      );
      assertEquals(exact.toSorted(), dependencies.toSorted(), id);
    }
  });

  Deno.test(`${name} stays within its size, and imports nothing beyond its packages`, async () => {
    const bundle = await bundleFunction(name);
    const bytes = new TextEncoder().encode(bundle).length;
    assert(bytes < BUDGET_BYTES[key as FunctionKey], `${name} has ${bytes} bytes as one file.`);
    // But for what the runtime has built in.
    assertEquals(bundle.match(/^(import|export \* from)\b(?!.* from "node:).*/gm), null);
    assertEquals(bundle.match(/\bnew (Shared)?Worker\b/g), null);
    assertMatch(bundle, /^export \{/m);

    const { modules, npmPackages } = await readGraph(name);
    const packages = Object.values(npmPackages).map(({ localPath }) => measureCode(localPath));
    const sizes = [...modules.map(({ size = 0 }) => size), ...await Promise.all(packages)];
    const whole = sizes.reduce((sum, size) => sum + size, 0);
    assert(
      whole < WHOLE_BYTES[key as FunctionKey],
      `${name} has ${whole} bytes with its packages whole.`,
    );
  });
}
