/** Differences of the columns of icp_job_titles. */
import { ORG_A } from "../../../support/apps.ts";
import { type Difference, T } from "./difference.ts";

const mayBeNull = (column: string) => `${T}.${column} allows null.`;
const typed = (column: string, type: string) => `${T}.${column} is ${type}.`;

/** See {@link Difference}. */
export const COLUMNS: Difference[] = [
  ["none", "select", []],
  ["a column missing", `alter table ${T} drop processor`, [`${T} has no column processor.`]],
  ["the key missing", `alter table ${T} drop company_domain`, [
    `${T} has no column company_domain.`,
  ], "key"],
  ["created_at missing", `alter table ${T} drop created_at`, [`${T} has no column created_at.`]],
  ["json", `alter table ${T} alter raw_parallel_output type json`, [
    typed("raw_parallel_output", "json"),
  ]],
  ["text of limited length", `alter table ${T} alter company_name type varchar(20)`, [
    typed("company_name", "character varying(20)"),
  ]],
  ["a key of limited length", `alter table ${T} alter company_domain type varchar(100)`, [
    typed("company_domain", "character varying(100)"),
  ]],
  ["times without a zone", `alter table ${T} alter created_at type timestamp`, [
    typed("created_at", "timestamp without time zone"),
  ]],
  ["times in whole seconds", `alter table ${T} alter updated_at type timestamptz(0)`, [
    typed("updated_at", "timestamp(0) with time zone"),
  ]],
  [
    "ids as text",
    `alter table ${T} alter id drop default, alter id type text;
    alter table ${T} alter id set default gen_random_uuid()::text`,
    [typed("id", "text"), `${T}.id has the default (gen_random_uuid())::text.`],
  ],
  ["case-insensitive keys", `alter table ${T} alter company_domain type citext`, [
    typed("company_domain", "citext"),
  ]],
  [
    "a collation for which A is a",
    `create collation blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    alter table ${T} alter company_domain type text collate blind`,
    [`${T}.company_domain has a collation that treats different texts as equal.`],
  ],
  ["an id without a default", `alter table ${T} alter id drop default`, [
    `${T}.id has no default.`,
  ]],
  [
    "an id with a constant for default",
    `alter table ${T} alter id set default '00000000-0000-4000-8000-000000000001'`,
    [`${T}.id has the default '00000000-0000-4000-8000-000000000001'::uuid.`],
  ],
  [
    "times without a default",
    `alter table ${T} alter created_at drop default, alter updated_at drop default`,
    [`${T}.created_at has no default.`, `${T}.updated_at has no default.`],
  ],
  [
    "times that may be null, and are",
    `alter table ${T} alter created_at drop not null, alter updated_at drop not null;
    insert into ${T} (org_id, company_domain, raw_parallel_output, created_at, updated_at)
    values ('${ORG_A}', 'untimed.example', '{}', null, null)`,
    [mayBeNull("created_at"), mayBeNull("updated_at")],
  ],
  [
    "ids that may be null, and are",
    `alter table ${T} drop constraint icp_job_titles_pkey, alter id drop not null;
    insert into ${T} (id, org_id, company_domain, raw_parallel_output)
    values (null, '${ORG_A}', 'a.example', '{}'), (null, '${ORG_A}', 'b.example', '{}')`,
    [mayBeNull("id"), `${T} has no unique key (id).`],
  ],
  [
    "ids twice",
    `alter table ${T} drop constraint icp_job_titles_pkey;
    insert into ${T} (id, org_id, company_domain, raw_parallel_output)
    select id, org_id, 'twice.example', '{}' from ${T}`,
    [`${T} has no unique key (id).`],
  ],
  [
    "keys and documents that may be null, and are",
    `alter table ${T} alter company_domain drop not null, alter org_id drop not null,
      alter raw_parallel_output drop not null;
    insert into ${T} (org_id, company_domain, raw_parallel_output)
    values (null, 'a.example', '{}'), ('${ORG_A}', null, '{}'), ('${ORG_A}', 'b.example', null)`,
    [
      "1 rows of public.icp_job_titles belong to an org that does not exist.",
      mayBeNull("company_domain"),
      mayBeNull("org_id"),
      mayBeNull("raw_parallel_output"),
    ],
  ],
  ["a name that must be given", `alter table ${T} alter company_name set not null`, [
    `${T}.company_name does not allow null, and the service does not always give a value.`,
  ]],
  [
    "a column of one's own that must be given",
    `alter table ${T} add own text not null default '';
    alter table ${T} alter own drop default`,
    [
      `${T}.own does not allow null, and the service does not always give a value.`,
    ],
  ],
  [
    "another primary key, without a default",
    `alter table ${T} drop constraint icp_job_titles_pkey, add unique (id), add own bigint not null default 1;
    alter table ${T} alter own drop default, add primary key (own)`,
    [
      `${T}.own does not allow null, and the service does not always give a value.`,
      `The index icp_job_titles_pkey of ${T} refuses rows that the service writes.`,
    ],
  ],
  ["a default of a text", `alter table ${T} alter processor set default 'pro'`, [
    `${T}.processor has the default 'pro'::text.`,
  ]],
  [
    "a column that the database makes",
    `alter table ${T} drop processor;
    alter table ${T} add processor text generated always as (raw_parallel_output ->> 'p') stored`,
    [`${T}.processor is a generated column.`],
  ],
  [
    "a column of one's own that fails on some documents",
    `alter table ${T}
      add own int generated always as ((raw_parallel_output ->> 'titles')::int) stored`,
    [
      `${T}.own, a column of your own, is filled by an expression that can fail: ((raw_parallel_output ->> 'titles'::text))::integer.`,
    ],
  ],
  [
    "a default of one's own that fails",
    `alter table ${T} add own int;
    alter table ${T} alter own set default current_setting('app.tenant')::int`,
    [
      `${T}.own, a column of your own, is filled by an expression that can fail: (current_setting('app.tenant'::text))::integer.`,
    ],
  ],
  [
    "a sequence that the service may not use",
    `alter table ${T} add own bigserial`,
    [`service_role may not use the sequence icp_job_titles_own_seq of ${T}.own.`],
  ],
];
