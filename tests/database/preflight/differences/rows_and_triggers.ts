/** Differences of the rows of icp_job_titles, and of what acts on them. */
import { ORG_A, ORG_B } from "../../../support/apps.ts";
import { type Difference, T, taken } from "./difference.ts";

const trigger = (name: string) =>
  `The trigger ${name} of ${T} may change or refuse what the service writes.`;

/** See {@link Difference}. */
export const ROWS_AND_TRIGGERS: Difference[] = [
  [
    "orgs that are not there",
    `alter table ${T} drop constraint icp_job_titles_org_id_fkey;
    insert into ${T} (org_id, company_domain, raw_parallel_output)
    values ('${ORG_B}', 'orgless.example', '{}')`,
    [
      "1 rows of public.icp_job_titles belong to an org that does not exist.",
      `${T} does not refer to orgs: a row of an unknown org would be taken.`,
    ],
  ],
  [
    "sources of another org",
    `insert into orgs (id, name, slug) values ('${ORG_B}', 'B', 'b');
    insert into ${T} (org_id, company_domain, raw_parallel_output, source_submission_id)
    select '${ORG_B}', 'foreign.example', '{}', id from submissions`,
    ["1 rows of public.icp_job_titles name a source of another org."],
  ],
  [
    "documents that are no objects",
    `insert into ${T} (org_id, company_domain, raw_parallel_output)
    values ('${ORG_A}', 'a.example', '[1]'), ('${ORG_A}', 'b.example', 'null')`,
    ["2 rows of public.icp_job_titles do not hold a JSON object."],
  ],
  [
    "times without end",
    `insert into ${T} (org_id, company_domain, raw_parallel_output, created_at)
    values ('${ORG_A}', 'endless.example', '{}', 'infinity')`,
    ["1 rows of public.icp_job_titles have a created_at that JSON cannot express."],
  ],
  [
    "a trigger that refuses",
    `create function refuse() returns trigger language plpgsql
      as $$ begin raise 'no'; end $$;
    create trigger own before insert on ${T} for each row execute function refuse()`,
    [trigger("own")],
  ],
  [
    "a trigger that drops the row",
    `create function skip() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger own before update on ${T} for each row execute function skip()`,
    [trigger("own")],
  ],
  [
    "a trigger of 015's name with another function",
    `create function skip() returns trigger language plpgsql as $$ begin return null; end $$;
    create or replace trigger update_icp_job_titles_updated_at before update on ${T}
      for each row execute function skip()`,
    [],
  ],
  [
    "a trigger of 021's name",
    `create trigger update_icp_job_titles_updated_at_forward before update on ${T}
      for each row execute function update_updated_at_column()`,
    [taken("trigger", "update_icp_job_titles_updated_at_forward")],
  ],
  [
    "an earlier trigger of the same function",
    `create trigger set_updated_at before update on ${T}
      for each row execute function update_updated_at_column()`,
    [],
  ],
  [
    "a later trigger of the same function",
    `create trigger updated_at before update on ${T}
      for each row execute function update_updated_at_column()`,
    [`The trigger updated_at of ${T} fires after the trigger of 021 and can move updated_at back.`],
  ],
  ["a rule", `create rule own as on insert to ${T} do also select 1`, [
    `${T} has the rule own: an upsert is refused on a table with rules.`,
  ]],
  ["a table that inherits", `create table own () inherits (${T})`, [
    `${T} is the parent of another table by inheritance.`,
  ]],
  [
    "a publication, and no primary key",
    `alter table ${T} drop constraint icp_job_titles_pkey, add unique (id);
    create publication own for table ${T}`,
    [`The publication own cannot send updates of ${T}, so that they are refused.`],
  ],
  [
    "a publication of some rows",
    `create publication own for table ${T} where (processor = 'pro')`,
    [`The publication own cannot send updates of ${T}, so that they are refused.`],
  ],
  ["a publication with a primary key", "create publication own for all tables", []],
  ["an unlogged table", `alter table ${T} set unlogged`, [
    `${T} is unlogged: a crash empties it, and no other table may refer to it.`,
  ]],
  [
    "policies and row level security for the owner",
    `alter table ${T} enable row level security, force row level security;
    create policy own on ${T} as restrictive for all to public using (false)`,
    [],
  ],
  [
    "a constraint of a name that is ours",
    `alter table ${T} add constraint icp_job_titles_source_submission_org_fkey
      foreign key (source_submission_id) references submissions`,
    [taken("constraint", "icp_job_titles_source_submission_org_fkey")],
  ],
];
