import { assertEquals } from "@std/assert";
import { ORG_A } from "../support/apps.ts";
import { startService } from "./service.ts";

/** What the caller under Node does; the client beside it is JavaScript. */
const CALLER = `
import { createIcpJobTitlesClient, rawJson } from "./mod.js";
const [url, orgId] = process.argv.slice(2);
const client = createIcpJobTitlesClient({ url, token: "t", orgId });
const item = { company_domain: "acme.com", raw_parallel_output: rawJson('{"n":1.10}') };
const told = [await client.upsert(item)];
for await (const result of client.upsertBatch([item])) told.push(result);
for await (const row of client.query()) told.push(row);
const late = createIcpJobTitlesClient({ url: url + "/late", token: "t", timeoutMs: 1 });
for (const failing of [client, late]) {
  await failing.health().catch(({ name, code, status }) => told.push({ name, code, status }));
}
console.log(JSON.stringify(told));
`;

/** Writes the client as JavaScript, since Node runs TypeScript only from 22.18 on. */
async function transpileClient(folder: string): Promise<void> {
  const source = new URL("../../client/", import.meta.url);
  for await (const { name } of Deno.readDir(source)) {
    const output = `${folder}/${name.replace(/ts$/, "js")}`;
    await run(Deno.execPath(), "transpile", "--output", output, new URL(name, source).pathname);
    const text = await Deno.readTextFile(output);
    await Deno.writeTextFile(output, text.replaceAll(/(from "\.\/\w+)\.ts"/g, '$1.js"'));
  }
  await Deno.writeTextFile(`${folder}/package.json`, '{"type":"module"}');
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("the client works under Node", async () => {
  const late = Promise.withResolvers<Response>();
  await using service = startService(({ path }) => {
    if (path.startsWith("/late")) return late.promise;
    if (path.endsWith("/health")) return new Response("<html>", { status: 502 });
    const row = { index: 0, status: "upserted", company_domain: "acme.com", id: "1" };
    if (path.endsWith("/batch")) return Response.json({ data: { results: [row] } });
    if (path.endsWith("-upsert")) return Response.json({ data: "the row" });
    return Response.json({ data: ["a row"], pagination: { next_cursor: null } });
  });
  const folder = await Deno.makeTempDir();
  try {
    await transpileClient(folder);
    await Deno.writeTextFile(`${folder}/caller.js`, CALLER);
    const name = "IcpJobTitlesError";
    assertEquals(JSON.parse(await run("node", `${folder}/caller.js`, service.url, ORG_A)), [
      "the row",
      { index: 0, status: "upserted", company_domain: "acme.com", id: "1" },
      "a row",
      { name, code: "unexpected_answer", status: 502 },
      { name, code: "timeout" },
    ]);
    const item = '{"company_domain":"acme.com","raw_parallel_output":{"n":1.10}}';
    assertEquals(service.calls.slice(0, 2).map(({ text }) => text), [item, `{"items":[${item}]}`]);
  } finally {
    late.resolve(new Response());
    await Deno.remove(folder, { recursive: true });
  }
});
