import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { openCursor, sealCursor } from "../../supabase/functions/_shared/research/cursor.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { shareOf } from "../../scripts/local/share.ts";

const KEY = {
  id: "5ada0000-0000-4000-8000-000000000001",
  created_at: "2026-01-01T00:00:00.123456+00:00",
};
const FILTERS = `{"p_org_id":"a"}`;
const SECRET = "sb_secret_of-the-function";

async function refusalOf(cursor: string, filters = FILTERS, secret = SECRET): Promise<string> {
  const error: ServiceError = await assertRejects(
    () => openCursor(cursor, filters, secret),
    ServiceError,
  );
  assertEquals([error.status, error.code], [422, "validation_failed"]);
  assertEquals(error.issues?.map(({ path }) => path), ["cursor"]);
  return error.message;
}

Deno.test("a cursor gives back the place that it was made of", async () => {
  for (const created_at of [KEY.created_at, "2026-01-01 00:00:00+00", "-infinity"]) {
    const cursor = await sealCursor({ ...KEY, created_at }, FILTERS, SECRET);
    assertEquals(await openCursor(cursor, FILTERS, SECRET), { ...KEY, created_at });
    assertMatch(cursor, /^[A-Za-z0-9_-]+$/);
    assert(cursor.length <= 1000);
  }
});

Deno.test("a cursor of which any character is another is refused", async () => {
  const cursor = await sealCursor(KEY, FILTERS, SECRET);
  for (let at = 0; at < cursor.length; at++) {
    const code = cursor.charCodeAt(at);
    const others = [
      "A",
      "_",
      "=",
      "é",
      " ",
      String.fromCharCode(code ^ 1),
      String.fromCharCode(code ^ 32),
    ];
    for (const other of others.filter((other) => other !== cursor[at])) {
      await refusalOf(cursor.slice(0, at) + other + cursor.slice(at + 1));
    }
  }
});

Deno.test("a cursor that is cut, lengthened or spelled otherwise is refused", async () => {
  const cursor = await sealCursor(KEY, FILTERS, SECRET);
  for (let length = 0; length < cursor.length; length++) await refusalOf(cursor.slice(0, length));
  for (const text of [`${cursor}=`, `${cursor}A`, ` ${cursor}`, `${cursor}\n`, cursor + cursor]) {
    await refusalOf(text);
  }
});

Deno.test("a cursor with other filters, or of another project, is refused", async () => {
  const cursor = await sealCursor(KEY, FILTERS, SECRET);
  for (const filters of ["", "{}", `{"p_org_id":"b"}`, `${FILTERS} `]) {
    await refusalOf(cursor, filters);
  }
  for (const secret of ["", "x", `${SECRET}x`]) await refusalOf(cursor, FILTERS, secret);
});

Deno.test("no text that was not sealed here is a cursor, and none of it is told", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
      const message = await refusalOf(text);
      assert(text.length < 40 || !message.includes(text));
    }),
    { seed: 2026, numRuns: shareOf(300) },
  );
  const forged = [`${KEY.created_at}|${KEY.id}|`, `${KEY.created_at}|${KEY.id}|${"0".repeat(32)}`]
    .concat("||", `|${"0".repeat(32)}`);
  for (const text of forged) await refusalOf(btoa(text).replace(/=+$/, ""));
});

Deno.test("what is signed cannot be moved between the place and the filters", async () => {
  const a = await sealCursor({ created_at: "x", id: "y" }, `z"]`, SECRET);
  const b = await sealCursor({ created_at: "x", id: `y","z` }, `"]`, SECRET);
  assertNotEquals(a, b);
  const place = atob(a.replaceAll("-", "+").replaceAll("_", "/")).split("|").slice(0, 2);
  assertEquals(place, ["x", "y"]);
});
