-- What each step of a run was given and gave back.

create table public.step_results (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  company_id uuid not null,
  pipeline_run_id uuid not null,
  submission_id uuid not null,
  step_id uuid references public.steps (id) on delete set null,
  blueprint_step_id uuid references public.blueprint_steps (id) on delete set null,
  step_position integer not null check (step_position > 0),
  task_run_id text,
  status public.step_status not null default 'queued',
  input_payload jsonb,
  output_payload jsonb,
  error_message text,
  error_details jsonb,
  started_at timestamptz,
  finished_at timestamptz,
  duration_ms integer check (duration_ms >= 0),
  attempt integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (pipeline_run_id, step_position, attempt),
  foreign key (company_id, org_id) references public.companies (id, org_id),
  foreign key (pipeline_run_id, org_id) references public.pipeline_runs (id, org_id)
    on delete cascade,
  foreign key (submission_id, org_id) references public.submissions (id, org_id)
    on delete cascade
);

create index step_results_org_id_idx on public.step_results (org_id);
create index step_results_company_id_org_id_idx on public.step_results (company_id, org_id);
-- Ends in id, so that the results of a submission can be read page by page in a stable order.
create index step_results_submission_id_org_id_id_idx
  on public.step_results (submission_id, org_id, id);
create index step_results_step_id_idx on public.step_results (step_id);
create index step_results_blueprint_step_id_idx on public.step_results (blueprint_step_id);

create trigger update_step_results_updated_at
  before update on public.step_results
  for each row execute function public.update_updated_at_column();

alter table public.step_results enable row level security;

comment on table public.step_results is
  'The outcome of each step of a run, a row for each attempt.';
comment on column public.step_results.step_position is
  'Order within the run, from 1.';
comment on column public.step_results.task_run_id is
  'The task runner''s id of this attempt.';
comment on column public.step_results.output_payload is
  'What the operation answered, under operation_result; the raw research that the backfill reads.';
comment on column public.step_results.duration_ms is
  'Milliseconds from started_at to finished_at.';

revoke all on table public.step_results
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.step_results to service_role;
