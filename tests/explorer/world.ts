/** The page at `/` of a gateway, on a real database, open in Chromium. */
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import { ORG_A } from "../support/apps.ts";
import { type BrowserPage, openBrowser } from "../support/browser.ts";
import { hasChromium, UNLESS_CHROMIUM } from "../support/chromium.ts";
import { createApiToken, type Live, startLive } from "../support/live_apps.ts";
import { COMPANIES } from "./companies.ts";

/** The token of the page. */
export const TOKEN = "development-api-token";

const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} };
const OUTPUT = new URL("../../test-output/", import.meta.url);

/** What the tests share. */
export interface World {
  url: string;
  page: BrowserPage;
  /** What the query function was asked: its URL, and the body as it came. */
  asked: { url: string; body: string }[];
  live: Live;
  /** Goes to a place such as `#q=acme` in the open page, and waits until it lists companies. */
  open(place?: string): Promise<void>;
  /** Goes to a company, and waits until its research is there. */
  openCompany(domain: string): Promise<void>;
  /** Answers the next question in place of the function, once; undefined lets it answer. */
  answerNext(answer: () => Promise<Response | undefined>): void;
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
      world.page.complaints.length = 0;
      await test(world);
    },
  });
}

let world: World & AsyncDisposable | undefined;

/** Starts everything before the tests, and stops it after. */
export function useWorld(): void {
  if (!hasChromium) return;
  Deno.test.beforeAll(async () => {
    world = await startWorld();
  });
  Deno.test.afterAll(async () => await world?.[Symbol.asyncDispose]());
}

async function startWorld(): Promise<World & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const live = parts.use(await startLive());
  await storeCompanies(live);
  await createApiToken(live.database, TOKEN);
  const apps = live.createApps();
  const asked: World["asked"] = [];
  const answers: (() => Promise<Response | undefined>)[] = [];
  const query = Deno.serve(LOOPBACK, async (request) => {
    asked.push({ url: request.url, body: await request.clone().text() });
    return await answers.shift()?.() ?? await apps.fetch("query", request);
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
  const isListed = `document.getElementById("results").ariaBusy === "false"`;
  await page.goTo(url);
  await page.waitFor(isListed);
  const started = parts.move();
  const open = async (place = "#") => {
    // The page has begun to read when its own listener, the first one, is done.
    await page.run(`location.hash === "${place}" || (location.hash || "#") === "${place}" ||
      new Promise((resolve) => {
        addEventListener("hashchange", resolve, { once: true });
        location.hash = "${place}";
      })`);
    await page.waitFor(isListed);
  };
  return {
    url,
    page,
    asked,
    live,
    open,
    async openCompany(domain) {
      await open(`#company=${domain}`);
      await page.waitFor(
        `document.querySelector('dd[data-column="company_domain"]').textContent === "${domain}"
        && !document.getElementById("company").hidden`,
      );
    },
    answerNext: (answer) => void answers.push(answer),
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

async function storeCompanies({ database }: Live): Promise<void> {
  const now = Date.now();
  for (const [index, { domain, name, description, document = "{}", at }] of COMPANIES.entries()) {
    const time = at ?? new Date(now - index).toISOString();
    await database.sql`
      insert into icp_job_titles (org_id, company_domain, company_name, company_description,
        raw_parallel_output, created_at, updated_at)
      values (${ORG_A}, ${domain}, ${name ?? null}, ${description ?? null},
        ${document}::text::jsonb, ${time}, ${time})`;
  }
}

/** Keeps a picture of the page in `test-output/`. */
export async function keepScreenshot({ page }: World, name: string): Promise<void> {
  await Deno.mkdir(OUTPUT, { recursive: true });
  await Deno.writeFile(
    fileURLToPath(new URL(`explorer-${name}.png`, OUTPUT)),
    await page.screenshot(),
  );
}
