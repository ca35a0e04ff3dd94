/** The page at `/` of a gateway, on a real database, open in Chromium. */
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import { ORG_A } from "../support/apps.ts";
import { type BrowserPage, openBrowser } from "../support/browser.ts";
import { hasChromium, UNLESS_CHROMIUM } from "../support/chromium.ts";
import { createApiToken, type Live, startLive } from "../support/live_apps.ts";

/** The token of the page. */
export const TOKEN = "development-api-token";

const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} };
const OUTPUT = new URL("../../test-output/", import.meta.url);

/** A stored company; `document` is its research as JSON. */
interface Company {
  domain: string;
  name?: string;
  description?: string;
  document?: string;
  /** When it was written; now where absent. */
  at?: string;
}

/** What the tests of a file share. */
export interface World {
  url: string;
  page: BrowserPage;
  /** What the query function was asked: its URL, and the body as it came. */
  asked: { url: string; body: string }[];
  live: Live;
  store(companies: Company[]): Promise<void>;
  /** Opens the page anew, as in a new tab, and waits until it lists companies. */
  open(place?: string): Promise<void>;
  /** Writes what was typed to the field, as one change. */
  find(typed: string): Promise<void>;
}

/** Makes a test that is skipped where there is no Chromium, or on a condition of its own. */
export function testInBrowser(
  name: string,
  test: (world: World) => Promise<void>,
  { ignore = false } = {},
): void {
  Deno.test({
    name: `explorer: ${name}${UNLESS_CHROMIUM}`,
    ignore: ignore || !hasChromium,
    async fn() {
      if (!world) throw new Error("useWorld() is missing.");
      await test(world);
    },
  });
}

let world: World & AsyncDisposable | undefined;

/** Starts everything before the tests of a file, and stops it after. */
export function useWorld(companies: Company[]): void {
  if (!hasChromium) return;
  Deno.test.beforeAll(async () => {
    world = await startWorld();
    await world.store(companies);
  });
  Deno.test.afterAll(async () => await world?.[Symbol.asyncDispose]());
}

async function startWorld(): Promise<World & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const live = parts.use(await startLive());
  await createApiToken(live.database, TOKEN);
  const apps = live.createApps();
  const asked: World["asked"] = [];
  const query = Deno.serve(LOOPBACK, async (request) => {
    asked.push({ url: request.url, body: await request.clone().text() });
    return await apps.fetch("query", request);
  });
  parts.defer(() => query.shutdown());
  const gateway = createGateway({
    functions: [{ name: "icp-job-titles-query", url: `http://127.0.0.1:${query.addr.port}` }],
    serviceKey: "k",
    dataApi: { url: "http://127.0.0.1:9", token: "none" },
    sampleToken: TOKEN,
  });
  const server = Deno.serve(LOOPBACK, gateway.fetch);
  parts.defer(() => server.shutdown());
  const page = parts.use(await openBrowser());
  await page.look({ width: 1280, height: 900 });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const started = parts.move();
  return {
    url,
    page,
    asked,
    live,
    async store(companies) {
      for (const { domain, name, description, document = "{}", at } of companies) {
        const time = at ?? new Date().toISOString();
        await live.database.sql`
          insert into icp_job_titles (org_id, company_domain, company_name, company_description,
            raw_parallel_output, created_at, updated_at)
          values (${ORG_A}, ${domain}, ${name ?? null}, ${description ?? null},
            ${document}::text::jsonb, ${time}, ${time})`;
      }
    },
    async open(place = "") {
      await page.goTo("about:blank");
      await page.goTo(url + place);
      await page.waitFor(`document.querySelector("#count").textContent !== ""`);
    },
    async find(typed) {
      await page.run(`(() => {
        const field = document.getElementById("find");
        field.focus();
        field.select();
      })()`);
      await page.type(typed);
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Keeps a picture of the page in `test-output/`. */
export async function keepScreenshot({ page }: World, name: string): Promise<void> {
  await Deno.mkdir(OUTPUT, { recursive: true });
  await Deno.writeFile(
    fileURLToPath(new URL(`explorer-${name}.png`, OUTPUT)),
    await page.screenshot(),
  );
}
