/** What the explorer page shows where the service is slow, away, or refuses. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { testInBrowser, TOKEN, type World } from "./world.ts";

const AWAY = { error: "The database is away.", code: "database_unavailable", request_id: "r" };
const EXPIRED = { error: "The token has expired.", code: "unauthorized", request_id: "r" };

const answerAway = () => Promise.resolve(Response.json(AWAY, { status: 503 }));

async function pressTryAgain({ page }: World, place: string): Promise<void> {
  await page.waitFor(`document.querySelector("${place} [role=alert]")?.checkVisibility()`);
  const alert = await page.run<string>(`document.querySelector("${place} [role=alert]").innerText`);
  assertStringIncludes(alert, AWAY.error);
  await page.run(`[...document.querySelectorAll("${place} button")].find(
    (button) => button.textContent === "Try again").click()`);
}

/** Has the next answer wait; returns what lets it go. */
function holdNext(world: World): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  world.answerNext(() => promise);
  return () => resolve(undefined);
}

testInBrowser("a list that fails says why, and can be tried again", async (world) => {
  await world.open("#q=none.example");
  world.answerNext(answerAway);
  await world.open("#q=thornbury.example");
  await pressTryAgain(world, "#empty");
  await world.page.waitFor(`document.querySelectorAll("#results li").length === 1`);
  assertEquals(await world.page.run(`document.getElementById("empty").textContent`), "");
});

testInBrowser("a search that is refused says what is wrong with it", async (world) => {
  const { page } = world;
  await world.open();
  await world.find('"revenue oper');
  await page.waitFor(`document.querySelector("#empty [role=alert]")`);
  const alert = await page.run<string>(`document.querySelector("#empty [role=alert]").innerText`);
  assertEquals(alert, "search: A double quote is not closed. Close it, or remove it.");
});

testInBrowser("where more companies fail to come, those that are there stay", async (world) => {
  const { page } = world;
  await world.open();
  world.answerNext(answerAway);
  await page.run(`document.getElementById("more").click()`);
  await pressTryAgain(world, "#empty");
  await page.waitFor(`document.querySelectorAll("#results li").length > 25`);
});

testInBrowser("at 360 px a company that fails says why where it would be", async (world) => {
  const { page } = world;
  await world.open("#q=list.example");
  await page.look({ width: 360, height: 800 });
  world.answerNext(answerAway);
  await world.open("#q=list.example&company=list.example");
  await pressTryAgain(world, "#company");
  await page.waitFor(`document.querySelector(".tree")`);
  await page.look({ width: 1280, height: 900 });
});

testInBrowser(
  "a slow company says that it is read, and never replaces a later one",
  async (world) => {
    const { page } = world;
    await world.openCompany("numbers.example");
    const release = holdNext(world);
    await world.open("#company=wide.example");
    const shown = `document.getElementById("company").innerText`;
    assertEquals(await page.run<string>(shown), "wide.example\n\nReading…");
    await world.openCompany("list.example");
    release();
    await page.run(`fetch("settings.json").then((answer) => answer.text())`);
    assertStringIncludes(await page.run<string>(shown), "list.example");
  },
);

testInBrowser("typing goes on while a company is read", async (world) => {
  const { page } = world;
  await world.open("#q=list.example");
  const release = holdNext(world);
  await world.open("#q=list.example&company=list.example");
  await page.run(`document.getElementById("find").focus()`);
  release();
  await page.waitFor(`document.querySelector(".tree")`);
  assertEquals(await page.run(`document.activeElement.id`), "find");
});

testInBrowser("an answer that was cut is told, and does not hold the page up", async (world) => {
  await world.open("#q=none.example");
  world.answerNext(() =>
    Promise.resolve(
      new Response('{"data":[{"id":"a","raw_parallel_output":{"a":[1,', {
        headers: { "content-type": "application/json" },
      }),
    )
  );
  await world.open("#q=thornbury.example");
  await world.page.waitFor(`document.querySelector("#empty [role=alert]")`);
  const sentence = await world.page.run<string>(`document.getElementById("empty").textContent`);
  assertStringIncludes(sentence, "JSON");
});

testInBrowser(
  "a token that expires leads to the sign-in, and back to the same place",
  async (world) => {
    const { page } = world;
    await world.openCompany("numbers.example");
    world.answerNext(() => Promise.resolve(Response.json(EXPIRED, { status: 401 })));
    await world.find("thornbury.example");
    await page.waitFor(`!document.getElementById("sign-in").hidden`);
    assertEquals(
      await page.run(`document.getElementById("sign-in-error").textContent`),
      EXPIRED.error,
    );
    assertEquals(await page.run(`document.activeElement.id`), "token");
    assert(!(await page.run<string>(`document.body.textContent`)).includes("numbers.example"));
    await page.type(TOKEN);
    await page.press("Enter");
    await page.waitFor(`document.querySelector("#results li")?.dataset.domain
    === "thornbury.example"`);
  },
);

testInBrowser("an address that names no company is shown as text", async (world) => {
  const { page } = world;
  await world.open(`#company=${encodeURIComponent("<b>\u202e.example")}`);
  await page.waitFor(`document.getElementById("company-title").textContent === "Not a domain"`);
  await world.open("#company=%E2%80%AEnobody");
  await page.waitFor(`document.getElementById("company-title").textContent === "Not a domain"`);
  await world.open("#company=nobody.example");
  await page.waitFor(`document.getElementById("company-title").textContent === "Not known"`);
  assertEquals(await page.run(`document.querySelectorAll("#company b").length`), 0);
});
