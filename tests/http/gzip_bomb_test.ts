import { gzipSync } from "node:zlib";
import { assert, assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

const MB = 1_000_000;
const [UPSERT] = PATHS.upsert;
const [QUERY] = PATHS.query;
const BATCH = BATCH_PATHS[0]!;

/** A gzip of 15 MB that would inflate to 15 GB: one compressed megabyte, again and again. */
function* bombOf15GB(): Generator<Uint8Array> {
  const HEADER_BYTES = 10;
  const megabyte = gzipSync(new Uint8Array(MB).fill(0x20), { finishFlush: 3 });
  yield megabyte.subarray(0, HEADER_BYTES);
  for (let sent = 0; sent < 15 * MB; sent += megabyte.length) {
    yield megabyte.subarray(HEADER_BYTES);
  }
}

for (const [path, cap] of [[UPSERT, 20 * MB], [BATCH, 20 * MB], [QUERY, MB]] as const) {
  Deno.test(`a gzip of 15 GB is refused once ${cap} bytes are inflated (POST ${path})`, async () => {
    let sent = 0;
    const counted = function* () {
      for (const part of bombOf15GB()) {
        sent += part.length;
        yield part;
      }
    };
    const body = ReadableStream.from(counted());
    const headers = { ...asInternal(), "content-encoding": "gzip" };
    const apps = live().createApps();
    const name = path === QUERY ? "query" : "upsert";
    const response = await apps.fetch(name, post(path, "", headers, { body }));
    const { code, error } = await response.json();
    assertEquals([response.status, code], [413, "payload_too_large"]);
    assertEquals(error, `The body is larger than ${cap} bytes.`);
    assert(sent < 2 * cap / 1000 + 10_000, `${sent} bytes were read`);
    assertEquals(apps.sent, []);
  });
}
