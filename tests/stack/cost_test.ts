/** What bodies of any shape cost a function at the hosted level, by what Linux counts. */
import { constants, gzipSync } from "node:zlib";
import { assert, assertEquals } from "@std/assert";
import { readMegabytes } from "../load/bench/memory.ts";
import { startFunction } from "../../scripts/local/functions.ts";
import { asInternal, BATCH_PATHS, KEYS, PATHS } from "../support/apps.ts";
import {
  costlyBatches,
  costlyQueries,
  costlyUpserts,
  costlyValues,
} from "../support/costly_bodies.ts";
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { listDescendants } from "../support/processes.ts";
import { takeShare } from "../../scripts/local/share.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const MB = 1_000_000;
const [QUERY] = PATHS.query;
const [UPSERT] = PATHS.upsert;
const BATCH = BATCH_PATHS[0]!;
const ignore = Deno.build.os !== "linux";
const denoPath = await findHostedDeno();
/** Shapes of which 20 MB would be gigabytes if they were built, or cost most as text. */
const DEAREST = ["a list of objects", "lists in lists", "members of one name", "numbers that grow"]
  .concat("a text of escaped quotes", "a text of two bytes a letter");
const encoder = new TextEncoder();

/** Starts a function with 256 MB of heap before a table that stores whatever it gets. */
async function start(name: string) {
  const parts = new AsyncDisposableStack();
  const dataApi = parts.use(
    startStandIn(({ url }) => {
      if (url.includes("/rpc/page_")) return new Response(writeRows([]));
      if (url.includes("/rpc/")) return Response.json([[]]);
      return !url.includes("select=") || url.includes("select=id%2Ccompany_domain")
        ? Response.json([])
        : Response.json({ id: "x" }, { status: 201 });
    }),
  );
  const settings = {
    SUPABASE_URL: dataApi.supabaseUrl,
    SUPABASE_SECRET_KEY: dataApi.serviceKey,
    INTERNAL_API_KEY: KEYS.internalApiKey,
    JWT_SECRET: KEYS.jwtSecret,
    SUPER_ADMIN_JWT_SECRET: KEYS.superAdminJwtSecret,
  };
  const { url, stop, pid } = await startFunction(name, settings, { denoPath });
  parts.defer(stop);
  const pids = await listDescendants(pid);
  return {
    async send(path: string, body: BodyInit, headers: Record<string, string> = {}) {
      const json = { ...asInternal(), "content-type": "application/json" };
      const response = await fetch(url + path, {
        method: "POST",
        headers: { ...json, ...headers },
        body,
      });
      return { status: response.status, text: await response.text() };
    },
    /** Milliseconds of CPU that it has taken so far, of the user and of the system. */
    async cpuMs() {
      const times = await Promise.all(pids.map(async (pid) => {
        const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
        const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
        return (Number(user) + Number(system)) * 10;
      }));
      return times.reduce((sum, time) => sum + time, 0);
    },
    /** The most memory that it ever had, in units of 2^20 bytes. */
    peak: async () =>
      Math.max(...await Promise.all(pids.map((pid) => readMegabytes(pid, "VmHWM")))),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

const ROUTES = [
  ["icp-job-titles-query", QUERY, costlyQueries(MB)],
  ["icp-job-titles-upsert", UPSERT, costlyUpserts(MB)],
  ["icp-job-titles-upsert", BATCH, costlyBatches(MB)],
] as const;

for (const [name, path, all] of ROUTES) {
  const bodies = takeShare([...all]);
  Deno.test({
    name:
      `bodies of 1 MB of ${bodies.length} shapes cost 200 ms of CPU each at most (POST ${path})`,
    ignore,
  }, async () => {
    await using served = await start(name);
    // The first requests of a process cost what their code is compiled for.
    for (let n = 0; n < 5; n++) await served.send(path, "{}");
    const measure = async (shape: string, body: string) => {
      const before = await served.cpuMs();
      const { status, text } = await served.send(path, body);
      assert([200, 207, 400, 413, 422].includes(status), `${shape}: ${status} ${text}`);
      return await served.cpuMs() - before;
    };
    for (const [shape, body] of bodies) {
      const once = await measure(shape, body);
      // Now and then a request pays for the garbage of those before it.
      const cpuMs = once > 200 ? await measure(shape, body) : once;
      assert(cpuMs <= 200, `${shape}: ${cpuMs} ms`);
    }
    assert(await served.peak() < 200, `${await served.peak()} MB`);
  });
}

Deno.test(
  { name: "bodies of 20 MB, two at once, end no function whatever their shape", ignore },
  async () => {
    await using served = await start("icp-job-titles-upsert");
    const zipped = { "content-encoding": "gzip" };
    const gzip = (text: string) =>
      new Uint8Array(gzipSync(text, { level: constants.Z_BEST_SPEED }));
    const shapes = takeShare(DEAREST);
    for (const [shape, value] of costlyValues(19_900_000)) {
      if (!shapes.includes(shape)) continue;
      const upsert = gzip(`{"company_domain":"a.com","raw_parallel_output":{"a":${value}}}`);
      const batch = gzip(`{"items":${value}}`);
      const answers = await Promise.all([
        served.send(UPSERT, upsert, zipped),
        served.send(UPSERT, upsert, zipped),
      ]);
      answers.push(await served.send(BATCH, batch, zipped));
      for (const { status, text } of answers) {
        assert([200, 207, 400, 422].includes(status), `${shape}: ${status} ${text}`);
      }
    }
  },
);

Deno.test(
  { name: "a body costs its bytes and not its chunks: 9.8 MB in 7,000 of them", ignore },
  async () => {
    await using served = await start("icp-job-titles-upsert");
    const [head, tail] = [`{"company_domain":"a.com","raw_parallel_output":{"a":"`, `"}}`];
    const chunk = encoder.encode("x".repeat(1400));
    const idle = await served.peak();
    const body = ReadableStream.from(function* () {
      yield encoder.encode(head);
      for (let n = 0; n < 7000; n++) yield chunk;
      yield encoder.encode(tail);
    }());
    const { status, text } = await served.send(UPSERT, body);
    assertEquals([status, text], [200, `{"data":{"id":"x"}}`]);
    const grown = await served.peak() - idle;
    assert(grown < 120, `${grown} MB`);
  },
);
