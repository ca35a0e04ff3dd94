/** Takes `docs/explorer.png` of the page with the sample: `deno task picture`. */
import { startStack } from "../../scripts/local/stack.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { openBrowser } from "../support/browser.ts";

const HELP = `Takes docs/explorer.png, the picture of the README.

  deno task picture

  --help   this text

It starts a stack of its own, with the sample, and needs Chromium.`;

const PICTURE = new URL("../../docs/explorer.png", import.meta.url);

async function takePicture(): Promise<void> {
  const stack = await startStack({ keys: { ...DEVELOPMENT_KEYS }, port: 0, sample: true });
  try {
    await using page = await openBrowser();
    await page.look({ width: 1200, height: 680 });
    await page.goTo(`${stack.url}/#company=thornbury.example`);
    await page.waitFor(`document.querySelector(".tree")`);
    await page.waitFor(`document.querySelector("#freshness svg")`);
    // The address that a reader will have, not the free port of this run.
    await page.run(`document.getElementById("project").textContent = "127.0.0.1:54321"`);
    await Deno.writeFile(PICTURE, await page.screenshot());
  } finally {
    await stack.stop();
  }
}

if (Deno.args.join() === "--help") console.log(HELP);
else if (Deno.args.length > 0) {
  console.error("It takes no flags. See --help.");
  Deno.exit(2);
} else {
  await takePicture();
  Deno.exit(0);
}
