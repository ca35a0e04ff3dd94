import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { asInternal, KEYS, PATHS } from "../support/apps.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const HEAP_MB = 64;
const ROW_BYTES = 50_000;

const encoder = new TextEncoder();
const FUNCTION = fileURLToPath(
  new URL("../../supabase/functions/icp-job-titles-query/", import.meta.url),
);

/** Starts the query function as a process whose heap is small; it ends with the test. */
async function startQueryFunction(supabaseUrl: string) {
  const cache = ["HOME", "DENO_DIR", "XDG_CACHE_HOME"].map((name) => [name, Deno.env.get(name)]);
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "serve",
      "--host=127.0.0.1",
      "--port=0",
      "--no-lock",
      "--node-modules-dir=none",
      `--config=${FUNCTION}deno.json`,
      "--no-prompt",
      "--allow-net",
      "--allow-env",
      `--v8-flags=--max-old-space-size=${HEAP_MB}`,
      `${FUNCTION}index.ts`,
    ],
    env: {
      ...Object.fromEntries(cache.filter(([, value]) => value)),
      NO_COLOR: "1",
      SUPABASE_URL: supabaseUrl,
      SUPABASE_SECRET_KEY: "test-service-key",
      INTERNAL_API_KEY: KEYS.internalApiKey,
      JWT_SECRET: KEYS.jwtSecret,
      SUPER_ADMIN_JWT_SECRET: KEYS.superAdminJwtSecret,
    },
    clearEnv: true,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let errors = "";
  const started = Promise.withResolvers<string>();
  const reading = process.stderr.pipeThrough(new TextDecoderStream() as never)
    .pipeTo(
      new WritableStream<string>({
        write(text) {
          errors += text;
          const [, url] = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(errors) ?? [];
          if (url !== undefined) started.resolve(url);
        },
      }),
    ).then(() => started.reject(new Error(errors)));
  return {
    url: await started.promise,
    async [Symbol.asyncDispose]() {
      process.kill();
      await Promise.all([process.status, reading]);
    },
  };
}

/** The text of row `n`: many small values, dear to parse, and a character dear to keep as text. */
function writeRow(n: number): string {
  const head =
    `{"id":"id-${n}","created_at":"2026-01-01T00:00:00+00:00","company_domain":"${n}.com"`;
  const values = `{"n":9007199254740993,"x":1.10},`.repeat(ROW_BYTES / 32);
  return `${head},"raw_parallel_output":{"€":[${values}{}]}}`;
}

/** The rows as the Data API streams them, and the one behind them, a row at a time as its reader takes them. */
function streamRows(count: number): ReadableStream<Uint8Array> {
  let n = 0;
  return new ReadableStream({
    pull(controller) {
      if (n < count) controller.enqueue(encoder.encode((n ? ",\n " : "[") + writeRow(n++)));
      else {
        controller.enqueue(encoder.encode(writeRows([]).replace("[", n ? "," : "[")));
        controller.close();
      }
    },
  }, { highWaterMark: 0 });
}

async function digest(parts: AsyncIterable<string | Uint8Array> | Iterable<string>) {
  const hash = createHash("sha256");
  let bytes = 0;
  let tail = "";
  for await (const part of parts) {
    const chunk = typeof part === "string" ? encoder.encode(part) : part;
    hash.update(chunk);
    bytes += chunk.length;
    tail = (tail + new TextDecoder().decode(chunk)).slice(-600);
  }
  return { hash: hash.digest("hex"), bytes, tail };
}

function* writePage(count: number, end: string) {
  yield '{"data":[';
  for (let n = 0; n < count; n++) yield (n ? "," : "") + writeRow(n);
  yield `],"pagination":${end}}`;
}

Deno.test(`with a heap of ${HEAP_MB} MB the query function answers pages of 50 MB, byte for byte`, async () => {
  let stored = 1000;
  await using dataApi = startStandIn(({ url }) => {
    const limit = Number(new URL(url).searchParams.get("p_limit"));
    return new Response(streamRows(Math.min(limit, stored)));
  });
  await using query = await startQueryFunction(dataApi.supabaseUrl);
  for (const [rows, limit] of [[1000, 1000], [1001, 1000], [1000, 999]] as const) {
    stored = rows;
    const response = await fetch(query.url + PATHS.query[0], {
      method: "POST",
      headers: { ...asInternal(), "content-type": "application/json" },
      body: JSON.stringify({ limit }),
    });
    assertEquals(response.status, 200);
    const answer = await digest(response.body!);
    const [, next = ""] = /"next_cursor":(null|"[^"]+")/.exec(answer.tail) ?? [];
    const has_more = rows > limit;
    assertEquals(next.startsWith(`"`), has_more, answer.tail);
    const end =
      `{"limit":${limit},"returned":${limit},"has_more":${has_more},"next_cursor":${next}}`;
    assertEquals(answer, await digest(writePage(limit, end)));
    assert(answer.bytes > limit * ROW_BYTES);
  }
});
