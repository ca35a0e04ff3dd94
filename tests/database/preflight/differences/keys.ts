/** Differences of the indexes and constraints of icp_job_titles. */
import { ORG_A } from "../../../support/apps.ts";
import { DEDUP_TAKEN, type Difference, T } from "./difference.ts";

const dedup = "public.idx_icp_job_titles_dedup";
const index = (fault: string, name = "own") => `The index ${name} of ${T} ${fault}.`;
const COMPUTES = "evaluates an expression for each row, which can fail";
const REFUSES = "refuses rows that the service writes";
const check = (name: string, definition: string) =>
  `The constraint ${name} of ${T} may refuse what the service writes: CHECK (${definition}).`;

/** See {@link Difference}. */
export const KEYS: Difference[] = [
  [
    "no unique key, and the same company twice",
    `drop index ${dedup};
    insert into ${T} (org_id, company_domain, raw_parallel_output)
    values ('${ORG_A}', 'twice.example', '{}'), ('${ORG_A}', 'twice.example', '{}')`,
    ["2 rows of public.icp_job_titles share their org and company_domain with another."],
  ],
  ...([
    ["not unique", `create index idx_icp_job_titles_dedup on ${T} (org_id, company_domain)`],
    [
      "partial",
      `create unique index idx_icp_job_titles_dedup on ${T} (org_id, company_domain)
      where processor is not null`,
    ],
    [
      "of expressions",
      `create unique index idx_icp_job_titles_dedup
      on ${T} (org_id, lower(company_domain))`,
    ],
    ["of other columns", `create unique index idx_icp_job_titles_dedup on ${T} (company_domain)`],
    [
      "of one column more",
      `create unique index idx_icp_job_titles_dedup
      on ${T} (org_id, company_domain, processor)`,
    ],
    [
      "checked late",
      `alter table ${T} add constraint idx_icp_job_titles_dedup
      unique (org_id, company_domain) deferrable`,
    ],
    [
      "of another kind",
      `create index idx_icp_job_titles_dedup on ${T} using hash (company_domain)`,
    ],
    [
      "not built to its end",
      `create unique index idx_icp_job_titles_dedup
      on ${T} (org_id, company_domain); update pg_index set indisvalid = false
      where indexrelid = '${dedup}'::regclass`,
    ],
  ] as const).map(([name, statement]): Difference => [
    `the name of the key on an index that is ${name}`,
    `drop index ${dedup}; ${statement}`,
    [DEDUP_TAKEN],
  ]),
  [
    "the key with another order of its columns",
    `drop index ${dedup};
    create unique index idx_icp_job_titles_dedup on ${T} (company_domain desc, org_id)`,
    [],
  ],
  [
    "the key with other operators and more in it",
    `drop index ${dedup};
    create unique index own on ${T} (org_id, company_domain text_pattern_ops) include (id)`,
    [],
  ],
  [
    "a second key that is checked late",
    `alter table ${T} add constraint own unique (org_id, company_domain) deferrable`,
    [index("is checked at the end of a transaction only, which an upsert cannot use")],
  ],
  ["a key over all orgs", `alter table ${T} add constraint own unique (company_domain)`, [
    index(REFUSES),
  ]],
  ["a key of the run", `create unique index own on ${T} (parallel_run_id)`, [index(REFUSES)]],
  ["a key of an expression", `create unique index own on ${T} (org_id, lower(company_domain))`, [
    index(COMPUTES),
  ]],
  [
    "an exclusion",
    `alter table ${T} add constraint own exclude using btree (company_domain with =)`,
    [index(REFUSES)],
  ],
  [
    "an index that fails on some documents",
    `create index own on ${T} (((raw_parallel_output ->> 'titles')::int))`,
    [index(COMPUTES)],
  ],
  ["an index that takes short texts only", `create index own on ${T} (company_description)`, [
    index("refuses long texts"),
  ]],
  [
    "a document as a member of an index",
    `create index own on ${T} (org_id) include (raw_parallel_output)`,
    [
      index("refuses long texts"),
    ],
  ],
  ["an index for containment", `create index own on ${T} using gin (raw_parallel_output)`, []],
  [
    "a check",
    `alter table ${T} add constraint own check (processor in ('pro', 'core'))`,
    [check("own", "(processor = ANY (ARRAY['pro'::text, 'core'::text]))")],
  ],
  [
    "a foreign key of one's own",
    `create table processors (name text primary key);
    alter table ${T} add constraint own foreign key (processor) references processors`,
    [`The foreign key own of ${T} is not one of 015.`],
  ],
  [
    "sources that keep their runs from being deleted",
    `alter table ${T} drop constraint icp_job_titles_source_pipeline_run_id_fkey,
      add constraint own foreign key (source_pipeline_run_id) references pipeline_runs`,
    [`The foreign key own of ${T} is not one of 015.`],
  ],
  [
    "other names of foreign keys",
    `alter table ${T} rename constraint icp_job_titles_org_id_fkey to fk_org;
    alter table ${T} rename constraint icp_job_titles_source_submission_id_fkey to fk_submission`,
    [
      `The foreign key fk_org of ${T} is known to the service as icp_job_titles_org_id_fkey.`,
      `The foreign key fk_submission of ${T} is known to the service as icp_job_titles_source_submission_id_fkey.`,
    ],
  ],
  [
    "one foreign key twice",
    `alter table ${T} add constraint own foreign key (org_id) references orgs on delete cascade`,
    [`The foreign key own of ${T} is known to the service as icp_job_titles_org_id_fkey.`],
  ],
];
