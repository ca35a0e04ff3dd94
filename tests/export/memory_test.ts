/** What an export holds in memory. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const PAGES = 50;
const ROWS = 1000;
/** The rows of each page; written once, so that the test costs what the export does. */
const DATA = JSON.stringify(Array.from({ length: ROWS }, (_, at) => ({
  id: String(at),
  company_domain: `row-${at}.com`,
  raw_parallel_output: { text: "x".repeat(1000) },
})));

Deno.test("rows of 50 MB are exported in a heap of 32 MB", async () => {
  let asked = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.body?.cancel();
    const page = asked++;
    const has_more = page + 1 < PAGES;
    const next_cursor = has_more ? String(page) : null;
    const pagination = { limit: ROWS, returned: ROWS, has_more, next_cursor, total: PAGES * ROWS };
    return new Response(`{"data":${DATA},"pagination":${JSON.stringify(pagination)}}`, {
      headers: { "content-type": "application/json" },
    });
  });
  const folder = await Deno.makeTempDir();
  try {
    const out = `${folder}/rows.jsonl`;
    const script = fileURLToPath(new URL("../../scripts/export.ts", import.meta.url));
    const heap = "--v8-flags=--max-old-space-size=32";
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
