/** Debian's Chromium, in which tests open pages; `.ci/run` installs it where it may. */
import { assert } from "@std/assert";

/** The browser's program. */
export const CHROMIUM = "/usr/bin/chromium";

/** Its arguments in every test: it has no window, and reaches 127.0.0.1 and no other host. */
export const CHROMIUM_ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Whether there is a browser here. */
export const hasChromium = await Deno.stat(CHROMIUM).then(() => true, () => false);

/** What a test's name says where it is skipped. */
export const UNLESS_CHROMIUM = hasChromium
  ? ""
  : ` (skipped: there is no ${CHROMIUM}; apt-get install chromium)`;

/**
 * Opens a page until its scripts are done, and returns its DOM.
 *
 * It reaches 127.0.0.1 and no other host.
 *
 * @param args More arguments of the browser.
 */
export async function openPage(url: string, args: string[] = []): Promise<string> {
  const profile = await Deno.makeTempDir();
  const { success, stdout, stderr } = await new Deno.Command(CHROMIUM, {
    args: [
      ...CHROMIUM_ARGS,
      "--virtual-time-budget=10000",
      `--user-data-dir=${profile}`,
      ...args,
      "--dump-dom",
      url,
    ],
  }).output();
  await Deno.remove(profile, { recursive: true });
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
