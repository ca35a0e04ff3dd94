/** How the explorer page looks, and what assistive technology gets of it. */
import { assert, assertEquals } from "@std/assert";
import { keepScreenshot, testInBrowser } from "./world.ts";

/** What is faint depends on the scheme alone, and what is cut on the width. */
const LOOKS = [[360, "dark"], [1600, "light"]] as const;
const PLACES = {
  list: "#",
  company: "#company=thornbury.example",
  empty: "#q=nobody.example",
  invalid: "#q=a@b.example",
};

/** Lists the texts whose contrast with what is behind them is too low, by WCAG 2.2. */
const FIND_FAINT = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const read = (colour) => {
    if (known.has(colour)) return known.get(colour);
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [...value] = canvas.getImageData(0, 0, 1, 1).data;
    known.set(colour, value);
    return value;
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

/** Pictures are kept of the two that differ most; each costs as much as a page. */
const PICTURES = ["company-360-dark", "list-1600-light"];

testInBrowser(
  "nothing is faint, cut or complained of: narrow and dark, wide and light",
  async (world) => {
    const { page } = world;
    for (const [place, hash] of Object.entries(PLACES)) {
      if (place === "company") await world.openCompany("thornbury.example");
      else await world.open(hash);
      for (const [width, scheme] of LOOKS) {
        const name = `${place}-${width}-${scheme}`;
        await page.look({ width, height: 900, scheme });
        const { found, seen } = await page.run<{ found: string[]; seen: number }>(FIND_FAINT);
        assertEquals(found, [], name);
        assert(seen > 10);
        const cut = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assertEquals(await page.run(cut), 0, name);
        if (PICTURES.includes(name)) await keepScreenshot(world, name);
      }
    }
    assertEquals(page.complaints, []);

    // Beside the longest name of a project, the title stays on one line.
    await page.look({ width: 360, height: 900 });
    const name = `${"a".repeat(20)}.supabase.co`;
    await page.run(`document.getElementById("project").textContent = "${name}"`);
    assert(await page.run<number>(`document.querySelector("h1").offsetHeight`) < 40);
    await page.look({ width: 1280, height: 900, scheme: "light" });
    await page.run(`document.querySelector("h1").style.color = "#ddd"`);
    const { found } = await page.run<{ found: string[] }>(FIND_FAINT);
    assert(found.some((text) => text.endsWith("ICP job titles")), "The check finds a faint text.");
    await page.run(`document.querySelector("h1").style.color = ""`);
  },
);

testInBrowser("landmarks, labels and headings say what is where", async (world) => {
  await world.openCompany("thornbury.example");
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
