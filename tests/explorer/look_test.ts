/** How the explorer page looks, and what assistive technology gets of it. */
import { assert, assertEquals } from "@std/assert";
import { keepScreenshot, testInBrowser, useWorld, type World } from "./world.ts";

useWorld([
  {
    domain: "thornbury.example",
    name: "Thornbury Legal",
    description: "Contract review for in-house counsel.",
    document:
      '{"titles":[{"title":"General Counsel","score":1.10,"sure":true,"left":null}],"note":"\\u200b"}',
  },
  { domain: "old.example", name: "Old Mill", at: "2025-01-01T00:00:00Z" },
]);

const WIDTHS = [360, 1600];
const SCHEMES = ["light", "dark"] as const;
const PLACES = {
  list: "",
  company: "#company=thornbury.example",
  empty: "#q=nobody.example",
  invalid: "#q=a@b.example",
};

/** Lists the texts whose contrast with what is behind them is too low, by WCAG 2.2. */
const FIND_FAINT = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([...rgb]) => {
    const [r, g, b] = rgb.map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = read(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  let seen = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (text === "" || !element.checkVisibility()) continue;
    seen++;
    const [a, b] = [read(getComputedStyle(element).color), behind(element)]
      .map(light).sort((a, b) => b - a);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + " " + text);
  }
  return { found, seen };
})()`;

async function open(world: World, place: string): Promise<void> {
  await world.open(place);
  if (place.includes("company")) await world.page.waitFor(`document.querySelector(".tree")`);
  if (place === "") await world.page.waitFor(`document.querySelector("#freshness svg")`);
}

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    testInBrowser(
      `${scheme} at ${width} px nothing is faint, cut or complained of`,
      async (world) => {
        const { page } = world;
        await page.look({ width, height: 900, scheme });
        for (const [name, place] of Object.entries(PLACES)) {
          await open(world, place);
          const { found, seen } = await page.run<{ found: string[]; seen: number }>(FIND_FAINT);
          assertEquals(found, [], name);
          assert(seen > 10);
          assertEquals(await page.run("document.documentElement.scrollWidth"), width, name);
          await keepScreenshot(world, `${name}-${width}-${scheme}`);
        }
        assertEquals(page.complaints, []);
      },
    );
  }
}

testInBrowser("the check of contrast finds a faint text", async (world) => {
  await world.open();
  await world.page.run(`document.querySelector("h1").style.color = "#ddd"`);
  await world.page.look({ width: 1280, height: 900, scheme: "light" });
  const { found } = await world.page.run<{ found: string[] }>(FIND_FAINT);
  assert(found.some((text) => text.endsWith("ICP job titles")), String(found));
});

testInBrowser("landmarks, labels and headings say what is where", async (world) => {
  await open(world, PLACES.company);
  const { page } = world;
  const landmarks = `["header", "main", "form[role=search]", "article[aria-labelledby]",
    "section[aria-labelledby]", "[role=tree][aria-label]", "[role=status]"]
    .filter((selector) => !document.querySelector(selector))`;
  assertEquals(await page.run(landmarks), []);
  const unnamed = `[...document.querySelectorAll("input, button, a")]
    .filter((element) => !(element.labels?.length || element.textContent.trim()))
    .map((element) => element.outerHTML)`;
  assertEquals(await page.run(unnamed), []);
  const dangling = `[...document.querySelectorAll("[aria-labelledby], [aria-describedby], [for]")]
    .filter((element) => element.checkVisibility())
    .flatMap((element) => ["aria-labelledby", "aria-describedby", "for"]
      .map((name) => element.getAttribute(name)).filter(Boolean))
    .filter((id) => !document.getElementById(id))`;
  assertEquals(await page.run(dangling), []);
  const items = `[...document.querySelectorAll("[role=treeitem]")]
    .filter((row) => !row.ariaLevel || !row.ariaPosInSet || !row.ariaSetSize).length`;
  assertEquals(await page.run(items), 0);
  const stops = `document.querySelectorAll('.row[tabindex="0"]').length`;
  assertEquals(await page.run(stops), 1, "The tree is one stop of the Tab key.");
});
