-- Tenants, and the client companies that a tenant works for.

create table public.orgs (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger update_orgs_updated_at
  before update on public.orgs
  for each row execute function public.update_updated_at_column();

alter table public.orgs enable row level security;

comment on table public.orgs is
  'Tenants: every other row belongs to one, and goes with it.';
comment on column public.orgs.slug is
  'Short name for URLs.';

create table public.companies (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  name text not null,
  external_ref text,
  domain text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, name),
  -- The target of foreign keys that carry the org along.
  unique (id, org_id)
);

create trigger update_companies_updated_at
  before update on public.companies
  for each row execute function public.update_updated_at_column();

alter table public.companies enable row level security;

comment on table public.companies is
  'Client companies of an org, for which it submits work; not the companies researched.';
comment on column public.companies.external_ref is
  'The org''s own id of the company, as it gave it.';
comment on column public.companies.domain is
  'The company''s own web domain, as it was entered.';

-- The Data API's roles may do nothing but what is granted. Projects differ in what a new table grants
-- by default, so all is revoked first and the end is the same everywhere. It stands in the file that
-- makes the table, so that it cannot shut those out who use a table that another service has made.
revoke all on table public.orgs, public.companies
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.orgs, public.companies to service_role;
