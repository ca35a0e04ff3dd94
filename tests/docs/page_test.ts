/** The page at `/docs` in Chromium. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import { createApps, type FunctionName } from "../support/apps.ts";
import { hasChromium, openPage, UNLESS_CHROMIUM } from "../support/chromium.ts";

const OUTPUT = new URL("../../test-output/", import.meta.url);

const OPERATIONS: [FunctionName, id: string, summary: string][] = [
  ["upsert", "Write/upsertIcpJobTitles", "Write one company's research"],
  ["query", "Read/queryIcpJobTitles", "Read one page of an org's rows, newest first"],
];

for (const [name, id, summary] of OPERATIONS) {
  Deno.test({
    name: `the page shows how to ${name}, with nothing from another host${UNLESS_CHROMIUM}`,
    ignore: !hasChromium,
    async fn() {
      await using stack = serveDocs();
      const screenshot = new URL(`docs-${name}.png`, OUTPUT);
      await Deno.mkdir(OUTPUT, { recursive: true });
      await Deno.remove(screenshot).catch(() => {});
      const dom = await openPage(
        `${stack.url}/docs?urls.primaryName=icp-job-titles-${name}#/${id}`,
        ["--window-size=1280,1800", `--screenshot=${fileURLToPath(screenshot)}`],
      );
      assertStringIncludes(dom, `id="operations-${id.replace("/", "-")}"`);
      assertStringIncludes(dom, summary);
      // The operation is open: its button to send is there.
      assertStringIncludes(dom, "Execute");
      assert(!dom.includes("Failed to load"), "The page tells of a failure.");
      const png = await Deno.readFile(screenshot);
      assertEquals(new TextDecoder().decode(png.slice(1, 4)), "PNG");
    },
  });
}

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
