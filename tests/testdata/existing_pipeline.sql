-- The pipeline's tables as another service's migrations have made them years before ours: other
-- names of constraints and triggers, citext in public, policies for its own readers, and everything
-- granted to the API's roles, as Supabase projects did by default until 2026.

create extension citext with schema public;

alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;

create type public.user_role as enum ('org_admin', 'company_admin', 'member');
create type public.step_type as enum ('clean', 'enrich', 'analyze', 'extract', 'transform');
create type public.run_status as enum ('queued', 'running', 'succeeded', 'failed', 'canceled');
create type public.step_status as enum (
  'queued', 'running', 'succeeded', 'failed', 'skipped', 'retrying'
);
create type public.submission_status as enum (
  'received', 'validated', 'queued', 'running', 'completed', 'failed', 'canceled'
);

create function public.update_updated_at_column() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create table public.orgs (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null constraint uq_orgs_slug unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.companies (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null constraint fk_companies_org references public.orgs on delete cascade,
  name text not null,
  external_ref text,
  domain text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint uq_companies_name unique (org_id, name),
  constraint uq_companies_org unique (id, org_id)
);

create table public.users (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  company_id uuid references public.companies,
  email public.citext not null constraint uq_users_email unique,
  full_name text,
  role public.user_role not null,
  is_active boolean not null default true,
  password_hash text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.api_tokens (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  company_id uuid references public.companies,
  name text not null,
  token_hash text not null constraint uq_api_tokens_hash unique,
  role public.user_role not null,
  created_by_user_id uuid references public.users,
  user_id uuid references public.users,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.super_admins (
  id uuid primary key default gen_random_uuid(),
  email public.citext not null constraint uq_super_admins_email unique,
  password_hash text not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.steps (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  task_id text not null unique,
  name text not null,
  description text,
  step_type public.step_type not null,
  default_config jsonb not null default '{}',
  input_schema jsonb,
  output_schema jsonb,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.blueprints (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  name text not null,
  description text,
  is_active boolean not null default true,
  created_by_user_id uuid references public.users,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint uq_blueprints_name unique (org_id, name),
  constraint uq_blueprints_org unique (id, org_id)
);

create table public.blueprint_steps (
  id uuid primary key default gen_random_uuid(),
  blueprint_id uuid not null references public.blueprints on delete cascade,
  step_id uuid references public.steps,
  position integer not null check (position > 0),
  config jsonb not null default '{}',
  is_enabled boolean not null default true,
  operation_id text,
  step_config jsonb,
  fan_out boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint uq_blueprint_steps unique (blueprint_id, position)
);

create table public.submissions (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  company_id uuid not null references public.companies,
  blueprint_id uuid not null references public.blueprints,
  submitted_by_user_id uuid references public.users,
  source text,
  input_payload jsonb not null,
  status public.submission_status not null default 'received',
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint uq_submissions_org unique (id, org_id)
);

create table public.pipeline_runs (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  company_id uuid not null references public.companies,
  submission_id uuid not null references public.submissions on delete cascade,
  blueprint_id uuid not null references public.blueprints,
  trigger_run_id text constraint uq_pipeline_runs_trigger unique,
  blueprint_snapshot jsonb not null default '{}',
  blueprint_version integer not null default 1,
  status public.run_status not null default 'queued',
  attempt integer not null default 1,
  started_at timestamptz,
  finished_at timestamptz,
  error_message text,
  error_details jsonb,
  parent_pipeline_run_id uuid references public.pipeline_runs on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- An index and no constraint, and the other way round: a foreign key takes either.
create unique index uq_pipeline_runs_org on public.pipeline_runs (org_id, id);

create table public.step_results (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs on delete cascade,
  company_id uuid not null references public.companies,
  pipeline_run_id uuid not null references public.pipeline_runs on delete cascade,
  submission_id uuid not null references public.submissions on delete cascade,
  step_id uuid references public.steps,
  blueprint_step_id uuid references public.blueprint_steps,
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
  constraint uq_step_results unique (pipeline_run_id, step_position, attempt)
);

do $$
declare
  name text;
begin
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table public.%I enable row level security', name);
    execute format(
      'create trigger set_updated_at before update on public.%I
        for each row execute function public.update_updated_at_column()', name);
  end loop;
end
$$;

-- The pipeline's own dashboard reads as authenticated, and as anon the catalogue of steps.
create policy members_read on public.submissions for select to authenticated
  using (org_id = (current_setting('request.jwt.claims', true)::jsonb ->> 'org_id')::uuid);
create policy everyone_reads on public.steps for select to anon, authenticated using (is_active);

insert into public.steps (slug, task_id, name, step_type)
values ('derive-icp-job-titles', 'derive.icp', 'Derive ICP job titles', 'enrich');
