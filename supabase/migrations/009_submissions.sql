-- What an org hands in for a company to be run through a blueprint.
--
-- A company or a blueprint with submissions cannot be deleted by itself: its history would go.

create table public.submissions (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  company_id uuid not null,
  blueprint_id uuid not null,
  submitted_by_user_id uuid,
  source text,
  input_payload jsonb not null,
  status public.submission_status not null default 'received',
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The target of foreign keys that carry the org along.
  unique (id, org_id),
  foreign key (company_id, org_id) references public.companies (id, org_id),
  foreign key (blueprint_id, org_id) references public.blueprints (id, org_id),
  foreign key (submitted_by_user_id, org_id) references public.users (id, org_id)
    on delete set null (submitted_by_user_id)
);

create index submissions_org_id_idx on public.submissions (org_id);
create index submissions_company_id_org_id_idx on public.submissions (company_id, org_id);
create index submissions_blueprint_id_org_id_idx on public.submissions (blueprint_id, org_id);
create index submissions_submitted_by_user_id_org_id_idx
  on public.submissions (submitted_by_user_id, org_id);

create trigger update_submissions_updated_at
  before update on public.submissions
  for each row execute function public.update_updated_at_column();

alter table public.submissions enable row level security;

comment on table public.submissions is
  'Work handed in by an org for one of its companies.';
comment on column public.submissions.source is
  'Where the submission came from, such as an import or the API.';
comment on column public.submissions.input_payload is
  'The records to run, as they were handed in.';

revoke all on table public.submissions
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.submissions to service_role;
