/** Finding companies on the explorer page. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { testInBrowser, useWorld, type World } from "./world.ts";

const THORNBURY = {
  domain: "thornbury.example",
  name: "Thornbury Legal",
  description: "Contract review for in-house counsel.",
  document: '{"titles":[{"title":"General Counsel"}],"excluded":["Paralegal"]}',
};
const OTHERS = Array.from({ length: 30 }, (_, at) => ({
  domain: `company-${at}.example`,
  at: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
}));

useWorld([THORNBURY, ...OTHERS]);

const RESULTS = `[...document.querySelectorAll("#results li")].map((item) => item.dataset.domain)`;

async function readResults({ page }: World) {
  return await page.run<string[]>(RESULTS);
}

for (
  const spelling of [
    "thornbury.example",
    "https://www.Thornbury.example/about",
    "  THORNBURY.EXAMPLE. ",
  ]
) {
  testInBrowser(`"${spelling}" finds the company while it is typed`, async (world) => {
    await world.open();
    await world.find(spelling);
    await world.page.waitFor(`${RESULTS}.join() === "thornbury.example"`);
    assertEquals(await world.page.run(`document.getElementById("count").textContent`), "1 company");
    assertEquals(world.page.complaints, []);
  });
}

testInBrowser("all companies are listed newest first, with more by the cursor", async (world) => {
  await world.open();
  const count = `document.getElementById("count").textContent`;
  assertEquals((await readResults(world))[0], "thornbury.example");
  assertEquals(await world.page.run(count), "25 of 31 companies");
  await world.page.run(`document.getElementById("more").click()`);
  await world.page.waitFor(`${RESULTS}.length === 31`);
  assertEquals(await world.page.run(count), "31 companies");
  assertEquals(await world.page.run(`document.getElementById("more").hidden`), true);
  const newestFirst = ["thornbury.example", ...OTHERS.map(({ domain }) => domain).reverse()];
  assertEquals(await readResults(world), newestFirst);
  // The first of the new ones has the focus, so that a keyboard goes on there.
  assertStringIncludes(await world.page.run(`document.activeElement.textContent`), "company-5");
});

const EMPTY: [typed: string, heading: string, sentence: string][] = [
  ["unheard-of.example", "Not known", "There is no research on unheard-of.example."],
  ["sales@thornbury.example", "Not a domain", "e-mail"],
];

for (const [typed, heading, sentence] of EMPTY) {
  testInBrowser(`"${typed}" is told as "${heading}"`, async (world) => {
    await world.open();
    await world.find(typed);
    await world.page.waitFor(`document.querySelector("#empty h3")?.textContent === "${heading}"`);
    const text = await world.page.run<string>(`document.getElementById("empty").textContent`);
    assertStringIncludes(text, sentence);
    assertEquals(await readResults(world), []);
  });
}

testInBrowser("a slow answer to what was typed before is dropped", async (world) => {
  await world.open();
  const { page } = world;
  // The first answer waits until the second is shown.
  await page.run(`(() => {
    const { fetch } = window;
    window.fetch = (...args) => {
      window.fetch = fetch;
      return new Promise((resolve) => { window.release = () => resolve(fetch(...args)); });
    };
  })()`);
  await world.find("company-1.example");
  await page.waitFor(`window.release`);
  await world.find("company-2.example");
  await page.waitFor(`${RESULTS}.join() === "company-2.example"`);
  await page.run(`window.release()`);
  await page.run(`fetch("settings.json").then((answer) => answer.text())`);
  assertEquals(await readResults(world), ["company-2.example"]);
});

testInBrowser("the address holds the place and no token, and Back leads back", async (world) => {
  await world.open();
  const { page } = world;
  await world.find("thornbury.example");
  await page.waitFor(`${RESULTS}.length === 1`);
  await page.run(`document.querySelector("#results a").click()`);
  await page.waitFor(`document.querySelector(".tree")`);
  assertStringIncludes(await page.run("location.hash"), "company=thornbury.example");
  await page.run("history.back()");
  await page.waitFor(`document.getElementById("company").hidden`);
  assertEquals(await page.run<string>("location.hash"), "#q=thornbury.example");
});
