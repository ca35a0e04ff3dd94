/** Finding research by its words on the explorer page. */
import { assert, assertEquals } from "@std/assert";
import { keepScreenshot, testInBrowser } from "./world.ts";

const RESULTS = `[...document.querySelectorAll("#results li")].map((item) => item.dataset.domain)`;
const MARKS = (place: string) =>
  `[...document.querySelectorAll("${place} mark")].map((mark) => mark.textContent)`;

testInBrowser("a word of its research finds a company, and is marked in it", async (world) => {
  await world.open();
  const { page } = world;
  await world.find("PARALEGAL*");
  await page.waitFor(`${RESULTS}.join() === "thornbury.example"`);
  const found = await page.run<string[]>(MARKS("#results"));
  assertEquals(found.sort(), ["Paralegal", "paralegals"]);
  await page.run(`document.querySelector("#results a").click()`);
  await page.waitFor(`document.querySelector(".tree")`);
  assertEquals(await page.run(MARKS(".tree")), ["Paralegal", "paralegals"]);
  await page.run(`[...document.querySelectorAll("button")].find(
    (button) => button.textContent === "Next match (2)").click()`);
  assertEquals(await page.run(`document.activeElement.textContent`), "0: Paralegal");
  assertEquals(page.complaints, []);
  await keepScreenshot(world, "search");
});

testInBrowser("words that nothing has are told as nothing found", async (world) => {
  await world.open();
  await world.find("no such words");
  await world.page.waitFor(`document.querySelector("#empty h3")?.textContent === "Nothing found"`);
  assertEquals(await world.page.run(RESULTS), []);
});

testInBrowser("what looks like a domain can be searched for as words", async (world) => {
  await world.open();
  await world.find("general.counsel");
  const { page } = world;
  await page.waitFor(`document.querySelector("#empty button")`);
  await page.run(`document.querySelector("#empty button").click()`);
  await page.waitFor(
    `${RESULTS}.length === 1 || document.querySelector("#empty h3")?.textContent === "Nothing found"`,
  );
  assert((await page.run<string>("location.hash")).includes("words=1"));
});
