-- What a hosted Supabase project has from birth and a plain Postgres has not: the three roles of
-- the Data API and a schema for extensions. A no-op where they exist.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit %s', role_name,
        case when role_name = 'service_role' then 'bypassrls' end);
    end if;
  end loop;
exception
  -- Roles belong to the cluster: another database of it may be creating the same ones right now.
  when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  -- On a hosted project the schema may belong to another role, which alone may grant on it.
  if not exists (select from pg_catalog.pg_namespace where nspname = 'extensions') then
    create schema extensions;
    grant usage on schema extensions to anon, authenticated, service_role;
  end if;
end
$$;

create extension if not exists citext with schema extensions;
