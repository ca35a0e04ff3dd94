import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createIcpJobTitlesClient, IcpJobTitlesError } from "../../client/mod.ts";
import { ORG_A } from "../support/apps.ts";
import { createClient, startService } from "./service.ts";

const GOOD = { url: "http://127.0.0.1:1", token: "s3cr3t-token" };

/** What is refused: the option, its value, and a word of the sentence that says why. */
const REFUSED: [option: string, value: unknown, why: string][] = [
  ["url", undefined, "undefined"],
  ["url", null, "null"],
  ["url", "", "empty"],
  ["url", new URL("http://a.example"), "object"],
  ["url", "abc.example", "https://abc.supabase.co"],
  ["url", "/functions/v1", "https://abc.supabase.co"],
  ["url", "//abc.example", "https://abc.supabase.co"],
  ["url", "https://", "https://abc.supabase.co"],
  ["url", "https://user:pa ss@a.example", "white space"],
  ["url", "https://a.example\n", "white space"],
  ["url", "https://a\u200b.example", "invisible"],
  ["url", "ftp://a.example", "http"],
  ["url", "localhost:54321", "http"],
  ["url", "https://user:passw0rd@a.example", "password"],
  ["url", "https://user@a.example", "user name"],
  ["url", "https://:passw0rd@a.example", "password"],
  ["url", "https://user:passw0rd@", "https://abc.supabase.co"],
  ["url", "https://a.example?key=passw0rd", "query"],
  ["url", "https://a.example/?", "query"],
  ["url", "https://a.example#passw0rd", "fragment"],
  ["token", undefined, "undefined"],
  ["token", null, "null"],
  ["token", "", "empty"],
  ["token", 5, "5"],
  ["token", "s3cr3t\n", "ASCII"],
  ["token", "s3cr3t\r\nx-internal-org-id: 1", "ASCII"],
  ["token", " s3cr3t", "blanks"],
  ["token", "Bearer s3cr3t", "Bearer"],
  ["token", "s3cr3té", "ASCII"],
  ["token", "s3cr3t\0", "ASCII"],
  ["token", "\ufeffs3cr3t", "ASCII"],
  ["orgId", "acme", "uuid"],
  ["orgId", "", "uuid"],
  ["orgId", null, "null"],
  ["orgId", `${ORG_A}\n`, "uuid"],
  ["orgId", `${ORG_A}\r\nauthorization: x`, "uuid"],
  ["orgId", [ORG_A], "object"],
  ["timeoutMs", 0, "0"],
  ["timeoutMs", -1, "-1"],
  ["timeoutMs", NaN, "NaN"],
  ["timeoutMs", Infinity, "Infinity"],
  ["timeoutMs", 3e9, "3000000000"],
  ["timeoutMs", 2 ** 31, "2147483648"],
  ["timeoutMs", 1.5, "1.5"],
  ["timeoutMs", "5000", "whole number"],
  ["timeoutMs", 5000n, "bigint"],
  ["timeoutMs", null, "null"],
  ["maxAnswerBytes", 0, "0"],
  ["maxAnswerBytes", 1e9, "1000000000"],
  ["fetch", "fetch", "function"],
  ["fetch", null, "null"],
  ["parseJson", {}, "function"],
];
for (const [option, value, why] of REFUSED) {
  Deno.test(`the ${option} ${Deno.inspect(value)} is refused when the client is made`, () => {
    const options = { ...GOOD, [option]: value };
    const error = assertThrows(() => createIcpJobTitlesClient(options), IcpJobTitlesError);
    assertEquals([error.code, error.status], ["invalid_option", undefined]);
    assert(error.message.startsWith(`The option ${option} must `), error.message);
    assert(error.message.includes(why), error.message);
    const secrets = ["s3cr3t", "passw0rd"];
    assertEquals(secrets.filter((secret) => Deno.inspect(error).includes(secret)), []);
  });
}

for (const options of [undefined, null, "https://a.example", []] as never[]) {
  Deno.test(`${Deno.inspect(options)} in the place of the options is refused`, () => {
    const error = assertThrows(() => createIcpJobTitlesClient(options), IcpJobTitlesError);
    assertEquals(error.code, "invalid_option");
  });
}

Deno.test("a client is refused where nothing can fetch", () => {
  const { fetch } = globalThis;
  try {
    Reflect.deleteProperty(globalThis, "fetch");
    const error = assertThrows(() => createIcpJobTitlesClient(GOOD), IcpJobTitlesError, "fetch");
    assertEquals(error.code, "invalid_option");
  } finally {
    globalThis.fetch = fetch;
  }
});

Deno.test("undefined options are absent ones, and the largest numbers are taken", () => {
  const nothing = {
    orgId: undefined,
    fetch: undefined,
    timeoutMs: undefined,
    parseJson: undefined,
  };
  createIcpJobTitlesClient({ ...GOOD, ...nothing, maxAnswerBytes: undefined });
  createIcpJobTitlesClient({ ...GOOD, timeoutMs: 2 ** 31 - 1, maxAnswerBytes: 5e8 });
});

for (const pageSize of [0, -1, 1001, 1.5, NaN, Infinity, "10", null] as never[]) {
  Deno.test(`a pageSize of ${Deno.inspect(pageSize)} is refused before anything is sent`, async () => {
    await using service = startService(() => new Response());
    const rows = createClient(service.url).query({}, { pageSize });
    const error = await assertRejects(() => rows.next(), IcpJobTitlesError, "pageSize");
    assertEquals([error.code, service.calls.length], ["invalid_option", 0]);
  });
}

for (const items of [undefined, null, 5, "acme.com", { company_domain: "acme.com" }] as never[]) {
  Deno.test(`${Deno.inspect(items)} in the place of a batch's items is refused`, async () => {
    const batch = createIcpJobTitlesClient(GOOD).upsertBatch(items);
    const error = await assertRejects(() => batch.next(), IcpJobTitlesError, "items");
    assertEquals(error.code, "invalid_option");
  });
}
