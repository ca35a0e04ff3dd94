import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../scripts/local/postgres.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PARTS = ["client", "deno.json", "deno.lock", "node_modules", "scripts", "supabase", "tests"];
const ODD_NAME = "a b%20c 100% #d ?e Zürich's";

/** What takes the path of a URL, or the text of one, for the path of a file. */
const MISUSES = [
  /new URL\([^()]*import\.meta\.url\s*,?\s*\)\.(pathname|href\.)/,
  /\b[A-Z][A-Z_]*\.pathname\b/,
  /["'`]file:\/\/[^"'`]*(\$\{|["'`]\s*\+)/,
];

async function* listSources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* listSources(path);
    else if (/\.(ts|js|mjs)$/.test(name)) yield path;
  }
}

/** The lines that misuse a URL as a path, such as `a.ts: new URL(".", import.meta.url).pathname`. */
function findMisuses(path: string, text: string): string[] {
  const ofModule = /\bimport\.meta\.url\b/.test(text) ? [/(?<!\burl\)?)\.pathname\b/] : [];
  return [...MISUSES, ...ofModule].flatMap((misuse) => {
    const [found] = misuse.exec(text) ?? [];
    return found === undefined ? [] : [`${path}: ${found}`];
  });
}

Deno.test("no file takes a URL's path for the path of a file", async () => {
  const misuses: string[] = [];
  for (const folder of ["client", "scripts", "supabase", "tests"]) {
    for await (const path of listSources(ROOT + folder)) {
      if (path.endsWith("/checkout_path_test.ts")) continue;
      misuses.push(...findMisuses(path, await Deno.readTextFile(path)));
    }
  }
  assertEquals(misuses, []);
});

for (
  const misuse of [
    'const SCRIPT = new URL("x.ts", import.meta.' + "url).pathname;",
    'const FOLDER = new URL("./", import.meta.' + "url);\nrun(new URL(name, FOLDER).pathname);",
    'const shot = new URL("a", import.meta.' + "url);\nrun(shot.pathname);",
    "run(ROOT.path" + "name);",
    "const own = `file://" + "${FOLDER}name/`;",
    'const own = "file://" ' + "+ FOLDER;",
  ]
) {
  Deno.test(`it would be found in ${misuse.replaceAll("\n", " ")}`, () => {
    assertEquals(findMisuses("a.ts", misuse).length > 0, true);
  });
}

/** Copies what the commands need of the checkout, its packages with it. */
async function copyCheckout(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  const sources = PARTS.map((part) => ROOT + part);
  // As links to the same files where that can be, since the packages have 240 MB.
  for (const how of ["-al", "-a"]) {
    const { success } = await new Deno.Command("cp", { args: [how, ...sources, folder] }).output();
    if (success) return;
  }
  throw new Error(`The checkout could not be copied to "${folder}".`);
}

/** Starts the stack of a checkout on its own data, and returns once it says that it is ready. */
async function startIn(folder: string) {
  const port = findFreePort();
  const stack = new Deno.Command(Deno.execPath(), {
    args: ["task", "start", "--port", String(port)],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(stack.stderr).text();
  let printed = "";
  for await (const part of stack.stdout.pipeThrough(new TextDecoderStream())) {
    printed += part;
    if (printed.includes("is ready after")) break;
  }
  assertStringIncludes(printed, "is ready after", printed + await Promise.race([errors, ""]));
  const health = await (await fetch(`http://127.0.0.1:${port}/health`)).json();
  assertEquals(new Set(Object.values(health.parts)), new Set([200]));
  return {
    printed,
    async end(signal: Deno.Signal) {
      stack.kill(signal);
      await stack.status;
      await errors;
    },
  };
}

Deno.test("both commands work in a folder of an odd name, and after it was moved", async (t) => {
  const parent = await Deno.makeTempDir({ prefix: "icp-checkout-" });
  await Deno.chmod(parent, 0o755);
  const folder = `${parent}/${ODD_NAME}`;
  const moved = `${parent}/moved`;
  await copyCheckout(folder);
  try {
    await t.step("the stack starts and backfills its sample", async () => {
      const stack = await startIn(folder);
      assertStringIncludes(stack.printed, "Quillhaven | quillhaven.example | upserted");
      await stack.end("SIGTERM");
    });
    await t.step("a test passes that runs scripts", async () => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["test", "-A", "--no-check", "--filter=files", "tests/backfill/report_test.ts"],
        cwd: folder,
      }).output();
      const decoder = new TextDecoder();
      assertEquals(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
    });
    await t.step("it starts with the same data where it was moved, and after a kill", async () => {
      await Deno.rename(folder, moved);
      const stack = await startIn(moved);
      assertEquals(stack.printed.includes("Making a database"), false);
      await stack.end("SIGKILL");
    });
    await t.step("it starts where it was killed and moved back", async () => {
      await Deno.rename(moved, folder);
      await (await startIn(folder)).end("SIGTERM");
    });
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});
