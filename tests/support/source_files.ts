/** The TypeScript that is written by hand or generated into the repository. */

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["client", "scripts", "supabase/functions", "tests"];

/** Lists the paths from the root, in their order; not what `client/dist` is built to. */
export async function listTypeScript(): Promise<string[]> {
  const paths: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
      const path = `${folder}/${name}`;
      if (isDirectory && !["node_modules", "dist"].includes(name)) await visit(path);
      else if (name.endsWith(".ts")) paths.push(path);
    }
  };
  for (const folder of FOLDERS) await visit(folder);
  return paths.sort();
}
