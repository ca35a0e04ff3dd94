/** Who is signed in to the explorer page, and where the token is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createExplorerPage } from "../../scripts/local/explorer_page.ts";
import { ORG_B } from "../support/apps.ts";
import { createApiToken } from "../support/live_apps.ts";
import { testInBrowser, TOKEN } from "./world.ts";

/** Of an org that has no research. */
const OTHER_TOKEN = "the-token-of-an-empty-org";
const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} };

testInBrowser("the page may load nothing from elsewhere, and ask nobody else", async (world) => {
  await world.open();
  const { page } = world;
  const other = Deno.serve(
    LOOPBACK,
    () => new Response("", { headers: { "access-control-allow-origin": "*" } }),
  );
  const asked = await page.run(
    `fetch("http://127.0.0.1:${other.addr.port}/").then(() => "answered", () => "refused")`,
  );
  await other.shutdown();
  assertEquals(asked, "refused");
  assert(page.complaints.some((text) => /Content Security Policy/.test(text)));
  const answer = await fetch(world.url);
  await answer.body?.cancel();
  const policy = answer.headers.get("content-security-policy")!;
  assertStringIncludes(policy, "default-src 'none'; script-src 'self'; style-src 'self'");
  assert(!/unsafe|\*/.test(policy), policy);
  const files = `performance.getEntriesByType("resource").map(({ name }) => new URL(name).origin)
    .filter((origin) => origin !== location.origin && !origin.endsWith(":${other.addr.port}"))`;
  assertEquals(await page.run(files), []);
});

testInBrowser("a token that is typed stays in the tab, and a wrong one is told", async (world) => {
  const { page } = world;
  // As `deno task explore` serves it: of another origin than the project, and without a token.
  await using server = Deno.serve(LOOPBACK, createExplorerPage({ url: world.url }).fetch);
  const at = `http://127.0.0.1:${server.addr.port}/`;
  const signOut = async () => {
    await page.run(`document.getElementById("sign-out").click()`);
    assertEquals(await page.run(`document.activeElement.id`), "token");
    assert(!(await page.run<string>(`document.body.textContent`)).includes("thornbury"));
    assertEquals(await page.run(`JSON.stringify(Object.values(sessionStorage))`), '["signed-out"]');
  };
  const signIn = async (token: string) => {
    await page.run(`document.getElementById("token").value = ""`);
    await page.type(token);
    await page.press("Enter");
  };
  world.asked.length = 0;
  await page.goTo(at);
  await page.waitFor(`document.activeElement.id === "token"`);
  assertEquals(await page.run(`document.getElementById("token").type`), "password");
  await signIn("not-a-token");
  const error = `document.getElementById("sign-in-error").textContent`;
  await page.waitFor(`${error} !== ""`);
  assertStringIncludes(await page.run<string>(error), "not valid");
  await signIn(TOKEN);
  await page.waitFor(`document.querySelectorAll("#results li").length === 25`);
  const places = `JSON.stringify([location.href, { ...localStorage }, document.cookie,
    document.documentElement.outerHTML, document.getElementById("token").value])`;
  assert(!(await page.run<string>(places)).includes(TOKEN));
  assertStringIncludes(await page.run<string>(`JSON.stringify({ ...sessionStorage })`), TOKEN);
  assertEquals(world.asked.filter(({ url }) => url.includes(TOKEN)), []);

  await createApiToken(world.live.database, OTHER_TOKEN, { orgId: ORG_B });
  await signOut();
  await signIn(OTHER_TOKEN);
  const isEmpty = `document.querySelector("#empty h3")?.textContent === "No research yet"`;
  await page.waitFor(isEmpty);
  await page.goTo(at);
  await page.waitFor(isEmpty);
  assertEquals(await page.run(`document.querySelectorAll("#freshness svg").length`), 0);
});
