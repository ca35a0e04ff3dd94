import { assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { pageOfRows } from "../../supabase/functions/_shared/row_page.ts";
import type { RowKey } from "../../supabase/functions/_shared/row_splitter.ts";

const row = (n: number, document = "{}") =>
  `{"id":"id-${n}","created_at":"at-${n}","raw_parallel_output":${document}}`;

function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
}

async function readPage(
  text: string,
  limit: number,
  hasMoreAfter: (last: RowKey) => boolean = () => false,
) {
  const asked: RowKey[] = [];
  const page = pageOfRows(streamOf(text), {
    limit,
    hasMoreAfter: (last) => {
      asked.push(last);
      return Promise.resolve(hasMoreAfter(last));
    },
  });
  return { text: await new Response(page).text(), asked };
}

Deno.test("no rows make an empty page and no question", async () => {
  for (const text of ["[]", " [ \n] "]) {
    const { text: page, asked } = await readPage(text, 5);
    assertEquals(JSON.parse(page), {
      data: [],
      pagination: { limit: 5, returned: 0, has_more: false },
    });
    assertEquals(asked, []);
  }
});

Deno.test("the rows of a page are the bytes that came", async () => {
  const rows = `${row(1, `{"n":1.10,"b":[9007199254740993]}`)}, ${row(2, `{"😀":"]}\\"\\\\"}`)}`;
  const { text, asked } = await readPage(`[${rows}]`, 3);
  assertEquals(
    text,
    `{"data":[${rows}],"pagination":{"limit":3,"returned":2,"has_more":false}}`,
  );
  assertEquals(asked, []);
});

Deno.test("the one row more is cut off and tells that there are more", async () => {
  const { text, asked } = await readPage(`[${row(1)},${row(2)},${row(3)}]`, 2);
  assertEquals(
    text,
    `{"data":[${row(1)},${row(2)}],"pagination":{"limit":2,"returned":2,"has_more":true}}`,
  );
  assertEquals(asked, []);
});

Deno.test("a full page without the one row more asks what follows its last row", async () => {
  for (const answer of [true, false]) {
    const { text, asked } = await readPage(`[${row(1)},${row(2)}]`, 2, () => answer);
    assertEquals(JSON.parse(text).pagination, { limit: 2, returned: 2, has_more: answer });
    assertEquals(asked, [{ id: "id-2", created_at: "at-2" }]);
  }
});

Deno.test("the page fails when the question after its last row fails", async () => {
  const page = pageOfRows(streamOf(`[${row(1)}]`), {
    limit: 1,
    hasMoreAfter: () => Promise.reject(new ServiceError("database_timeout", "Too slow.")),
  });
  await assertRejects(() => new Response(page).text(), ServiceError, "Too slow.");
});

Deno.test("a full page of rows that do not begin with their key fails", async () => {
  const rows = `[{"created_at":"at-1","id":"id-1"}]`;
  await assertRejects(() => readPage(rows, 1), ServiceError, "does not begin with its id");
});

Deno.test("input that ends early fails wherever it ends", async () => {
  const whole = `[${row(1, `{"a":"\\"é"}`)},${row(2)}]`;
  for (let length = 0; length < whole.length; length++) {
    const error = await assertRejects(() => readPage(whole.slice(0, length), 5), ServiceError);
    assertEquals(error.code, "database_unavailable");
  }
  await readPage(whole, 5);
});

Deno.test("input that breaks off fails with what broke it", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`[${row(1)}`)),
    pull: (controller) => controller.error(new TypeError("connection reset")),
  }, { highWaterMark: 0 });
  const page = pageOfRows(broken, { limit: 5, hasMoreAfter: () => Promise.resolve(false) });
  await assertRejects(() => new Response(page).text(), TypeError, "connection reset");
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

const noQuestion = { limit: 1000, hasMoreAfter: () => Promise.resolve(false) };

for (const chunksRead of [0, 1, 2, 5]) {
  Deno.test(`a page that is left after ${chunksRead} chunks cancels the rows`, async () => {
    const { rows, state } = endlessRows();
    const reader = pageOfRows(rows, noQuestion).getReader();
    for (let chunk = 0; chunk < chunksRead; chunk++) await reader.read();
    await reader.cancel();
    assertEquals(state.cancelled, true);
  });
}

Deno.test("rows are read no further than the page and the one row more", async () => {
  const { rows, state } = endlessRows();
  await new Response(pageOfRows(rows, { ...noQuestion, limit: 3 })).text();
  assertEquals(state, { pulled: 4, cancelled: true });
});

Deno.test("rows are pulled no faster than the page is read", async () => {
  const { rows, state } = endlessRows();
  const reader = pageOfRows(rows, noQuestion).getReader();
  await reader.read();
  await reader.read();
  assertEquals(state.pulled <= 2, true, `pulled ${state.pulled} chunks`);
  await reader.cancel();
});
