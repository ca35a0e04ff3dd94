import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runBackfillScript } from "../support/backfill.ts";
import { startStandIn } from "../support/stand_in.ts";
import { takeShare } from "../../scripts/local/share.ts";

const KEY = "sb_secret_zq7-of-the-test";
const NAMES = ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SERVICE_KEY"];

/** Runs it with a report and rejects, and returns all that it left for anybody to read. */
async function runAndRead(env: Record<string, string>, args: string[] = []) {
  const folder = await Deno.makeTempDir();
  const files = [`--report=${folder}/report`, `--rejects=${folder}/rejects`];
  const { code, lines, errors } = await runBackfillScript([...files, ...args], env);
  const written = [];
  for await (const { name } of Deno.readDir(folder)) {
    written.push(await Deno.readTextFile(`${folder}/${name}`));
  }
  await Deno.remove(folder, { recursive: true });
  return { code, errors, all: [...lines, errors, ...written].join("\n") };
}

for (const character of takeShare(["\n", "\r", "\t", " ", "\u00a0", "ü", "\u200b"])) {
  Deno.test(`backfill refuses a key with ${JSON.stringify(character)} inside, and shows none of it`, async () => {
    const bad = `${KEY}${character}zq7-rest`;
    const settings = [
      ...NAMES.map((name) => ({ [name]: bad })),
      { SUPABASE_SECRET_KEYS: JSON.stringify({ default: bad }) },
    ];
    for (const setting of settings) {
      const env = { SUPABASE_URL: "http://127.0.0.1:9", ...setting };
      const { code, errors, all } = await runAndRead(env);
      assertEquals(code, 2);
      assertStringIncludes(errors, `${Object.keys(setting)[0]} must be one line of visible ASCII`);
      assert(!all.includes("zq7"), all);
    }
  });
}

Deno.test("backfill refuses a SUPABASE_URL with a password, and shows none of it", async () => {
  const urls = ["https://zq7:zq7@127.0.0.1:9", "http://zq7@127.0.0.1:9", "https://a.co?key=zq7"];
  for (const SUPABASE_URL of [...urls, "postgres://zq7:zq7@a.co/postgres"]) {
    const { code, errors, all } = await runAndRead({ SUPABASE_URL, SUPABASE_SECRET_KEY: "k" });
    assertEquals(code, 2);
    assertStringIncludes(errors, "SUPABASE_URL must be");
    assert(!all.includes("zq7"), all);
  }
});

/** Data APIs that repeat what they are sent, wherever an answer has a place for it. */
const REPEATING: Record<string, (key: string) => Response> = {
  "as a page that is no JSON": (key) => new Response(`<html>${key}</html>`),
  "as JSON of another form": (key) => Response.json({ id: key, org_id: key }),
  "in a refusal": (key) =>
    Response.json({ code: key, message: `constraint "${key}"`, hint: key, details: key }, {
      status: 400,
      headers: { "retry-after": key },
    }),
  "in a refusal by a constraint": (key) =>
    Response.json({ code: "23503", message: `violates foreign key constraint "${key}"` }, {
      status: 409,
    }),
  "in a refusal that is no JSON": (key) => new Response(key, { status: 403, statusText: key }),
  "by sending it elsewhere": (key) =>
    new Response(null, { status: 307, headers: { location: `http://u:${key}@127.0.0.1:9/` } }),
};

for (const [how, answer] of takeShare(Object.entries(REPEATING))) {
  Deno.test(`backfill shows no key that its Data API repeats ${how}`, async () => {
    await using standIn = startStandIn(({ headers }) => answer(headers.get("apikey")!));
    const env = { SUPABASE_URL: standIn.supabaseUrl, SUPABASE_SECRET_KEY: KEY };
    const { code, all } = await runAndRead(env);
    assert(standIn.requests.length > 0);
    assert([1, 2].includes(code), all);
    assert(!all.includes(KEY), all);
  });
}
