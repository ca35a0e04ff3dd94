/** `deno task test:remote` itself: what it refuses, what it prints, and what it leaves alone. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createFixtures } from "./fixtures.ts";
import type { ContractSubject } from "./subject.ts";
import { findTraces } from "./traces.ts";

const SCRIPT = fileURLToPath(new URL("./run.ts", import.meta.url));
const TWO_DAYS_MS = 172_800_000;

/** Runs the script against the deployment, with one test, and settings that may be otherwise. */
async function runScript(
  { settings }: ContractSubject,
  env: Record<string, string>,
  args: string[] = [],
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", SCRIPT, "--url", settings.supabaseUrl, "upsert tells", ...args],
    env: {
      NO_COLOR: "1",
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: settings.serviceKey }),
      INTERNAL_API_KEY: JSON.stringify(settings.internalApiKeys),
      JWT_SECRET: JSON.stringify(settings.jwtSecrets),
      SUPER_ADMIN_JWT_SECRET: JSON.stringify(settings.superAdminJwtSecrets),
      SUPER_ADMIN_API_KEY: "",
      ...env,
    },
  }).output();
  const [output, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, output: output!, errors: errors! };
}

/** Settings that are refused, and the sentence. */
const REFUSED: [env: Record<string, string>, sentence: string][] = [
  [
    { INTERNAL_API_KEY: "", JWT_SECRET: " " },
    "The settings are incomplete: INTERNAL_API_KEY is missing; JWT_SECRET is missing.",
  ],
  [{ INTERNAL_API_KEY: "another-key" }, "INTERNAL_API_KEY does not fit the deployment at http:"],
  [{ JWT_SECRET: "another-secret" }, "JWT_SECRET does not fit the deployment at http:"],
  [
    { SUPABASE_SECRET_KEYS: `{"default":"another-key"}` },
    "The service key does not open the Data API of http:",
  ],
];

/** Runs it against a stack of our own: elsewhere it would be the script that runs this. */
export async function testScript(subject: ContractSubject): Promise<void> {
  const { dataApi, run } = subject;
  const another = crypto.randomUUID();
  const leftover = await createFixtures(dataApi, another).addOrg();
  const created_at = new Date(Date.now() - TWO_DAYS_MS).toISOString();
  await dataApi.rows((client) => client.from("orgs").update({ created_at }).eq("id", leftover));
  const before = await findTraces(dataApi);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(async () => {
    await dataApi.rows((client) => client.from("orgs").delete().eq("id", leftover));
  });

  const { code, output } = await runScript(subject, {});
  assertEquals([code, output.trim().split("\n").at(-1)], [0, "1 passed, 0 failed"], output);
  assertStringIncludes(output, `Earlier runs have left these; delete them by their ids:\norg `);
  assertStringIncludes(output, `(${leftover})`);
  assertEquals(output.includes(run), false);
  assertStringIncludes(output, "SUPER_ADMIN_API_KEY is not set: what needs it was skipped.");
  assertEquals(await findTraces(dataApi), before);

  const refused = await Promise.all(REFUSED.map(([env]) => runScript(subject, env)));
  for (const [index, { code, errors }] of refused.entries()) {
    assertEquals(code, 2);
    assertStringIncludes(errors, REFUSED[index]![1]);
  }
  assertEquals(await findTraces(dataApi), before);
}
