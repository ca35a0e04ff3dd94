/** A stranger finds a company of the sample on the page of the local stack, and exports it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startStack } from "../../scripts/local/stack.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { QUERY_FIELDS } from "../../supabase/functions/_shared/contract.ts";
import { openBrowser } from "../support/browser.ts";
import { hasChromium, UNLESS_CHROMIUM } from "../support/chromium.ts";

const EXPORT = fileURLToPath(new URL("../../scripts/export.ts", import.meta.url));
const THORNBURY = "thornbury.example";
const SPELLINGS = [THORNBURY, "https://www.Thornbury.example/about", "WWW.THORNBURY.EXAMPLE."];
/** Until the query function takes words, only the spellings can find it. */
const WORDS = "search" in QUERY_FIELDS ? ["paralegal"] : [];

Deno.test({
  name: `the page of the local stack finds Thornbury, and it is exported${UNLESS_CHROMIUM}`,
  ignore: !hasChromium,
  // The stack's processes outlive what starts them.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const stack = await startStack({ keys: { ...DEVELOPMENT_KEYS }, port: 0, sample: true });
    const folder = await Deno.makeTempDir();
    try {
      await using page = await openBrowser();
      await page.look({ width: 1280, height: 900 });
      await page.goTo(stack.url);
      await page.waitFor(`document.querySelectorAll("#results li").length === 14`);
      for (const typed of [...SPELLINGS, ...WORDS]) {
        await page.run(`document.getElementById("find").select()`);
        await page.type("nobody.example");
        await page.waitFor(`document.querySelector("#empty h3")`);
        await page.run(`document.getElementById("find").select()`);
        await page.type(typed);
        await page.waitFor(
          `document.querySelector("#results li")?.dataset.domain === "${THORNBURY}"`,
        );
      }
      await page.run(`document.querySelector("#results a").click()`);
      await page.waitFor(`document.querySelector(".tree")?.textContent.includes("Paralegal")`);
      assertEquals(page.complaints, []);

      const out = `${folder}/thornbury.jsonl`;
      const { code } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--quiet", EXPORT]
          .concat("--url", stack.url, "--company-domain", SPELLINGS[1]!, "--out", out),
        env: { ICP_JOB_TITLES_TOKEN: "development-api-token" },
      }).output();
      assertEquals(code, 0);
      const [line, end] = (await Deno.readTextFile(out)).split("\n");
      assertStringIncludes(line!, `"company_domain":"${THORNBURY}"`);
      assertStringIncludes(line!, `"Paralegal"`);
      assertEquals(end, "");
    } finally {
      await stack.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
