/** Differences of the pipeline's tables, of the project, and of what has the name of the table. */
import { TABLE } from "../../../support/preflight.ts";
import { DEDUP_TAKEN, type Difference, T, taken } from "./difference.ts";

/** See {@link Difference}. */
export const PIPELINE: Difference[] = [
  ["no trigger function", "drop function update_updated_at_column() cascade", [
    "There is no function public.update_updated_at_column().",
  ]],
  [
    "a trigger function that sets another column",
    `create or replace function update_updated_at_column() returns trigger language plpgsql
      as $$ begin new.modified_at := now(); return new; end $$;
    alter table api_tokens add modified_at timestamptz`,
    ["public.update_updated_at_column() does more than set updated_at and return the row."],
  ],
  [
    "a trigger function that drops the update",
    `create or replace function update_updated_at_column() returns trigger language plpgsql
      as $$ begin new.updated_at := now(); return null; end $$;
    drop trigger set_updated_at on api_tokens`,
    ["public.update_updated_at_column() does more than set updated_at and return the row."],
  ],
  [
    "a table missing",
    "drop table step_results",
    ["There is no table public.step_results."],
    "results",
  ],
  ["a column missing", "alter table pipeline_runs drop finished_at", [
    "public.pipeline_runs has no column finished_at.",
  ]],
  ["times without a zone", "alter table pipeline_runs alter finished_at type timestamp", [
    "public.pipeline_runs.finished_at is timestamp without time zone.",
  ]],
  ["payloads as json", "alter table step_results alter output_payload type json", [
    "public.step_results.output_payload is json.",
  ]],
  ["no key to refer to", "alter table submissions drop constraint uq_submissions_org", [
    "public.submissions has no unique key (id, org_id).",
  ]],
  [
    "a key of some rows only",
    `alter table submissions drop constraint uq_submissions_org;
    create unique index on submissions (id, org_id) where status = 'completed'`,
    ["public.submissions has no unique key (id, org_id)."],
  ],
  [
    "a key that is checked late",
    `alter table submissions drop constraint uq_submissions_org;
    alter table submissions add unique (id, org_id) deferrable initially deferred`,
    ["public.submissions has no unique key (id, org_id)."],
  ],
  ["an enum without succeeded", "alter type run_status rename value 'succeeded' to 'success'", [
    "The type of public.pipeline_runs.status has no value 'succeeded'.",
  ], "results"],
  [
    "a table that a crash empties",
    "alter table step_results set unlogged",
    ["public.step_results is unlogged: a crash empties it, and no other table may refer to it."],
  ],
  ["a schema closed to the service", "revoke usage on schema public from public, service_role", [
    "The role service_role may not use the schema public.",
  ]],
  [
    "all tables in another schema",
    `create schema pipeline;
    do $$ declare name text; begin
      for name in select tablename from pg_tables where schemaname = 'public' loop
        execute format('alter table public.%I set schema pipeline', name);
      end loop;
    end $$`,
    ["orgs", "users", "api_tokens", "super_admins", "submissions", "pipeline_runs", "step_results"]
      .map((name) => `The table ${name} is in the schema "pipeline", and not in public.`),
  ],
  [
    "an icp_job_titles in another schema",
    `${TABLE}; create schema pipeline; alter table icp_job_titles set schema pipeline`,
    ['The table icp_job_titles is in the schema "pipeline", and not in public.'],
  ],
  [
    "an empty twin in public of a table in another schema",
    `create schema pipeline; alter table step_results set schema pipeline;
    create table public.step_results (like pipeline.step_results including all)`,
    ["public.step_results is empty, and there is also pipeline.step_results."],
  ],
  [
    "a view in public of a table in another schema",
    `create schema pipeline; alter table step_results set schema pipeline;
    create view public.step_results as select * from pipeline.step_results`,
    ["public.step_results is a view, not a table."],
  ],
  [
    "a function of a name that is ours",
    "create function list_icp_job_titles() returns int return 1",
    [
      taken("function", "list_icp_job_titles"),
    ],
  ],
  [
    "an index of a name that is ours",
    "create index pipeline_runs_submission_id_newest_idx on pipeline_runs (submission_id)",
    [taken("relation", "pipeline_runs_submission_id_newest_idx")],
  ],
  ["a type of the table's name", "create type icp_job_titles as enum ('a')", [
    "There is a type public.icp_job_titles, whose name the table takes.",
  ]],
  ["a composite type of the table's name", "create type icp_job_titles as (a int)", [
    `${T} is a composite type, not a table.`,
  ]],
  ["a sequence of the table's name", "create sequence icp_job_titles", [
    `${T} is a sequence, not a table.`,
  ]],
  ["a view of the table's name", "create view icp_job_titles as select id from orgs", [
    `${T} is a view, not a table.`,
  ]],
  [
    "a materialized view of the table's name",
    "create materialized view icp_job_titles as select id from orgs",
    [`${T} is a materialized view, not a table.`],
  ],
  [
    "a partitioned table of the table's name",
    `create table icp_job_titles (id uuid, org_id uuid, company_domain text)
      partition by hash (org_id);
    create index idx_icp_job_titles_dedup on icp_job_titles (org_id)`,
    [`${T} is a partitioned table, not a table.`, DEDUP_TAKEN],
  ],
  [
    "a foreign table of the table's name",
    // PostgREST loads no schema with a wrapper that has no handler.
    `create extension file_fdw; create server files foreign data wrapper file_fdw;
    create foreign table icp_job_titles (id uuid) server files options (filename '/dev/null')`,
    [`${T} is a foreign table, not a table.`],
  ],
  [
    "the name of the key on another table",
    "create index idx_icp_job_titles_dedup on orgs (name)",
    [DEDUP_TAKEN],
  ],
  ["the name of the key on no index", "create sequence idx_icp_job_titles_dedup", [
    "The name idx_icp_job_titles_dedup belongs to something that is not an index.",
  ]],
];
