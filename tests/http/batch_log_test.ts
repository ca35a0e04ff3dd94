import { assertEquals } from "@std/assert";
import { type Apps, asInternal, BATCH_PATHS, createApps, post } from "../support/apps.ts";
import { type StandIn, startTableStandIn } from "../support/stand_in.ts";

/** What a request of one processor's rows is refused with; one of several is halved. */
function startRefusing(refusals: Record<string, () => Response>): StandIn {
  return startTableStandIn((rows) => {
    const processors = new Set(rows.map(({ processor }) => String(processor)));
    const [first, ...others] = processors;
    return others.length > 0 ? refusal("54001", 500)() : refusals[first!]?.();
  });
}

const refusal = (code: string, status: number) => () =>
  Response.json({ code, message: "permission denied for zq7" }, { status });

/** Items of four processors, which end as four requests in this order. */
function itemsOf(each: number) {
  return ["a", "b", "c", "d"].flatMap((processor) =>
    Array.from({ length: each }, (_, n) => ({
      company_domain: `${processor}${n}.com`,
      raw_parallel_output: {},
      processor,
    }))
  );
}

async function send(apps: Apps, items: unknown, init: RequestInit = {}): Promise<number> {
  const request = post(BATCH_PATHS[0]!, { items }, asInternal(), init);
  const response = await apps.fetch("upsert", request);
  await response.body?.cancel();
  return response.status;
}

const told = ({ logs: [line, ...others] }: Apps) => {
  assertEquals(others, []);
  const { level, status, code, cause, faults } = line!;
  return { level, status, code, cause, faults };
};

Deno.test("a fault of ours in a batch is logged, though the batch is answered", async () => {
  await using dataApi = startRefusing({ b: refusal("42501", 403) });
  const apps = createApps(dataApi);
  await send(apps, itemsOf(1));
  const fault = { code: "internal_error", cause: { status: 403, code: "42501" } };
  assertEquals(told(apps), {
    level: "error",
    status: 207,
    ...fault,
    faults: [{ ...fault, items: 1 }],
  });
});

Deno.test("each fault of a batch is logged once, with how many items it met", async () => {
  await using dataApi = startRefusing({
    a: refusal("42501", 403),
    b: refusal("PGRST001", 503),
    d: refusal("42501", 403),
  });
  const apps = createApps(dataApi);
  await send(apps, itemsOf(3));
  const refused = { code: "internal_error", cause: { status: 403, code: "42501" } };
  const away = { code: "database_unavailable", cause: { status: 503, code: "PGRST001" } };
  assertEquals(told(apps), {
    level: "error",
    status: 207,
    ...refused,
    faults: [{ ...refused, items: 6 }, { ...away, items: 3 }],
  });
});

Deno.test("each fault is logged where nothing of the batch is written", async () => {
  await using dataApi = startRefusing({
    a: refusal("PGRST001", 503),
    b: refusal("", 540),
    c: refusal("57014", 500),
  });
  const apps = createApps(dataApi);
  assertEquals(await send(apps, itemsOf(2)), 503);
  const { level, status, faults } = told(apps);
  const timeout = { code: "database_timeout", cause: { status: 500, code: "57014" } };
  assertEquals([level, status, faults], ["error", 503, [
    { code: "database_unavailable", cause: { status: 503, code: "PGRST001" }, items: 2 },
    { code: "database_unavailable", cause: { status: 540, code: "" }, items: 2 },
    // The fourth request would be as late, so it is not sent.
    { ...timeout, items: 4 },
  ]]);
});

Deno.test("the faults before a caller left are logged", async () => {
  const caller = new AbortController();
  const leave = () => {
    caller.abort();
    return Response.json([]);
  };
  await using dataApi = startRefusing({ a: refusal("42501", 403), b: leave });
  const apps = createApps(dataApi);
  assertEquals(await send(apps, itemsOf(1), { signal: caller.signal }), 499);
  const { level, code, faults } = told(apps);
  assertEquals([level, code, faults], ["error", "caller_left", [
    { code: "internal_error", cause: { status: 403, code: "42501" }, items: 1 },
  ]]);
});

Deno.test("a log line tells ten different faults, and counts the items that met others", async () => {
  let faults = 0;
  // Halved until each item stands alone, and each of them meets a fault of its own.
  await using dataApi = startTableStandIn((rows) =>
    rows.length > 1 ? refusal("54001", 500)() : refusal(`XX${100 + faults++}`, 500)()
  );
  const apps = createApps(dataApi);
  await send(apps, itemsOf(6).filter(({ processor }) => processor === "a" || processor === "b"));
  const { other_faults, ...line } = apps.logs[0]!;
  const logged = line.faults as { cause: { code: string }; items: number }[];
  assertEquals(
    logged.map(({ cause, items }) => [cause.code, items]),
    Array.from({ length: 10 }, (_, n) => [`XX${100 + n}`, 1]),
  );
  assertEquals([faults, other_faults], [12, 2]);
});

Deno.test("what the caller can mend is no fault of ours", async () => {
  await using dataApi = startRefusing({ a: refusal("54001", 500) });
  const apps = createApps(dataApi);
  await send(apps, [...itemsOf(1), {}]);
  assertEquals(told(apps), {
    level: "info",
    status: 207,
    code: undefined,
    cause: undefined,
    faults: undefined,
  });
});
