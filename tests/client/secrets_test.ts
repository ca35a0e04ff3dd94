import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { createIcpJobTitlesClient, IcpJobTitlesError, rawJson } from "../../client/mod.ts";
import { ORG_A } from "../support/apps.ts";
import { startService } from "./service.ts";

/** A JWT in form; none of its three parts may be seen, nor a half of it. */
const TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsIm9yZyI6IjEyMyJ9" +
  ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJVadQssw5c";
/** A key with much that is written in another way in URLs and JSON. */
const KEY = 'k+8/"x\\4=q+9/"z\\7=w+2/"y\\5=';
const ITEM = { company_domain: "acme.com", raw_parallel_output: { titles: [] } };

/** All that a log or a terminal could show of a value. */
function showAll(value: unknown): string {
  const error = value instanceof Error ? [value.message, value.stack, value.cause] : [];
  return [
    ...error,
    String(value),
    JSON.stringify(value),
    JSON.stringify(value, Object.getOwnPropertyNames(value)),
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    Deno.inspect(value, { depth: 20, showHidden: true, getters: true, strAbbreviateSize: 1e6 }),
  ].join("\n");
}

/** Every piece of the token of 12 characters that is in a text. */
function findPieces(text: string): string[] {
  const pieces = Array.from({ length: TOKEN.length - 11 }, (_, at) => TOKEN.slice(at, at + 12));
  const encoded = btoa(`Bearer ${TOKEN}`).slice(12, 24);
  const searched = text.toLowerCase();
  return [...pieces, encoded].filter((piece) => searched.includes(piece.toLowerCase()));
}

const [header, claims, signature] = TOKEN.split(".");
/** What a server may make of the token that it was sent. */
const ECHOES: [name: string, text: string][] = [
  ["the header", `{"authorization":"Bearer ${TOKEN}"}`],
  ["a part", `${claims}`],
  ["the signature", `signature ${signature} does not fit`],
  ["the head of it", `${header}.${claims!.slice(0, 13)}…`],
  ["a part that is cut at 200 characters", "x".repeat(180) + TOKEN],
  ["upper case", TOKEN.toUpperCase()],
  ["base64 after a word", btoa(`Bearer ${TOKEN}`)],
  ["a token that is divided", TOKEN.replaceAll(/.{10}/g, "$&\u200b\u0007")],
];
for (const [name, text] of ECHOES) {
  const answers: [as: string, make: () => Response][] = [
    ["a page", () => new Response(`<p>${text}</p>`, { status: 502 })],
    ["a success", () => new Response(text)],
    ["data", () => Response.json({ data: text })],
    ["an error's sentence", () => Response.json({ code: "oops", error: text }, { status: 400 })],
    ["an error's code", () => Response.json({ code: text, error: "No." }, { status: 400 })],
    ["an issue", () => {
      const issues = [{ path: text, message: text }, text, null];
      return Response.json({ code: "oops", error: "No.", issues }, { status: 422 });
    }],
    ["a header", () => {
      const header = text.replaceAll(/[^\x20-\x7e]/g, "");
      const headers = { "x-request-id": header.replaceAll(/[^\w=-]/g, "_"), location: header };
      return new Response("", { status: 302, headers: { ...headers, "retry-after": header } });
    }],
    ["an item", () => {
      const item = { index: 0, status: "failed", code: "oops", error: text, company_domain: text };
      const issues = [{ path: text, message: text }];
      return Response.json({ data: { results: [{ ...item, issues }] } }, { status: 207 });
    }],
  ];
  for (const [as, make] of answers) {
    Deno.test(`no error has the token that a server repeats: ${name}, as ${as}`, async () => {
      await using service = startService(make);
      const client = createIcpJobTitlesClient({ url: service.url, token: TOKEN, orgId: ORG_A });
      const [result] = await Array.fromAsync(client.upsertBatch([ITEM]));
      const errors = await Promise.all([
        assertRejects(() => client.upsert(ITEM)),
        assertRejects(() => client.query().next()),
        assertRejects(() => client.health()),
      ]);
      for (const error of errors) assertInstanceOf(error, IcpJobTitlesError);
      assertEquals(findPieces([result, ...errors].map(showAll).join("\n")), []);
    });
  }
}

