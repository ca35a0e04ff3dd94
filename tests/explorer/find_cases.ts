/** Finding companies on the explorer page. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { COMPANIES } from "./companies.ts";
import { testInBrowser, type World } from "./world.ts";

const RESULTS = `[...document.querySelectorAll("#results li")].map((item) => item.dataset.domain)`;

async function readResults({ page }: World) {
  return await page.run<string[]>(RESULTS);
}

testInBrowser("a domain finds its company while it is typed, by any spelling", async (world) => {
  await world.open();
  await world.find("  THORNBURY.EXAMPLE. ");
  await world.page.waitFor(`${RESULTS}.join() === "thornbury.example"`);
  assertEquals(await world.page.run(`document.getElementById("count").textContent`), "1 company");
  for (
    const [spelling, domain] of [
      ["https://www.Thornbury.example/about", "thornbury.example"],
      ["//user:secret@old.example:8443?q=1#top", "old.example"],
      ["list。example", "list.example"],
      ["MÜNCHEN.example", "xn--mnchen-3ya.example"],
    ] as const
  ) {
    await world.open(`#${new URLSearchParams({ q: spelling })}`);
    await world.page.waitFor(`${RESULTS}.join() === "${domain}"`);
  }
  assertEquals(world.page.complaints, []);
});

testInBrowser("all companies are listed newest first, with more by the cursor", async (world) => {
  await world.open();
  const domains = COMPANIES.map(({ domain }) => domain);
  const count = `document.getElementById("count").textContent`;
  assertEquals(await readResults(world), domains.slice(0, 25));
  assertEquals(await world.page.run(count), `25 of ${domains.length} companies`);
  await world.page.run(`document.getElementById("more").click()`);
  await world.page.waitFor(`${RESULTS}.length === ${domains.length}`);
  assertEquals(await world.page.run(count), `${domains.length} companies`);
  assertEquals(await world.page.run(`document.getElementById("more").hidden`), true);
  assertEquals(await readResults(world), domains);
  // The first of the new ones has the focus, so that a keyboard goes on there.
  assertEquals(await world.page.run(`document.activeElement.textContent`), domains[25]);
});

const EMPTY: [typed: string, heading: string, sentence: string][] = [
  ["unheard-of.example", "Not known", "There is no research on unheard-of.example."],
  ["sales@thornbury.example", "Not a domain", "e-mail"],
];

testInBrowser(
  "an unknown company is told apart from an input that is not a domain",
  async (world) => {
    for (const [typed, heading, sentence] of EMPTY) {
      await world.open(`#q=${typed}`);
      await world.page.waitFor(
        `document.querySelector("#empty h3")?.textContent === "${heading}"`,
      );
      const text = await world.page.run<string>(`document.getElementById("empty").textContent`);
      assertStringIncludes(text, sentence);
      assertEquals(await readResults(world), []);
    }
  },
);

testInBrowser("a slow answer to what was typed before is dropped", async (world) => {
  await world.open();
  const { page } = world;
  const { promise: asked, resolve: noteAsked } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  world.answerNext(() => (noteAsked(), released));
  await world.find("company-1.example");
  await asked;
  await world.find("company-2.example");
  await page.waitFor(`${RESULTS}.join() === "company-2.example"`);
  release(undefined);
  await page.run(`fetch("settings.json").then((answer) => answer.text())`);
  assertEquals(await readResults(world), ["company-2.example"]);
});

testInBrowser("the address holds the place and no token, and Back leads back", async (world) => {
  await world.open();
  const { page } = world;
  await world.find("thornbury");
  await page.waitFor(`location.hash === "#q=thornbury"`);
  await page.type(".example");
  await page.waitFor(`${RESULTS}.join() === "thornbury.example"`);
  await page.run(`document.querySelector("#results a").click()`);
  await page.waitFor(`document.querySelector(".tree")`);
  assertEquals(
    await page.run("location.hash"),
    "#q=thornbury.example&company=thornbury.example",
  );
  await page.run("history.back()");
  await page.waitFor(`document.getElementById("company").hidden`);
  assertEquals(await page.run("location.hash"), "#q=thornbury.example");
  // What is typed in one go is one step.
  await page.run("history.back()");
  await page.waitFor(`location.hash === "" && ${RESULTS}.length === 25`);
  assertEquals(await page.run(`document.getElementById("find").value`), "");
});
