import { assertEquals, assertStringIncludes } from "@std/assert";
import { runBackfillScript } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission } from "../support/pipeline.ts";
import { takeShare } from "../../scripts/local/share.ts";

const SETTINGS = { SUPABASE_URL: "http://127.0.0.1:9", SUPABASE_SERVICE_ROLE_KEY: "k" };

const REFUSED: [name: string, args: string[], env: Record<string, string>, fragment: string][] = [
  ["an unknown flag", ["--orgid", "x"], SETTINGS, "--orgid"],
  ["an org that is no uuid", ["--org-id", "acme"], SETTINGS, '--org-id must be a uuid, not "acme"'],
  ["a flag without its value", ["--submission-id"], SETTINGS, "--submission-id"],
  ["--resume beside --full", ["--resume", "--full"], SETTINGS, "--resume and --full contradict"],
  [
    "--all-submissions beside --submission-id",
    ["--all-submissions", "--submission-id", crypto.randomUUID()],
    SETTINGS,
    "--all-submissions and --submission-id contradict",
  ],
  ["--dry-run beside --verify alone", ["--verify", "--dry-run"], SETTINGS, "beside --dry-run"],
  ["a limit of none", ["--limit", "0"], SETTINGS, "--limit must be a whole number from 1"],
  ["a limit that is no number", ["--limit", "1e3"], SETTINGS, 'not "1e3"'],
  ["a word that is no flag", ["resume"], SETTINGS, "'resume'"],
  [
    "a report that cannot be written",
    ["--report", "/nowhere/report.json"],
    SETTINGS,
    "/nowhere/report.json",
  ],
  [
    "a file of rejects that cannot be written",
    ["--rejects", "/nowhere/rejects.ndjson"],
    SETTINGS,
    "/nowhere/rejects.ndjson",
  ],
  ["no settings, all named together", [], {}, "SUPABASE_URL is missing; SUPABASE_SECRET_KEYS or"],
  ["key JSON that is broken", [], {
    SUPABASE_URL: SETTINGS.SUPABASE_URL,
    SUPABASE_SECRET_KEYS: "{",
  }, "SUPABASE_SECRET_KEYS must be a JSON object"],
];

for (const [name, args, env, fragment] of takeShare(REFUSED)) {
  Deno.test(`backfill refuses ${name} with exit 2`, async () => {
    const { code, errors } = await runBackfillScript(args, env);
    assertEquals(code, 2);
    assertStringIncludes(errors, fragment);
  });
}

Deno.test("backfill --help tells its flags, settings and exit codes", async () => {
  const { code, lines } = await runBackfillScript(["--help"], {});
  assertEquals(code, 0);
  for (
    const word of [
      "--submission-id",
      "--org-id",
      "--resume",
      "--verify",
      "Examples",
      "SUPABASE_URL",
      "130",
    ]
  ) {
    assertStringIncludes(lines.join("\n"), word);
  }
});

Deno.test("backfill with the Data API away exits with 1 and says so, in its report too", async () => {
  const file = await Deno.makeTempFile();
  const { code, errors } = await runBackfillScript([`--report=${file}`], SETTINGS);
  assertEquals(code, 1);
  assertStringIncludes(errors, "database_unavailable");
  const { ending, exit_code, error, totals } = JSON.parse(await Deno.readTextFile(file));
  await Deno.remove(file);
  assertEquals([ending, exit_code, totals.processed], ["cut", 1, 0]);
  assertStringIncludes(errors, error);
});

Deno.test("backfill refuses a submission that is not there, or of another org", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const settings = { SUPABASE_URL: dataApi.url, SUPABASE_SERVICE_ROLE_KEY: dataApi.serviceKey };
  const { submissionId } = await addSubmission(database.sql, []);
  const ofOther = await runBackfillScript(["--submission-id", submissionId], settings);
  assertEquals(ofOther.code, 2);
  assertStringIncludes(ofOther.errors, "belongs to another org");
  const gone = await runBackfillScript(["--submission-id", crypto.randomUUID()], settings);
  assertEquals(gone.code, 2);
  assertStringIncludes(gone.errors, "There is no submission");
  const empty = ["--org-id", crypto.randomUUID(), "--all-submissions"];
  const ofNobody = await runBackfillScript(empty, settings);
  assertEquals(ofNobody.code, 2);
  assertStringIncludes(ofNobody.errors, "has no submission");
});

Deno.test("backfill with a refused service key exits with 1 and names the refusal", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const { code, errors } = await runBackfillScript([], {
    SUPABASE_URL: dataApi.url,
    SUPABASE_SERVICE_ROLE_KEY: "sb_secret_wrong",
  });
  assertEquals(code, 1);
  assertStringIncludes(errors, "401");
});
