import { assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { type PageEnd, pageOfRows } from "../../supabase/functions/_shared/research/rows/page.ts";
import type {
  Shape,
  SplitterOptions,
} from "../../supabase/functions/_shared/research/rows/splitter.ts";
import type { ByteFlow, Bytes } from "../../supabase/functions/_shared/streams.ts";
import { flowOf, readText } from "../support/bytes.ts";

const head = (n: number) => ({ id: `id-${n}`, created_at: `at-${n}`, company_domain: `${n}.com` });
const row = (n: number, document = "{}") =>
  `${JSON.stringify(head(n)).slice(0, -1)},"raw_parallel_output":${document}}`;

/** One chunk is an answer that came whole; several are a flow. */
function bytesOf(...chunks: string[]): Bytes {
  const parts = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return parts.length === 1 ? parts[0]! : flowOf(parts);
}

const finish = () => Promise.resolve({ end: true });

/** The text of a page, and what its end was made of. */
async function readPage(text: string, options: SplitterOptions, shape: Shape = "rows") {
  const ends: PageEnd[] = [];
  const page = await pageOfRows({ rows: bytesOf(text), shape }, options, (end) => {
    const { returned, sawMore, heads } = end;
    ends.push({ returned, sawMore, heads });
    return Promise.resolve({ end: true });
  });
  return { text: await readText(page), ends };
}

Deno.test("no rows make an empty page", async () => {
  for (const text of ["[]", " [ \n] "]) {
    const { text: page, ends } = await readPage(text, { limit: 5 });
    assertEquals(JSON.parse(page), { data: [], end: true });
    assertEquals(ends, [{ returned: 0, sawMore: false, heads: [] }]);
  }
});

Deno.test("the memory that a page was made of is free once the page stands", async () => {
  const parts = [`[${row(1)},`, `${row(2)}]`].map((part) => new TextEncoder().encode(part));
  const whole = new TextEncoder().encode(`[${row(1)}]`);
  for (const [rows, used] of [[flowOf(parts), parts], [whole, [whole]]] as const) {
    await pageOfRows({ rows, shape: "rows" }, { limit: 5 }, finish);
    assertEquals(used.map((part) => part.buffer.byteLength), used.map(() => 0));
  }
});

Deno.test("the rows of a page are the bytes that came", async () => {
  const rows = `${row(1, `{"n":1.10,"b":[9007199254740993]}`)},${row(2, `{"😀":"]}\\"\\\\"}`)}`;
  const { text, ends } = await readPage(`[${rows}]`, { limit: 3 });
  assertEquals(text, `{"data":[${rows}],"end":true}`);
  assertEquals(ends, [{ returned: 2, sawMore: false, heads: [head(1), head(2)] }]);
});

Deno.test("a page that stands in another array is the same, in any chunks", async () => {
  const data = `${row(1, "[[1],[]]")},${row(2)}`;
  for (const size of [1, 2, 3, 7, 1000]) {
    const text = ` [ [${data.replace("},{", "}, \n {")}] ] `;
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g"))!;
    const rows = bytesOf(...chunks);
    const page = await pageOfRows({ rows, shape: "value" }, { limit: 5 }, finish);
    assertEquals(await readText(page), `{"data":[${data}],"end":true}`);
  }
  const { ends } = await readPage(`[[${data}]]`, { limit: 1 }, "value");
  assertEquals(ends, [{ returned: 1, sawMore: true, heads: [head(1)] }]);
  assertEquals((await readPage("[[]]", { limit: 1 }, "value")).text, `{"data":[],"end":true}`);
});

Deno.test("an answer that lacks the array of rows fails, and is no empty page", async () => {
  await assertRejects(() => readPage("[]", { limit: 1 }, "value"), ServiceError);
});

Deno.test("the one row more is cut off and tells that there are more", async () => {
  const { text, ends } = await readPage(`[${row(1)},${row(2)},${row(3)}]`, { limit: 2 });
  assertEquals(text, `{"data":[${row(1)},${row(2)}],"end":true}`);
  assertEquals(ends, [{ returned: 2, sawMore: true, heads: [head(1), head(2)] }]);
});

Deno.test("a full page without the one row more saw none", async () => {
  const { ends } = await readPage(`[${row(1)},${row(2)}]`, { limit: 2 });
  assertEquals(ends, [{ returned: 2, sawMore: false, heads: [head(1), head(2)] }]);
});

Deno.test("the page fails when its end fails", async () => {
  const fail = () => Promise.reject(new ServiceError("database_timeout", "Too slow."));
  for (const rows of [bytesOf(`[${row(1)}]`), bytesOf("[", `${row(1)}]`)]) {
    await assertRejects(
      async () => await readText(await pageOfRows({ rows, shape: "rows" }, { limit: 1 }, fail)),
      ServiceError,
      "Too slow.",
    );
  }
});

const NO_HEADS = [
  `{"created_at":"at-1"}`,
  `{"created_at":"at-1","id":"id-1","company_domain":7}`,
  `{"id":"id-1","created_at":"at-1","raw_parallel_output":{},"company_domain":"a.com"}`,
  `{"id":"id-1","created_at":null,"company_domain":"a.com","raw_parallel_output":{}}`,
  `{}`,
  `{"raw_parallel_output":"${"x".repeat(2000)}","id":"id-1"}`,
];

for (const text of NO_HEADS) {
  Deno.test(`a row that begins with ${text.slice(0, 70)} fails the page`, async () => {
    const keeps: SplitterOptions["keep"][] = [undefined, [], ["id"]];
    for (const keep of keeps) {
      await assertRejects(
        () => readPage(`[${text}]`, { limit: 5, keep }),
        ServiceError,
        "does not begin with its id",
      );
    }
  });
}

Deno.test("input that ends early fails wherever it ends", async () => {
  const whole = `[${row(1, `{"a":"\\"é"}`)},${row(2)}]`;
  for (let length = 0; length < whole.length; length++) {
    const text = whole.slice(0, length);
    const error = await assertRejects(() => readPage(text, { limit: 5 }), ServiceError);
    assertEquals(error.code, "database_unavailable");
  }
  await readPage(whole, { limit: 5 });
});

Deno.test("input that breaks off fails with what broke it", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`[${row(1)}`)),
    pull: (controller) => controller.error(new TypeError("connection reset")),
  }, { highWaterMark: 0 });
  await assertRejects(
    () => pageOfRows({ rows: flowOf(broken), shape: "rows" }, { limit: 5 }, finish),
    TypeError,
    "connection reset",
  );
});

