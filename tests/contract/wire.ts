/** What stands between a caller and the functions: ids, encodings, connections, long headers. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { asBearer, PATHS, post } from "../support/apps.ts";
import { VALID_BODY } from "../support/refusals.ts";
import { asWorker } from "./callers.ts";
import { type ContractSubject, EDGE_REFUSALS } from "./subject.ts";

const FUNCTIONS = ["upsert", "query"] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SERVER_TIMING = /^auth;dur=[\d.]+, validation;dur=[\d.]+, database;dur=[\d.]+$/;

/** Adds the tests of this file. */
export function testWire(subject: () => ContractSubject): void {
  for (const name of FUNCTIONS) {
    const [path] = PATHS[name];
    const ask = (headers: Record<string, string> = {}) =>
      subject().fetch(name, post(path, VALID_BODY[name], { ...asWorker(subject()), ...headers }));

    Deno.test(`${name} gives back a well-formed x-request-id and replaces others`, async () => {
      for (const id of ["trace-1_2=", crypto.randomUUID(), "A".repeat(255)]) {
        assertEquals((await ask({ "x-request-id": id })).headers.get("x-request-id"), id);
      }
      for (const id of ["", "a b", `"}`, "A".repeat(256)]) {
        assertMatch((await ask({ "x-request-id": id })).headers.get("x-request-id")!, UUID);
      }
    });

    Deno.test(`${name} tells in Server-Timing how long the parts of a request took`, async () => {
      assertMatch((await ask()).headers.get("server-timing") ?? "", SERVER_TIMING);
    });

    Deno.test(`${name} answers 401 to a header of 1 MB, unless the edge refuses it first`, async () => {
      const headers = { ...asBearer("x".repeat(1_000_000)), "content-type": "application/json" };
      const status = await subject().send(path, { method: "POST", headers, body: "{}" }).then(
        ({ status }) => status,
        // An edge may also close the connection while the header is still being sent.
        (error) => error instanceof TypeError ? EDGE_REFUSALS[0]! : Promise.reject(error),
      );
      assert([401, ...EDGE_REFUSALS].includes(status), `It is answered with ${status}.`);
    });

    Deno.test(`${name} answers whole and the same, whatever encoding a caller accepts`, async () => {
      const texts = new Set<string>();
      for (const encoding of ["identity", "gzip", "br", "gzip, deflate, br, zstd;q=0"]) {
        const headers = { "accept-encoding": encoding, "x-request-id": "same" };
        const { data } = await (await ask(headers)).json();
        texts.add(JSON.stringify(data).replace(/"updated_at":"[^"]+"/, ""));
      }
      assertEquals(texts.size, 1);
    });
  }

  Deno.test("requests at once over kept connections are each answered with their own id and row", async () => {
    const { addOrg } = subject();
    const headers = asWorker(subject(), await addOrg());
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 16 }, async (_, n) => {
        const company_domain = `kept-${n}.com`;
        const id = crypto.randomUUID();
        const request = post(PATHS.upsert[n % 2]!, {
          company_domain,
          raw_parallel_output: { round, n },
        }, { ...headers, "x-request-id": id });
        const response = await subject().fetch("upsert", request);
        const { data } = await response.json();
        assertEquals([response.status, response.headers.get("x-request-id")], [200, id]);
        assertEquals([data.company_domain, data.raw_parallel_output], [
          company_domain,
          { round, n },
        ]);
      }));
    }
  });
}
