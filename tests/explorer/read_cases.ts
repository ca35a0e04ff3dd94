/** Reading a company's research on the explorer page. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMPANIES, DEEP, FRESH, HTML } from "./companies.ts";
import { keepScreenshot, testInBrowser, type World } from "./world.ts";

const ROWS = `[...document.querySelectorAll(".row")]`;
const TREE = `${ROWS}.map((row) => row.textContent)`;

async function openCompany(world: World, domain: string): Promise<string[]> {
  await world.openCompany(domain);
  return await world.page.run<string[]>(TREE);
}

testInBrowser("every number is shown, copied and downloaded as it is stored", async (world) => {
  const rows = await openCompany(world, "numbers.example");
  const numbers = ["9007199254740993", "1.10", "123456789012345678901234567890"];
  for (const number of numbers) assert(rows.some((row) => row.endsWith(`: ${number}`)), number);
  const { page } = world;
  const press = (label: string) =>
    page.run(`[...document.querySelectorAll("button")].find(
      (button) => button.textContent === "${label}").click()`);
  await page.run(`URL.createObjectURL = (blob) => (window.saved = blob.text(), "#")`);
  await press("Download JSON");
  const stored = '{"big":9007199254740993,"long":123456789012345678901234567890,"price":1.10}';
  // PostgREST writes blanks between members, @supabase/lite none.
  const readCompact = (expression: string) =>
    page.run(`${expression}.then(
    (text) => text.replaceAll(" ", ""))`);
  assertEquals(await readCompact("window.saved"), stored);
  await press("Copy all");
  await page.waitFor(
    `document.getElementById("told").textContent === "Copied the whole document."`,
  );
  assertEquals(await readCompact("navigator.clipboard.readText()"), stored);
  await page.run(`${ROWS}.find((row) => row.textContent.includes("price")).click()`);
  await press("Copy value");
  await page.waitFor(`document.getElementById("told").textContent === "Copied the value."`);
  assertEquals(await page.run("navigator.clipboard.readText()"), "1.10");
});

testInBrowser("a text is told from a number by its quotes, not by colour alone", async (world) => {
  await world.openCompany("list.example");
  const quotes = await world.page.run(`["::before", "::after"].map((side) =>
    getComputedStyle(document.querySelector(".text .value"), side).content)`);
  assertEquals(quotes, ['"\\""', '"\\""']);
});

testInBrowser(
  "by the keyboard alone a value is found, and its JSON Pointer copied",
  async (world) => {
    await world.open();
    const { page } = world;
    const reach = async (expression: string) => {
      for (let tabs = 0; tabs < 60; tabs++) {
        if (await page.run<boolean>(`Boolean(document.activeElement?.${expression})`)) return;
        await page.press("Tab");
      }
      throw new Error(`The focus never comes to: ${expression}`);
    };
    await reach(`matches("#find")`);
    await page.type("list.example");
    await page.press("Enter");
    await page.waitFor(`document.querySelectorAll("#results li").length === 1`);
    await reach(`matches("#results a")`);
    await page.press("Enter");
    await page.waitFor(
      `document.activeElement.id === "company-title" && document.querySelector(".tree")`,
    );
    await reach(`matches(".row")`);
    const focused = `document.activeElement.textContent`;
    assertEquals(await page.run(focused), "{ 1 key }");
    for (let row = 0; row < 3; row++) await page.press("ArrowDown");
    assertEquals(await page.run(focused), "0: text");
    assertEquals(await page.run(`document.querySelector(".pointer").textContent`), "/a~1b/m~0n/0");
    await page.press("ArrowLeft");
    assertEquals(await page.run(focused), "m~n: [ 3 items ]");
    await page.press("ArrowLeft");
    assertEquals(await page.run(`document.activeElement.ariaExpanded`), "false");
    assertEquals((await page.run<string[]>(TREE)).length, 3);
    await page.press("ArrowRight");
    assertEquals((await page.run<string[]>(TREE)).length, 6);
    await page.run(`document.querySelector("#company button:nth-of-type(2)").focus()`);
    await page.press("Enter");
    await page.waitFor(
      `document.getElementById("told").textContent === "Copied the JSON Pointer."`,
    );
    assertEquals(await page.run("navigator.clipboard.readText()"), "/a~1b/m~0n");
  },
);

testInBrowser("at 360 px the way back leads to the link it came from", async (world) => {
  const { page } = world;
  await page.look({ width: 360, height: 800 });
  await world.open("#q=https%3A%2F%2Fold.example%2Fabout");
  await page.run(`document.querySelector("#results a").focus()`);
  await page.press("Enter");
  await page.waitFor(`document.querySelector(".tree")?.checkVisibility()`);
  assertEquals(await page.run(`document.getElementById("companies").checkVisibility()`), false);
  assertEquals(await page.run("document.title"), "old.example · ICP job titles");
  await page.run(`document.querySelector("#company .back").focus()`);
  await page.press("Enter");
  await page.waitFor(`document.activeElement.matches("#results a")`);
  assertEquals(await page.run("document.activeElement.textContent"), "old.example");
  assertEquals(await page.run("document.title"), "ICP job titles");
  await world.open("#company=https://www.Old.example/");
  await page.waitFor(`document.querySelector("#results [aria-current]") === null
    && document.getElementById("company-title").textContent === "old.example"`);
  await page.look({ width: 1280, height: 900 });
});

testInBrowser("hostile content is shown as text, its hidden signs spelt out", async (world) => {
  const rows = await openCompany(world, "hostile.example");
  const { page } = world;
  assert(rows.includes(`${HTML}: ${HTML}`));
  assert(rows.some((row) => row.startsWith("__proto__: { 1 key }")));
  assert(rows.includes("polluted: true"));
  assert(rows.includes("bidi: a\\u202eb\\u2066c"));
  assertEquals(await page.run("({}).polluted === undefined"), true);
  assertEquals(await page.run("document.title"), "hostile.example · ICP job titles");
  assertEquals(await page.run("document.querySelectorAll('main img, main script').length"), 0);
  assertEquals(await page.run("document.getElementById('company-title').textContent"), HTML);
  const described = await page.run("document.querySelector('.description').textContent");
  assertEquals(described, "\\u202egnp.exe");
  assertEquals(page.complaints, []);
  await keepScreenshot(world, "hostile");
});

testInBrowser("10,000 keys are shown a part at a time", async (world) => {
  const rows = await openCompany(world, "wide.example");
  assertEquals(rows.length, 102);
  assertEquals([rows[0], rows.at(-1)], ["{ 10,000 keys }", "Show 100 more of 9,900"]);
  await world.page.run(`${ROWS}.at(-1).click()`);
  const more = await world.page.run<string[]>(TREE);
  assertEquals([more.length, more.at(-1)], [202, "Show 100 more of 9,800"]);
});

testInBrowser("500 levels open one after the other, and fit a narrow screen", async (world) => {
  await world.page.look({ width: 360, height: 800 });
  await openCompany(world, "deep.example");
  const { page } = world;
  await page.run(`(() => {
    const tree = document.querySelector(".tree");
    // Hidden, it is not laid out anew for each level.
    tree.hidden = true;
    while (tree.lastElementChild.ariaExpanded === "false") tree.lastElementChild.click();
    tree.hidden = false;
  })()`);
  assertEquals((await page.run<string[]>(TREE)).at(-1), "a: 1");
  assertEquals(await page.run(`${ROWS}.at(-1).ariaLevel`), String(DEEP + 1));
  assertEquals(await page.run("document.documentElement.scrollWidth"), 360);
  await page.look({ width: 1280, height: 900 });
});

testInBrowser("of 5 MB only what is open is in the page, and long texts are cut", async (world) => {
  const rows = await openCompany(world, "large.example");
  assert(rows.length < 150, `${rows.length} rows`);
  assert(rows.includes("titles: [ 5,000 items ]"));
  assert(rows.some((row) => row.endsWith(" … 99,000 more characters; Enter shows more")));
  const { page } = world;
  await page.run(`${ROWS}.find((row) => row.textContent.startsWith("titles")).click()`);
  const opened = await page.run<string[]>(TREE);
  assertEquals(opened.includes("99: { 2 keys }"), true);
  assert(opened.length < 250, `${opened.length} rows`);
});

testInBrowser("provenance and age are told, and old research is marked", async (world) => {
  await openCompany(world, "old.example");
  const { page } = world;
  const read = (column: string) =>
    page.run<string>(`document.querySelector('dd[data-column="${column}"]').textContent`);
  assertEquals(await read("processor"), "not known");
  assertStringIncludes(await read("created_at"), "2 Jan 2025");
  assertStringIncludes(await read("updated_at"), "year");
  assertStringIncludes(await read("updated_at"), "older than 90 days");
  await openCompany(world, "list.example");
  assert(!(await read("updated_at")).includes("older"));
});

testInBrowser("where the date of the research is known, its age goes by that", async (world) => {
  const { page } = world;
  await world.open("#q=old.example");
  const time = "2025-01-02T03:04:05Z";
  const researched_at = new Date(Date.now() - 5 * 86_400_000).toISOString();
  const row = { company_domain: "old.example", created_at: time, updated_at: time, researched_at };
  const pagination = { limit: 1, returned: 1, has_more: false, next_cursor: null, total: 1 };
  const answer = { data: [{ ...row, raw_parallel_output: {} }], pagination };
  const answerDated = () => Promise.resolve(Response.json(answer));
  world.answerNext(answerDated);
  await world.open("#q=old.example&company=old.example");
  await page.waitFor(`document.querySelector('dd[data-column="researched_at"]')`);
  const read = (column: string) =>
    page.run<string>(`document.querySelector('dd[data-column="${column}"]').textContent`);
  assertStringIncludes(await read("researched_at"), ", 5 days ago");
  assertStringIncludes(await read("updated_at"), "last year");
  assertEquals(await page.run(`document.querySelectorAll("#company .stale").length`), 0);
  world.answerNext(answerDated);
  await world.open("#q=www.old.example");
  const listed = await page.run<string>(`document.querySelector("#results .about").textContent`);
  assertEquals(listed, "old.example · researched 5 days ago");
});

testInBrowser("how fresh the companies are is a chart, and numbers beside it", async (world) => {
  await world.open();
  const { page } = world;
  await page.waitFor(`document.querySelector("#freshness svg")`);
  const items = `[...document.querySelectorAll("#freshness li")].map((item) => item.textContent)`;
  assertEquals(await page.run(items), [
    `up to 7 days: ${FRESH}`,
    "8 to 30 days: 0",
    "31 to 90 days: 0",
    `older: ${COMPANIES.length - FRESH}`,
  ]);
  const documents = world.asked.filter(({ body }) =>
    body.includes("include_total") && !body.includes("fields")
  );
  assertEquals(documents, [], "Counts and lists read no document.");
});
