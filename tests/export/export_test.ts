/** `deno task export` against the real function; as a process where the process is the point. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ORG_A } from "../support/apps.ts";
import { createApiToken, insertRows, useLive } from "../support/live_apps.ts";
import { testRefusals } from "./refused_cases.ts";
import { inFolder, list, run, serve, start, TOKEN } from "./service.ts";

const COUNT = 25;

const live = useLive();
Deno.test.beforeAll(async () => {
  const { database } = live();
  await createApiToken(database, TOKEN);
  await insertRows(database, { orgId: ORG_A, prefix: "row", count: COUNT });
  await database.sql`update icp_job_titles set company_name = '=1+1',
    raw_parallel_output = '{"n":9007199254740993,"p":1.10}' where company_domain = 'row-25.com'`;
});

testRefusals(live);

const REFUSAL = () => Response.json({ error: "Away.", code: "internal_error" }, { status: 418 });

Deno.test("every row is written once, newest first, its numbers as stored", async () => {
  await using service = serve(live());
  await inFolder(async (folder) => {
    const out = `${folder}/rows.jsonl`;
    const { code, said, complained } = await run(service.url, ["--out", out, "--page-rows", "10"]);
    assertEquals([code, complained], [0, ""]);
    assertStringIncludes(said, `total exported: ${COUNT}, to "${out}"`);
    const lines = (await Deno.readTextFile(out)).trimEnd().split("\n");
    const domains = lines.map((line) => JSON.parse(line).company_domain);
    assertEquals(domains, Array.from({ length: COUNT }, (_, at) => `row-${COUNT - at}.com`));
    assertStringIncludes(lines[0]!, '"raw_parallel_output":{"n":9007199254740993,"p":1.10}');
    assertEquals(await list(folder), ["rows.jsonl"]);
    assertEquals(service.asked.length, 3);
  });
});

Deno.test("a CSV reads no document, and its formulas are texts", async () => {
  await using service = serve(live());
  await inFolder(async (folder) => {
    const out = `${folder}/rows.csv`;
    const filters = ["--company-domain", "https://www.row-25.com/x", "--company-domain", "no.com"];
    const { code, said } = await run(service.url, ["--out", out, "--format", "csv", ...filters]);
    assertEquals(code, 0);
    assertStringIncludes(said, "There is no research on no.com.");
    const [, row, end] = (await Deno.readTextFile(out)).split("\r\n");
    assertStringIncludes(row!, `,row-25.com,`);
    assertStringIncludes(row!, `,"'=1+1",`);
    assertEquals(end, "");
    assert(!JSON.stringify(service.asked).includes("raw_parallel_output"));
  });
});

Deno.test("every filter of the contract is a flag", async () => {
  await using service = serve(live());
  await inFolder(async (folder) => {
    const out = `${folder}/rows.jsonl`;
    const filters = ["--contains", '{"p":1.1}', "--updated-since", "2026-01-01T00:00:00Z"];
    const { code, said } = await run(service.url, ["--out", out, ...filters]);
    assertEquals(code, 0);
    assertStringIncludes(said, "total exported: 1,");
  });
});

Deno.test("an export that failed leaves the former file, and goes on by its cursor", async () => {
  await inFolder(async (folder) => {
    const out = `${folder}/rows.jsonl`;
    await Deno.writeTextFile(out, "the former one");
    await using service = serve(live(), (n) => n === 2 ? REFUSAL() : undefined);
    const args = ["--out", out, "--page-rows", "10"];
    const failed = await run(service.url, args);
    assertEquals(failed.code, 1);
    assertStringIncludes(failed.complained, "Run the same command again");
    assertEquals(await Deno.readTextFile(out), "the former one");
    assertEquals(await list(folder), ["rows.jsonl", "rows.jsonl.part", "rows.jsonl.part.json"]);

    // What a kill in the middle of a page leaves behind.
    await Deno.writeTextFile(`${out}.part`, '{"half a li', { append: true });
    const other = await run(service.url, [...args, "--processor", "pro"]);
    assertEquals(other.code, 2);
    assertStringIncludes(other.complained, "belongs to another export");

    const resumed = await run(service.url, args);
    assertEquals([resumed.code, resumed.complained], [0, ""]);
    assertStringIncludes(resumed.said, "Continuing after 10 rows");
    const rows = (await Deno.readTextFile(out)).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(new Set(rows.map(({ id }) => id)).size, COUNT);
    assertEquals(rows.length, COUNT);
    assertEquals(service.asked.map(({ cursor }) => cursor !== undefined), [
      ...[false, true],
      ...[true, true],
    ]);
    assertEquals(await list(folder), ["rows.jsonl"]);
  });
});

Deno.test("a filter that the function refuses is named with the reason", async () => {
  await inFolder(async (folder) => {
    await using service = serve(live(), () => undefined);
    const args = ["--out", `${folder}/rows.jsonl`, "--search", "&"];
    const { code, complained } = await run(service.url, args);
    assertEquals(code, 2);
    assertStringIncludes(complained, "search: It has no word.");
  });
});

Deno.test("an interrupted export ends with 130, and the same line goes on", async () => {
  await inFolder(async (folder) => {
    const out = `${folder}/rows.jsonl`;
    let interrupt = () => {};
    await using service = serve(live(), (n) => {
      if (n === 2) interrupt();
      return undefined;
    });
    const args = ["--out", out, "--page-rows", "1"];
    const process = start(service.url, args);
    interrupt = () => process.kill("SIGTERM");
    const { code, stdout } = await process.output();
    assertEquals(code, 130);
    assertStringIncludes(
      new TextDecoder().decode(stdout),
      "Run the same command again to continue.",
    );
    assertEquals((await run(service.url, args)).code, 0);
    assertEquals((await Deno.readTextFile(out)).trimEnd().split("\n").length, COUNT);
  });
});

Deno.test("a page that comes too late is asked for with half of its rows", async () => {
  await inFolder(async (folder) => {
    const late = { error: "Too slow.", code: "database_timeout" };
    await using service = serve(
      live(),
      (n) => n === 1 ? Response.json(late, { status: 504 }) : undefined,
    );
    const { code } = await run(service.url, ["--out", `${folder}/rows.jsonl`, "--page-rows", "10"]);
    assertEquals(code, 0);
    assertEquals(service.asked.map(({ limit }) => limit), [10, 5, 5, 5, 5, 5]);
  });
});

Deno.test("an outage that passes is waited for", async () => {
  await inFolder(async (folder) => {
    const away = { error: "The database is away.", code: "database_unavailable" };
    await using service = serve(
      live(),
      (n) => n === 2 ? Response.json(away, { status: 503 }) : undefined,
    );
    const { code } = await run(service.url, ["--out", `${folder}/a.jsonl`, "--page-rows", "20"]);
    assertEquals([code, service.asked.length], [0, 3]);
  });
});

Deno.test("two exports to one file are not at once", async () => {
  await inFolder(async (folder) => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await using service = serve(
      live(),
      (n) => n === 1 ? (resolve(), released.then(REFUSAL)) : undefined,
    );
    const args = ["--out", `${folder}/rows`];
    const first = run(service.url, args);
    await asked;
    const second = await run(service.url, args);
    release();
    await first;
    assertEquals(second.code, 2);
    assertStringIncludes(second.complained, "Another export is writing");
  });
});

Deno.test("on a terminal a bar tells how far it is, and otherwise nothing is drawn", async () => {
  await using service = serve(live());
  await inFolder(async (folder) => {
    const args = ["--out", `${folder}/rows`, "--page-rows", "10"];
    const { drawn } = await run(service.url, args, { isTerminal: true });
    assertStringIncludes(drawn, `100% of ${COUNT} rows`);
    assertEquals((await run(service.url, args)).drawn, "");
    assertEquals((await run(service.url, [...args, "--quiet"], { isTerminal: true })).drawn, "");
  });
});
