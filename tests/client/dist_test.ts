import { assertEquals } from "@std/assert";
import { buildClient, CLIENT } from "../../scripts/generate/client.ts";

Deno.test("client/dist is what deno task generate writes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await buildClient(folder);
    assertEquals(await readFolder(`${CLIENT}/dist`), await readFolder(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function readFolder(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { name } of Deno.readDirSync(folder)) {
    texts[name] = await Deno.readTextFile(`${folder}/${name}`);
  }
  return texts;
}
