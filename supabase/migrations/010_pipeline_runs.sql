-- A submission going through its blueprint: one parent run, and a child run per record.

create table public.pipeline_runs (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  company_id uuid not null,
  submission_id uuid not null,
  blueprint_id uuid not null,
  trigger_run_id text unique,
  blueprint_snapshot jsonb not null default '{}',
  blueprint_version integer not null default 1,
  status public.run_status not null default 'queued',
  attempt integer not null default 1,
  started_at timestamptz,
  finished_at timestamptz,
  error_message text,
  error_details jsonb,
  parent_pipeline_run_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The target of foreign keys that carry the org along.
  unique (id, org_id),
  foreign key (company_id, org_id) references public.companies (id, org_id),
  foreign key (submission_id, org_id) references public.submissions (id, org_id)
    on delete cascade,
  foreign key (blueprint_id, org_id) references public.blueprints (id, org_id),
  foreign key (parent_pipeline_run_id, org_id) references public.pipeline_runs (id, org_id)
    on delete set null (parent_pipeline_run_id)
);

create index pipeline_runs_org_id_idx on public.pipeline_runs (org_id);
create index pipeline_runs_company_id_org_id_idx on public.pipeline_runs (company_id, org_id);
-- Ends in id, so that the runs of a submission can be read page by page in a stable order.
create index pipeline_runs_submission_id_org_id_id_idx
  on public.pipeline_runs (submission_id, org_id, id);
create index pipeline_runs_blueprint_id_org_id_idx on public.pipeline_runs (blueprint_id, org_id);
create index pipeline_runs_parent_pipeline_run_id_org_id_idx
  on public.pipeline_runs (parent_pipeline_run_id, org_id);

create trigger update_pipeline_runs_updated_at
  before update on public.pipeline_runs
  for each row execute function public.update_updated_at_column();

alter table public.pipeline_runs enable row level security;

comment on table public.pipeline_runs is
  'Runs of a blueprint: the parent run of a submission, and its child runs, one a record.';
comment on column public.pipeline_runs.trigger_run_id is
  'The task runner''s id of the run.';
comment on column public.pipeline_runs.blueprint_snapshot is
  'The blueprint as it was when the run began.';
comment on column public.pipeline_runs.parent_pipeline_run_id is
  'Null for the run of the submission itself; set for the run of one record.';

revoke all on table public.pipeline_runs
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.pipeline_runs to service_role;