/** Rows without end, and whether their reader has cancelled them. */
function endlessRows() {
  const state = { pulled: 0, cancelled: false };
  const rows = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const text = `${state.pulled === 0 ? "[" : ","}${row(state.pulled++)}`;
      controller.enqueue(new TextEncoder().encode(text));
    },
    cancel: () => void (state.cancelled = true),
  }, { highWaterMark: 0 });
  return { rows, state };
}

/** More rows than any test reads. */
const ALL = { limit: 1_000_000 };

for (const piecesRead of [0, 1, 2, 5]) {
  Deno.test(`a page that is left after ${piecesRead} pieces cancels the rows`, async () => {
    const { rows, state } = endlessRows();
    const page = await pageOfRows({ rows: flowOf(rows), shape: "rows" }, ALL, finish) as ByteFlow;
    for (let piece = 0; piece < piecesRead; piece++) await page.read();
    await page.cancel();
    assertEquals(state.cancelled, true);
  });
}

Deno.test("rows are read no further than the page and the one row more", async () => {
  const { rows, state } = endlessRows();
  await readText(
    await pageOfRows({ rows: flowOf(rows), shape: "rows" }, { limit: 3 }, finish),
  );
  assertEquals(state, { pulled: 4, cancelled: true });
});

Deno.test("rows are pulled no faster than the page is read, in pieces worth a write", async () => {
  const { rows, state } = endlessRows();
  const page = await pageOfRows({ rows: flowOf(rows), shape: "rows" }, ALL, finish) as ByteFlow;
  const least = row(0).length;
  // What is held to see whether the answer is short.
  let most = 1_300_000 / least;
  for (let piece = 1; piece <= 3; piece++) {
    assertEquals(state.pulled <= most, true, `pulled ${state.pulled} rows`);
    const bytes = await page.read();
    assertEquals(bytes!.length >= 65_536, true, `${bytes!.length} bytes`);
    most += 65_536 / least + 1;
  }
  await page.cancel();
});
