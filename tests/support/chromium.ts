/** Debian's Chromium, in which tests open pages; `.ci/run` installs it where it may. */

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
