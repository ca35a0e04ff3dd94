/** The page at `/docs` in Chromium. */
import { assertEquals } from "@std/assert";
import { createGateway } from "../../scripts/local/gateway.ts";
import { createApps, type FunctionName } from "../support/apps.ts";
import { openBrowser } from "../support/browser.ts";
import { hasChromium, UNLESS_CHROMIUM } from "../support/chromium.ts";

const OUTPUT = new URL("../../test-output/", import.meta.url);

const OPERATIONS: [FunctionName, id: string, summary: string][] = [
  ["upsert", "Write/upsertIcpJobTitles", "Write one company's research"],
  ["query", "Read/queryIcpJobTitles", "Read one page of an org's rows, newest first"],
];

Deno.test({
  name: `the page shows how to write and to read, with nothing from another host${UNLESS_CHROMIUM}`,
  ignore: !hasChromium,
  async fn() {
    await using stack = serveDocs();
    await using page = await openBrowser();
    await page.look({ width: 1280, height: 1800 });
    await Deno.mkdir(OUTPUT, { recursive: true });
    for (const [name, id, summary] of OPERATIONS) {
      await page.goTo(`${stack.url}/docs?urls.primaryName=icp-job-titles-${name}#/${id}`);
      const operation = `document.getElementById("operations-${id.replace("/", "-")}")`;
      await page.waitFor(`${operation}.innerText.includes("${summary}")`);
      // The operation is open: its button to send is there.
      await page.waitFor(`${operation}.innerText.toLowerCase().includes("execute")`);
      assertEquals(await page.run(`document.body.innerText.includes("Failed to load")`), false);
      await Deno.writeFile(new URL(`docs-${name}.png`, OUTPUT), await page.screenshot());
    }
    assertEquals(page.complaints, []);
  },
});

/** The gateway with both functions behind it; the page needs no database. */
function serveDocs() {
  const apps = createApps({ supabaseUrl: "http://127.0.0.1:1", serviceKey: "k" });
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const functions = (["upsert", "query"] as const).map((name) => {
    const server = Deno.serve(options, (request) => apps.fetch(name, request));
    return {
      name: `icp-job-titles-${name}`,
      url: `http://127.0.0.1:${server.addr.port}`,
      stop: () => server.shutdown(),
    };
  });
  const gateway = createGateway({
    functions,
    serviceKey: "k",
    dataApi: { url: "http://127.0.0.1:9", token: "none" },
  });
  const server = Deno.serve(options, gateway.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      for (const { stop } of functions) await stop();
    },
  };
}
