-- Who may sign in to an org, and the tokens that speak for it.
--
-- A foreign key that carries org_id along refuses a row of another org. Deleting a company or a
-- user takes its tokens with it: set to null, they would go on with wider rights than before.

create table public.users (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  company_id uuid,
  email extensions.citext not null unique,
  full_name text,
  role public.user_role not null,
  is_active boolean not null default true,
  password_hash text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The target of foreign keys that carry the org along.
  unique (id, org_id),
  foreign key (company_id, org_id) references public.companies (id, org_id)
    on delete set null (company_id)
);

create index users_org_id_idx on public.users (org_id);
create index users_company_id_org_id_idx on public.users (company_id, org_id);

create trigger update_users_updated_at
  before update on public.users
  for each row execute function public.update_updated_at_column();

alter table public.users enable row level security;

comment on table public.users is
  'People who sign in to one org.';
comment on column public.users.company_id is
  'Null for a user of the whole org.';
comment on column public.users.email is
  'Compared without case, unique over all orgs.';
comment on column public.users.password_hash is
  'Null where the user signs in elsewhere; never a password.';

create table public.api_tokens (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.orgs (id) on delete cascade,
  company_id uuid,
  name text not null,
  token_hash text not null unique,
  role public.user_role not null,
  created_by_user_id uuid,
  user_id uuid,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (company_id, org_id) references public.companies (id, org_id)
    on delete cascade,
  foreign key (created_by_user_id, org_id) references public.users (id, org_id)
    on delete set null (created_by_user_id),
  foreign key (user_id, org_id) references public.users (id, org_id)
    on delete cascade
);

create index api_tokens_org_id_idx on public.api_tokens (org_id);
create index api_tokens_company_id_org_id_idx on public.api_tokens (company_id, org_id);
create index api_tokens_created_by_user_id_org_id_idx
  on public.api_tokens (created_by_user_id, org_id);
create index api_tokens_user_id_org_id_idx on public.api_tokens (user_id, org_id);

create trigger update_api_tokens_updated_at
  before update on public.api_tokens
  for each row execute function public.update_updated_at_column();

alter table public.api_tokens enable row level security;

comment on table public.api_tokens is
  'Bearer tokens of an org; only their hashes are kept.';
comment on column public.api_tokens.token_hash is
  'SHA-256 of the token, in lower-case hex.';
comment on column public.api_tokens.user_id is
  'The user that the token acts as; null for a token of the org itself.';
comment on column public.api_tokens.last_used_at is
  'Brought up to date at most once a minute.';
comment on column public.api_tokens.expires_at is
  'Null for a token that does not expire.';
comment on column public.api_tokens.revoked_at is
  'Null while the token is good.';

revoke all on table public.users, public.api_tokens
  from public, anon, authenticated, service_role;
-- What the service reads to judge a token, and the one column that it writes. Whoever holds its key
-- can so make no token and read no password's hash; who issues tokens does it as another role.
grant select (id, is_active) on table public.users to service_role;
grant select (id, org_id, user_id, token_hash, last_used_at, expires_at, revoked_at),
  update (last_used_at)
on table public.api_tokens to service_role;
