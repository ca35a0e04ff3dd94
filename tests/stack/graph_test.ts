import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { asDeployed, bundleFunction, FUNCTION_NAMES, runDeno } from "../../scripts/local/hosted.ts";

const FUNCTIONS = fileURLToPath(new URL("../../supabase/functions/", import.meta.url));
/** Where server-side bundling stops. */
const PLATFORM_BYTES = 5_000_000;
/** What a function may grow to before somebody has to look why: they have 1.04 and 1.07 MB. */
const BUDGET_BYTES = 1_250_000;
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

for (const name of FUNCTION_NAMES) {
  Deno.test(`${name} is made of its own files, _shared, and packages at one exact version`, async () => {
    const { modules, npmPackages } = await readGraph(name);
    const { imports } = await readJson(`${FUNCTIONS}${name}/deno.json`);
    const pins = Object.values<string>(imports).sort();

    assertEquals(modules.filter(({ error }) => error !== undefined), []);
    const files = modules.filter(({ kind }) => kind !== "npm")
      .map(({ specifier }) => fileURLToPath(specifier));
    const own = files.filter((file) => file.startsWith(`${FUNCTIONS}${name}/`));
    const shared = files.filter((file) => file.startsWith(`${FUNCTIONS}_shared/`));
    assert(own.length > 0 && shared.length > 0);
    assertEquals(files.toSorted(), [...own, ...shared].sort());

    const packages = modules.filter(({ kind }) => kind === "npm");
    assertEquals(packages.map(({ specifier }) => specifier.replace("npm:/", "npm:")).sort(), pins);
    for (const [id, { dependencies, localPath }] of Object.entries(npmPackages)) {
      const ranges = Object.entries<string>(
        (await readJson(`${localPath}/package.json`)).dependencies ?? {},
      );
      assertEquals(ranges.map(([name, range]) => `${name}@${range}`), dependencies, id);
    }
  });

  Deno.test(`${name} stays within its size, and imports nothing beyond its packages`, async () => {
    const bundle = await bundleFunction(name);
    const bytes = new TextEncoder().encode(bundle).length;
    assert(bytes < BUDGET_BYTES, `${name} has ${bytes} bytes as one file.`);
    assertEquals(bundle.match(/^(import|export \* from)\b.*/gm), null);
    assertEquals(bundle.match(/\bnew (Shared)?Worker\b/g), null);
    assertMatch(bundle, /^export \{/m);

    const { modules, npmPackages } = await readGraph(name);
    const packages = Object.values(npmPackages).map(({ localPath }) => measureCode(localPath));
    const sizes = [...modules.map(({ size = 0 }) => size), ...await Promise.all(packages)];
    const whole = sizes.reduce((sum, size) => sum + size, 0);
    assert(whole < PLATFORM_BYTES, `${name} has ${whole} bytes with its packages whole.`);
  });
}
