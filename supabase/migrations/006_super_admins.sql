-- Operators of the service, who stand above the orgs.

create table public.super_admins (
  id uuid primary key default gen_random_uuid(),
  email extensions.citext not null unique,
  password_hash text not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger update_super_admins_updated_at
  before update on public.super_admins
  for each row execute function public.update_updated_at_column();

alter table public.super_admins enable row level security;

comment on table public.super_admins is
  'Operators who may read any org that they name.';
comment on column public.super_admins.email is
  'Compared without case.';
comment on column public.super_admins.is_active is
  'False shuts the operator out without losing the row.';

revoke all on table public.super_admins
  from public, anon, authenticated, service_role;
-- Whoever holds the service's key can so make no super-admin.
grant select (id, email, is_active) on table public.super_admins to service_role;
