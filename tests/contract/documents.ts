/** Documents as they came, and as they come back by every way of reading. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { BATCH_PATHS, PATHS, post } from "../support/apps.ts";
import { allOfUnicode, FORMS, NUMBERS } from "../support/documents.ts";
import { readPage } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { upsertAsText } from "./requests.ts";

/** Adds the tests of this file. */
export function testDocuments(subject: () => ContractSubject): void {
  /** Upserts a document, and returns the texts by which it comes back: written, found, listed. */
  async function store(company_domain: string, document: string): Promise<string[]> {
    const body = `{"company_domain":"${company_domain}","raw_parallel_output":${document}}`;
    const read = async (query: unknown) => {
      const request = post(PATHS.query[0], query, asWorker(subject()));
      return await (await subject().fetch("query", request)).text();
    };
    return [
      await upsertAsText(subject(), body),
      await read({ company_domain }),
      await read({ company_domains: [company_domain] }),
    ];
  }

  /** The one document of a text that {@link store} returns. */
  const documentOf = (text: string) => [JSON.parse(text).data].flat()[0].raw_parallel_output;

  for (const [index, [sent, expected]] of NUMBERS.entries()) {
    Deno.test(`the number ${sent} comes back with every digit`, async () => {
      const texts = await store(`number-${index}.com`, `{"n":[${sent}],"deep":{"n":${sent}}}`);
      for (const text of texts) {
        assertStringIncludes(text.replaceAll(" ", ""), `"n":[${expected}]`);
        assertStringIncludes(text.replaceAll(" ", ""), `"deep":{"n":${expected}}`);
      }
    });
  }

  Deno.test("names such as __proto__ come back", async () => {
    const document = `{"__proto__":{"a":1},"constructor":{"prototype":null},"":{"__proto__":[]}}`;
    for (const text of await store("names.com", document)) {
      for (const part of [`"__proto__":{"a":1}`, `"":{"__proto__":[]}`, `{"prototype":null}`]) {
        assertStringIncludes(text.replaceAll(" ", ""), part);
      }
    }
  });

  Deno.test("every character of Unicode comes back, and no text is normalised", async () => {
    const all = allOfUnicode();
    for (const text of await store("unicode.com", JSON.stringify({ all, forms: FORMS }))) {
      const document = documentOf(text);
      assert(document.all === all);
      assertEquals(document.forms, FORMS);
    }
  });

  Deno.test("nesting of 16,000 levels comes back", async () => {
    for (const levels of [1000, 3000, 16_000]) {
      const document = `{"a":${"[".repeat(levels)}1.10${"]".repeat(levels)}}`;
      for (const text of await store(`deep-${levels}.com`, document)) {
        assert(text.replaceAll(" ", "").includes(document), text.slice(0, 500));
      }
    }
  });

  Deno.test("names and texts with the signs of filters and JSON come back", async () => {
    const { addOrg } = subject();
    const headers = asWorker(subject(), await addOrg());
    const signs = `a,b"c'd\\e)(f]{g}:.h eq.i or(j) %_* \u2028 é 😀 </x>`;
    const row = { company_name: signs, company_description: `"${signs}"`, processor: signs };
    const body = { company_domain: "signs.com", raw_parallel_output: { [signs]: signs }, ...row };
    await (await subject().fetch("upsert", post(PATHS.upsert[0], body, headers))).text();
    const { data } = await readPage(subject(), { processor: signs }, { headers });
    const { company_name, company_description, processor, raw_parallel_output } = data[0]!;
    assertEquals({ company_name, company_description, processor }, row);
    assertEquals(raw_parallel_output, { [signs]: signs });
  });

  Deno.test("numbers and characters of a batch come back", async () => {
    const items = [
      `{"n":9007199254740993}`,
      `{"n":1.10,"__proto__":{"a":1}}`,
      `{"e\\u0301":"\\ud83d\\ude00 \u202e","n":1e30}`,
    ]
      .map((text, n) => `{"raw_parallel_output" : ${text} , "company_domain":"exact-${n}.com"}`);
    const request = post(
      BATCH_PATHS[0]!,
      `{"items":[ ${items.join(" ,\n")} ]}`,
      asWorker(subject()),
    );
    assertEquals((await (await subject().fetch("upsert", request)).json()).data.upserted, 3);
    const company_domains = ["exact-0.com", "exact-1.com", "exact-2.com"];
    const query = post(PATHS.query[0], { company_domains }, asWorker(subject()));
    const text = (await (await subject().fetch("query", query)).text()).replaceAll(" ", "");
    for (
      const part of [
        `"n":9007199254740993`,
        `"n":1.10`,
        `"__proto__":{"a":1}`,
        `"e\u0301":"😀\u202e"`,
        `"n":1${"0".repeat(30)}`,
      ]
    ) {
      assertStringIncludes(text, part);
    }
  });
}
