import { assert, assertEquals } from "@std/assert";
import { type Apps, asInternal, BATCH_PATHS, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { takeShare } from "../../scripts/local/share.ts";

const live = useLive();

const CALLERS = 64;
/** Writes of each caller, the next one when the one before is acknowledged. */
const WRITES = 2;

/** One acknowledged write; `began` and `acknowledged` are places in the order of all such moments. */
interface Write {
  label: string;
  began: number;
  acknowledged: number;
  row: { id: string; created_at: string; updated_at: string; raw_parallel_output: unknown };
}

/** Has all callers write one company at once. */
async function writeAtOnce(apps: Apps, domain: string): Promise<Write[]> {
  let moment = 0;
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    const writes: Write[] = [];
    for (let turn = 0; turn < WRITES; turn++) {
      const label = `${caller}.${turn}`;
      const began = moment++;
      const body = { company_domain: domain, raw_parallel_output: { label }, processor: label };
      const response = await apps.fetch("upsert", post(PATHS.upsert[0], body, asInternal()));
      const { data: row, ...error } = await response.json();
      assertEquals([response.status, error], [200, {}]);
      writes.push({ label, began, acknowledged: moment++, row });
    }
    return writes;
  });
  return (await Promise.all(callers)).flat();
}

for (const round of takeShare([1, 2, 3])) {
  Deno.test(`${CALLERS} callers who upsert one company at once leave one row, the last one, round ${round}`, async () => {
    const domain = `one-${round}.com`;
    const apps = live().createApps();
    const writes = await writeAtOnce(apps, domain);
    const rows = await live().database.sql`
      select id, raw_parallel_output, processor from icp_job_titles
      where company_domain = ${domain}`;
    assertEquals([writes.length, rows.length], [CALLERS * WRITES, 1]);
    const [stored] = rows;

    // A write is the last one unless it was acknowledged before another began.
    const last = writes.find(({ label }) => label === stored!.processor)!;
    assertEquals(stored!.raw_parallel_output, { label: last.label });
    assert(last.acknowledged > Math.max(...writes.map(({ began }) => began)));

    // Every caller was told of the one row, and of its own write.
    for (const { label, row } of writes) {
      assertEquals([row.id, row.created_at, row.raw_parallel_output], [
        stored!.id,
        last.row.created_at,
        { label },
      ]);
    }

    // updated_at puts the writes in an order that agrees with what callers saw.
    const ordered = writes.toSorted((a, b) => a.row.updated_at < b.row.updated_at ? -1 : 1);
    assertEquals(new Set(writes.map(({ row }) => row.updated_at)).size, writes.length);
    assertEquals(ordered.at(-1), last);
    let began = 0;
    for (const write of ordered) {
      began = Math.max(began, write.began);
      assert(write.acknowledged > began, "A write counts as later than one that began after it.");
    }
    assertEquals(apps.logs.filter(({ level }) => level === "error"), []);
  });
}

/** Companies that every batch has, in an order of its own. */
const DOMAINS = Array.from({ length: 24 }, (_, n) => `batch-${n}.com`);
const BATCHES = 24;

/** The items of one batch; a third of them give no name, a third no description. */
function itemsOf(batch: number) {
  const start = (batch * 7) % DOMAINS.length;
  const turned = [...DOMAINS.slice(start), ...DOMAINS.slice(0, start)];
  return (batch % 2 ? turned.reverse() : turned).map((company_domain, n) => ({
    company_domain,
    ...((n + batch) % 3 !== 0 && { company_name: `name ${batch}` }),
    ...((n + batch) % 3 !== 1 && { company_description: `description ${batch}` }),
    raw_parallel_output: { batch },
    processor: String(batch),
    parallel_run_id: String(batch),
  }));
}

for (const round of takeShare([1, 2, 3])) {
  Deno.test(`${BATCHES} batches at once, in other orders and with single upserts between, round ${round}`, async () => {
    const apps = live().createApps();
    const batches = Array.from({ length: BATCHES }, async (_, batch) => {
      const items = itemsOf(batch);
      const path = BATCH_PATHS[batch % 2]!;
      const [whole, single] = await Promise.all([
        apps.fetch("upsert", post(path, { items }, asInternal())),
        apps.fetch("upsert", post(PATHS.upsert[0], items[0], asInternal())),
      ]);
      await single.body?.cancel();
      const { data } = await whole.json();
      assertEquals([whole.status, single.status], [200, 200]);
      assertEquals([data.upserted, data.failed], [DOMAINS.length, 0]);
      return data.results as { id: string; company_domain: string }[];
    });
    const results = (await Promise.all(batches)).flat();

    const rows = await live().database.sql`
      select * from icp_job_titles where company_domain like 'batch-%'`;
    assertEquals(rows.map((row) => row.company_domain).sort(), DOMAINS.toSorted());
    for (const row of rows) {
      const ids = results.filter(({ company_domain }) => company_domain === row.company_domain)
        .map(({ id }) => id);
      assertEquals([...new Set(ids)], [row.id]);
      const { batch } = row.raw_parallel_output;
      assertEquals([row.processor, row.parallel_run_id], [String(batch), String(batch)]);
      const own = itemsOf(batch).find((item) => item.company_domain === row.company_domain)!;
      assertEquals(row.company_name, own.company_name ?? row.company_name);
      assertEquals(row.company_description, own.company_description ?? row.company_description);
      assert(/^name \d+$/.test(row.company_name), row.company_name);
      assert(/^description \d+$/.test(row.company_description), row.company_description);
    }
    assertEquals(apps.logs.filter(({ level }) => level === "error"), []);
  });
}
