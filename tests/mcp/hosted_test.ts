/** The function as a process at the hosted level of Deno, with 256 MB of heap, asked by the official client. */
import { assert, assertEquals } from "@std/assert";
import { MCP } from "../../supabase/functions/_shared/contract/functions.ts";
import { startFunction } from "../../scripts/local/functions.ts";
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { asInternal, KEYS, ORG_A } from "../support/apps.ts";
import { shareOf } from "../../scripts/local/share.ts";
import { startStandIn } from "../support/stand_in.ts";
import { callTool, connect, MCP_PATH, type Mode } from "./service.ts";

const denoPath = await findHostedDeno();
/** About the most that an upsert takes. */
const LARGEST_BYTES = 19_900_000;
const CALLERS = shareOf(8);

Deno.test(`with 256 MB of heap ${CALLERS} agents go through the largest documents at once`, async () => {
  const title = `{"title":"Controller €","n":9007199254740993,"x":1.10},`;
  const count = Math.floor(LARGEST_BYTES / title.length);
  const head = JSON.stringify({
    ...{ id: ORG_A, created_at: "2026-01-01T00:00:00Z", company_domain: "acme.com" },
    updated_at: "2026-01-01T00:00:00Z",
  });
  const row = `[${head.slice(0, -1)},"raw_parallel_output":{"titles":[${title.repeat(count)}{}]}}]`;
  await using dataApi = startStandIn(() => new Response(row));
  await using parts = new AsyncDisposableStack();
  const { url, stop } = await startFunction(MCP.name, {
    SUPABASE_URL: dataApi.supabaseUrl,
    SUPABASE_SECRET_KEY: dataApi.serviceKey,
    INTERNAL_API_KEY: KEYS.internalApiKey,
    JWT_SECRET: KEYS.jwtSecret,
    SUPER_ADMIN_JWT_SECRET: KEYS.superAdminJwtSecret,
  }, { denoPath });
  parts.defer(stop);

  const explore = async (mode: Mode) => {
    await using client = await connect(url + MCP_PATH, { headers: asInternal(), mode });
    const read = (args: object) =>
      callTool(client, "read_company_research", { company_domain: "acme.com", ...args });
    const { data } = await read({});
    const [titles] = data.outline;
    assertEquals([titles.pointer, titles.items], ["/titles", count + 1]);
    const last = await read({ pointer: `/titles/${count - 1}` });
    assert(last.text.includes(title.slice(0, -1)));
  };
  await Promise.all(
    Array.from({ length: CALLERS }, (_, n) => explore(n % 2 === 0 ? "auto" : "legacy")),
  );
});
