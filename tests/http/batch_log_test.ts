import { assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, post } from "../support/apps.ts";
import { startStandIn } from "../support/stand_in.ts";

const BATCH = { items: [{ company_domain: "acme.com", raw_parallel_output: {} }] };

Deno.test("a fault of ours in a batch is logged, though the batch is answered", async () => {
  const refusal = { code: "42501", message: "permission denied" };
  await using dataApi = startStandIn(() => Response.json(refusal, { status: 403 }));
  const apps = createApps(dataApi);
  const response = await apps.fetch("upsert", post(BATCH_PATHS[0]!, BATCH, asInternal()));
  await response.body?.cancel();
  assertEquals(
    apps.logs.map(({ level, status, code, cause }) => ({ level, status, code, cause })),
    [{
      level: "error",
      status: 207,
      code: "internal_error",
      cause: { status: 403, code: "42501" },
    }],
  );
});
