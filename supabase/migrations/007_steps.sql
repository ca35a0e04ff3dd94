-- The catalogue of steps that blueprints are made of.

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

create trigger update_steps_updated_at
  before update on public.steps
  for each row execute function public.update_updated_at_column();

alter table public.steps enable row level security;

comment on table public.steps is
  'The catalogue of steps, shared by all orgs.';
comment on column public.steps.task_id is
  'The task runner''s name of the task that does the step.';
comment on column public.steps.default_config is
  'Settings that a blueprint may override.';

revoke all on table public.steps
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.steps to service_role;
