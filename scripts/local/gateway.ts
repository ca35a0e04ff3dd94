/**
 * The one port in front of everything, standing in for the hosted API gateway: it strips
 * `/functions/v1`, hands `/rest/v1` to the Data API, and streams both ways.
 */
import { Hono } from "hono";
import type { DataApi } from "./data_api.ts";
import type { LocalFunction } from "./functions.ts";
import { proxyRequest } from "./proxy.ts";

/** How `/health` is told apart from another program's on the same port. */
export const STACK_NAME = "icp-job-titles local stack";

/** What stands behind the gateway. */
export interface Upstreams {
  dataApi: DataApi;
  serviceKey: string;
  functions: LocalFunction[];
}

/** Builds the gateway's handler: `/health`, `/functions/v1/*`, `/rest/v1/*`, else 404. */
export function createGateway(upstreams: Upstreams): Hono {
  const { dataApi, functions } = upstreams;
  const app = new Hono();
  app.get("/health", async (context) => {
    const parts = await checkParts(upstreams);
    const ready = Object.values(parts).every((status) => status === "ok");
    return context.json(
      { status: ready ? "ok" : "unavailable", service: STACK_NAME, parts },
      ready ? 200 : 503,
    );
  });
  app.all("/rest/v1/*", (context) => dataApi.forward(context.req.raw));
  app.all("/functions/v1/*", (context) => {
    const { pathname, search } = new URL(context.req.url);
    const path = pathname.slice("/functions/v1".length);
    const target = functions.find(({ name }) =>
      path === `/${name}` || path.startsWith(`/${name}/`)
    );
    return target
      ? proxyRequest(context.req.raw, target.url + path + search, `The function "${target.name}"`)
      : context.notFound();
  });
  app.notFound((context) =>
    context.json({
      error: `Nothing is served at "${context.req.path}". Try /health, /functions/v1/<name> with ` +
        `${functions.map(({ name }) => name).join(" or ")}, or /rest/v1/<table>.`,
    }, 404)
  );
  return app;
}

/** Asks every part; each is `"ok"` or what is wrong with it. */
async function checkParts({ dataApi, serviceKey, functions }: Upstreams) {
  const checks: [string, () => Promise<Response>][] = [
    ["data_api", () => {
      const url = `${dataApi.url}/rest/v1/orgs?select=id&limit=1`;
      return dataApi.forward(new Request(url, { headers: { apikey: serviceKey } }));
    }],
    ...functions.map(({ name, url }): [string, () => Promise<Response>] => [
      name,
      () => fetch(`${url}/${name}/health`),
    ]),
  ];
  return Object.fromEntries(
    await Promise.all(checks.map(async ([name, ask]) => [name, await judge(ask)])),
  );
}

async function judge(ask: () => Promise<Response>): Promise<string> {
  try {
    const answer = await ask();
    await answer.body?.cancel();
    return answer.ok ? "ok" : `answers ${answer.status}`;
  } catch {
    return "does not answer";
  }
}
