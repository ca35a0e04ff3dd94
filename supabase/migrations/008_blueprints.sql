-- What a submission runs: an ordered list of steps. A step in use cannot be deleted.

create table public.blueprints (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  name text not null,
  description text,
  is_active boolean not null default true,
  created_by_user_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, name),
  -- The target of foreign keys that carry the org along.
  unique (id, org_id),
  foreign key (created_by_user_id, org_id) references public.users (id, org_id)
    on delete set null (created_by_user_id)
);

create index blueprints_created_by_user_id_org_id_idx
  on public.blueprints (created_by_user_id, org_id);

create trigger update_blueprints_updated_at
  before update on public.blueprints
  for each row execute function public.update_updated_at_column();

alter table public.blueprints enable row level security;

comment on table public.blueprints is
  'Named pipelines of an org.';

create table public.blueprint_steps (
  id uuid primary key default gen_random_uuid(),
  blueprint_id uuid not null references public.blueprints (id) on delete cascade,
  step_id uuid references public.steps (id),
  position integer not null check (position > 0),
  config jsonb not null default '{}',
  is_enabled boolean not null default true,
  operation_id text,
  step_config jsonb,
  fan_out boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (blueprint_id, position)
);

create index blueprint_steps_step_id_idx on public.blueprint_steps (step_id);

create trigger update_blueprint_steps_updated_at
  before update on public.blueprint_steps
  for each row execute function public.update_updated_at_column();

alter table public.blueprint_steps enable row level security;

comment on table public.blueprint_steps is
  'The steps of a blueprint, in order.';
comment on column public.blueprint_steps.position is
  'Order within the blueprint, from 1.';
comment on column public.blueprint_steps.config is
  'Overrides of the step''s default_config.';
comment on column public.blueprint_steps.operation_id is
  'The operation run, such as company.derive.icp_job_titles; null for a step of the catalogue.';
comment on column public.blueprint_steps.step_config is
  'Settings of the operation.';
comment on column public.blueprint_steps.fan_out is
  'Whether each record that the step finds becomes a child run.';

revoke all on table public.blueprints, public.blueprint_steps
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.blueprints, public.blueprint_steps to service_role;
