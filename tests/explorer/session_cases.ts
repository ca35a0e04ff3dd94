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
  const server = Deno.serve(LOOPBACK, createExplorerPage({ url: world.url }).fetch);
  world.asked.length = 0;
  const at = `http://127.0.0.1:${server.addr.port}/`;
  try {
    await page.goTo(at);
    await page.waitFor(`document.activeElement.id === "token"`);
    assertEquals(await page.run(`document.getElementById("token").type`), "password");
    const signIn = async (token: string) => {
      await page.run(`document.getElementById("token").value = ""`);
      await page.run(`document.getElementById("token").focus()`);
      await page.type(token);
      await page.press("Enter");
    };
    await signIn("not-a-token");
    await page.waitFor(`document.getElementById("sign-in-error").textContent !== ""`);
    assertStringIncludes(
      await page.run<string>(`document.getElementById("sign-in-error").textContent`),
      "not valid",
    );
    await signIn(TOKEN);
    await page.waitFor(`document.querySelectorAll("#results li").length === 25`);
    const places = `JSON.stringify([location.href, { ...localStorage }, document.cookie,
      document.documentElement.outerHTML, document.getElementById("token").value])`;
    assert(!(await page.run<string>(places)).includes(TOKEN));
    assertStringIncludes(await page.run<string>(`JSON.stringify({ ...sessionStorage })`), TOKEN);
    assertEquals(world.asked.filter(({ url }) => url.includes(TOKEN)), []);

    await page.goTo(at);
    await page.waitFor(`document.querySelectorAll("#results li").length === 25`);

    await page.run(`document.getElementById("sign-out").click()`);
    assertEquals(await page.run(`document.getElementById("sign-in").hidden`), false);
    assertEquals(await page.run(`document.getElementById("companies").checkVisibility()`), false);
    assert(!(await page.run<string>(`JSON.stringify({ ...sessionStorage })`)).includes(TOKEN));
    assert(!(await page.run<string>(`document.body.textContent`)).includes("thornbury"));

    await createApiToken(world.live.database, OTHER_TOKEN, { orgId: ORG_B });
    await signIn(OTHER_TOKEN);
    await page.waitFor(`document.querySelector("#empty h3")?.textContent === "No research yet"`);
    assertEquals(await page.run(`document.querySelectorAll("#freshness svg").length`), 0);
  } finally {
    await server.shutdown();
  }
});
