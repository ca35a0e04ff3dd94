import { assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

Deno.test("a later item of a batch takes a name from an earlier one that gives more than blanks", async () => {
  const item = (rest: object) => ({
    company_domain: "blank.com",
    raw_parallel_output: {},
    ...rest,
  });
  const items = [
    item({ company_name: "Given", processor: "pro" }),
    item({ company_name: "\t", company_description: "\u3000" }),
    item({ company_name: "", processor: " ", parallel_run_id: "\u200b" }),
  ];
  const apps = live().createApps();
  const response = await apps.fetch("upsert", post(BATCH_PATHS[0]!, { items }, asInternal()));
  const { data } = await response.json();
  assertEquals(data.results.map(({ status }: { status: string }) => status), [
    "superseded",
    "superseded",
    "upserted",
  ]);
  const rows = await live().database.sql`select company_name, company_description, processor,
    parallel_run_id from icp_job_titles where company_domain = 'blank.com'`;
  assertEquals([...rows], [
    { company_name: "Given", company_description: null, processor: null, parallel_run_id: null },
  ]);
});
