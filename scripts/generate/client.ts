/**
 * Writes `client/dist`, the client as Node takes it.
 *
 * One file of JavaScript for `import` and one for `require`, each with its types. They are kept in
 * git, so that `npm install <path>` needs no build, no network and no install script; a test
 * compares them with what this writes.
 */
import { fileURLToPath } from "node:url";
import { ToldError } from "../errors/describe.ts";
import { writeClientTypes } from "./client_types.ts";

/** The folder that npm installs. */
export const CLIENT = fileURLToPath(new URL("../../client", import.meta.url));

const HEAD =
  "// Written by `deno task generate`; change the TypeScript beside this folder instead.\n";

/**
 * Writes the four files to a folder.
 *
 * @throws {ToldError} If the client does not compile, with what the bundler says.
 */
export async function buildClient(folder: string): Promise<void> {
  await Promise.all([
    bundle(`${folder}/mod.js`, "--format=esm", "--declaration"),
    bundle(`${folder}/mod.cjs`, "--format=cjs"),
  ]);
  for (const name of ["mod.js", "mod.cjs", "mod.d.ts"]) {
    const path = `${folder}/${name}`;
    await Deno.writeTextFile(path, HEAD + await Deno.readTextFile(path));
  }
  await Deno.copyFile(`${folder}/mod.d.ts`, `${folder}/mod.d.cts`);
}

async function bundle(output: string, ...flags: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    // With the configuration, the types of all packages would be looked through.
    args: ["bundle", "--no-config", "--no-lock", "--platform=browser", ...flags]
      .concat("--output", output, `${CLIENT}/mod.ts`),
    // The files name their sources by paths from here.
    cwd: CLIENT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new ToldError(`The client does not compile.\n${new TextDecoder().decode(stderr)}`);
  }
}

/** Writes `client/wire.ts` and `client/dist`, and returns their paths. */
export async function writeClient(): Promise<string[]> {
  await Deno.writeTextFile(`${CLIENT}/wire.ts`, writeClientTypes());
  await Deno.mkdir(`${CLIENT}/dist`, { recursive: true });
  await buildClient(`${CLIENT}/dist`);
  return ["client/wire.ts", "client/dist"];
}
