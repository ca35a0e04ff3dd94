/** What an export holds in memory. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const PAGES = 100;
const ROWS = 1000;
const TEXT = "x".repeat(1000);

Deno.test("rows of 100 MB are exported in a heap of 40 MB", async () => {
  let asked = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.body?.cancel();
    const page = asked++;
    const data = Array.from({ length: ROWS }, (_, at) => ({
      id: `${page}-${at}`,
      company_domain: `row-${page}-${at}.com`,
      raw_parallel_output: { text: TEXT },
    }));
    const has_more = page + 1 < PAGES;
    const next_cursor = has_more ? String(page) : null;
    const pagination = { limit: ROWS, returned: ROWS, has_more, next_cursor, total: PAGES * ROWS };
    return Response.json({ data, pagination });
  });
  const folder = await Deno.makeTempDir();
  try {
    const out = `${folder}/rows.jsonl`;
    const script = fileURLToPath(new URL("../../scripts/export.ts", import.meta.url));
    const heap = "--v8-flags=--max-old-space-size=40";
    const flags = ["--url", `http://127.0.0.1:${server.addr.port}`, "--out", out];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", heap, script, ...flags],
      env: { ICP_JOB_TITLES_TOKEN: "a-token" },
      stderr: "inherit",
    }).output();
    assertEquals(code, 0);
    assertStringIncludes(new TextDecoder().decode(stdout), `total exported: ${PAGES * ROWS}`);
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
});
