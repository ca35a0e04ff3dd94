import { assert, assertEquals, assertMatch } from "@std/assert";
import { describeError, hideUserinfo, ToldError } from "../../scripts/errors/describe.ts";
import { describeNetworkFailure } from "../../scripts/errors/network.ts";
import { databaseUnavailable } from "../../supabase/functions/_shared/data_api/refusals.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

const SECRET = "sb_secret_zq7";

class PostgrestError extends Error {
  override readonly name = "PostgrestError";
}

const FOREIGN: [error: unknown, told: RegExp][] = [
  [new TypeError(`Invalid header value: "${SECRET}"`), /^An unexpected TypeError at tests\/.+\.$/],
  [new Error(`${SECRET}\n    at scripts/${SECRET}.ts:1:1`), /^An unexpected Error at tests\//],
  [
    new SyntaxError(`Unexpected token '${SECRET}'`, { cause: SECRET }),
    /^An unexpected SyntaxError/,
  ],
  [new PostgrestError(`<html>${SECRET}`), /^The Data API's answer is not JSON/],
  [new AggregateError([new Error(SECRET)], SECRET), /^An unexpected AggregateError/],
  [Object.assign(new Error(SECRET), { code: "ENOSPC" }), /^no space is left on the device$/],
  [Object.assign(new Error(SECRET), { code: "ENOENT" }), /^its folder does not exist$/],
  [Object.assign(new Error(SECRET), { code: "ECONNREFUSED" }), /^connection refused/],
  [Object.assign(new Error(SECRET), { code: SECRET }), /^An unexpected Error/],
  [new TypeError("fetch failed", { cause: new Error(SECRET) }), /^the request failed on its way$/],
  [SECRET, /^Something .* of type string\.$/],
  [{ message: SECRET }, /^Something .* of type object\.$/],
  [null, /^Something .* of type object\.$/],
];

for (const [index, [error, told]] of FOREIGN.entries()) {
  Deno.test(`a foreign error, ${index}, is told as ${told.source}, alone and as a cause`, () => {
    assertMatch(describeError(error), told);
    const causes = [error, new Error(SECRET, { cause: error })].filter((cause) => cause !== null);
    const shown = [error, ...causes.map((cause) => databaseUnavailable(cause))].map(describeError);
    for (const text of shown) assert(!text.includes("zq7"), text);
  });
}

Deno.test("an error of ours is told by its own sentence, with what led to it", () => {
  assertEquals(describeError(new ToldError("It is so.")), "It is so.");
  const cause = { status: 503, code: "PGRST001" };
  assertEquals(
    describeError(new ServiceError("database_unavailable", "It is away.", { cause })),
    `database_unavailable: It is away. [{"status":503,"code":"PGRST001"}]`,
  );
});

Deno.test("a chain of causes that leads in a circle is walked once", () => {
  const error = new TypeError("fetch failed");
  error.cause = new Error("error sending request", { cause: error });
  assertEquals(describeNetworkFailure(error), "the request failed on its way");
});

Deno.test("the words of a failure are not looked for in the URL that failed", () => {
  const url = "https://tls-certificate-expired.dns-error.co/timed out";
  const cause = new Error(
    `error sending request for url (${
      url.replace(" ", "-")
    }): client error (Connect): tcp connect error: Connection refused (os error 111)`,
  );
  const error = new TypeError("fetch failed", { cause });
  assertMatch(describeNetworkFailure(error, {})!, /^connection refused/);
});

Deno.test("user names and passwords of URLs are hidden in any text", () => {
  for (const userinfo of ["zq7:zq7@", "zq7@", ":zq7@", "zq7:zq7@zq7@"]) {
    const text = `see "https://${userinfo}abc.co/a@b" and postgres://${userinfo}host`;
    assertEquals(hideUserinfo(text), `see "https://…@abc.co/a@b" and postgres://…@host`);
  }
  assertEquals(hideUserinfo("https://abc.co/@x a@b.co"), "https://abc.co/@x a@b.co");
});