Deno.test("no error has what fetch throws, which may hold headers", async () => {
  const foreign = Object.assign(new TypeError(`Invalid header value: "Bearer ${TOKEN}"`), {
    code: TOKEN,
    config: { headers: { authorization: TOKEN } },
    cause: { message: TOKEN, cause: new AggregateError([new Error(TOKEN)], TOKEN) },
  });
  const getter = Object.defineProperty(new Error(TOKEN), "code", {
    get: () => {
      throw foreign;
    },
  });
  for (const reason of [foreign, getter, TOKEN, undefined, null, Object.create(null)]) {
    const client = createIcpJobTitlesClient({
      url: "https://a.example",
      token: TOKEN,
      fetch: () => Promise.reject(reason),
    });
    const error = await assertRejects(() => client.upsert(ITEM), IcpJobTitlesError);
    assertEquals([error.code, findPieces(showAll(error))], ["network_error", []]);
  }
});

Deno.test("no error has a token that stands in the url too", async () => {
  const url = `http://127.0.0.1:1/${TOKEN}`;
  const client = createIcpJobTitlesClient({ url, token: TOKEN });
  const error = await assertRejects(() => client.upsert(ITEM), IcpJobTitlesError);
  assertEquals(findPieces(showAll(error)), []);
});

Deno.test("a client shows nothing of its token", () => {
  const client = createIcpJobTitlesClient({ url: "https://a.example", token: TOKEN });
  assertEquals(findPieces(showAll(client) + Object.values(client).map(showAll)), []);
});

Deno.test("the token is not sent on where a server redirects", async () => {
  await using other = startService(() => Response.json({ data: {} }));
  for (const status of [301, 302, 303, 307, 308]) {
    const headers = { location: other.url };
    await using service = startService(() => new Response(null, { status, headers }));
    const client = createIcpJobTitlesClient({ url: service.url, token: TOKEN });
    await assertRejects(() => client.upsert(ITEM), IcpJobTitlesError, "redirect");
  }
  assertEquals(other.calls, []);
});

for (const form of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY), btoa(KEY)]) {
  Deno.test(`no error has a key that comes back as ${form}`, async () => {
    const error = `Unknown: ${form}`;
    await using service = startService(() => Response.json({ code: "no", error }, { status: 401 }));
    const client = createIcpJobTitlesClient({ url: service.url, token: KEY });
    const { message } = await assertRejects(() => client.upsert(ITEM), IcpJobTitlesError);
    assertEquals(message.replace(/\[token\].{0,11}$/, ""), "Unknown: ");
  });
}

Deno.test("an error of the service is told as it came where it has nothing of the token", async () => {
  const error = 'Cannot read "acme" as a company domain: it has no dot.';
  await using service = startService(() => Response.json({ code: "no", error }, { status: 422 }));
  const client = createIcpJobTitlesClient({ url: service.url, token: TOKEN });
  await assertRejects(() => client.upsert(ITEM), IcpJobTitlesError, error);
});

Deno.test("no error quotes the input", async () => {
  const secret = "a-secret-of-the-input";
  const circle: Record<string, unknown> = { [secret]: secret };
  circle[secret] = { [secret]: circle };
  const failBy = (error: Error): never => {
    throw error;
  };
  const fails = () => failBy(new Error(secret));
  const inputs: [input: unknown, why: string][] = [
    [{ [secret]: secret, n: 1n }, "bigint"],
    [circle, "refers back"],
    [{ [secret]: rawJson(`"${secret}"`) }, "rawJson()"],
    [{ toJSON: fails }, "toJSON()"],
    [Object.defineProperty({}, secret, { enumerable: true, get: fails }), "getter"],
    [{ toJSON: () => failBy(new RangeError(secret)) }, "too large"],
  ];
  const client = createIcpJobTitlesClient({ url: "http://127.0.0.1:1", token: TOKEN });
  for (const [input, why] of inputs) {
    const raw_parallel_output = input as Record<string, unknown>;
    const error = await assertRejects(
      () => client.upsert({ company_domain: "acme.com", raw_parallel_output }),
      IcpJobTitlesError,
      why,
    );
    assertEquals([error.code, showAll(error).includes(secret)], ["unserializable_input", false]);
  }
  const member = { company_domain: "acme.com", raw_parallel_output: {}, [secret]: 1n };
  const error = await assertRejects(() => client.upsert(member), IcpJobTitlesError, "a member");
  assertEquals(showAll(error).includes(secret), false);
  for (const text of [`{"${secret}":1},{`, secret, `{"${secret}":`, `["${secret}\ud800"]`]) {
    const error = assertThrows(() => rawJson(text), IcpJobTitlesError);
    assertEquals([error.code, showAll(error).includes(secret)], ["malformed_json", false]);
  }
});
