-- What stands in the way of migration 015 and later where the pipeline has made its tables itself.
-- It reads only. Paste it into the dashboard's SQL editor, or see docs/DEPLOY.md for the command.
--
-- It answers with rows: mend each "must" before you apply anything, look at each "check"; only "ready"
-- promises that the migrations apply and the service works.
-- A remedy is SQL: run it from the top of the list, then ask again, until the answer is "ready".
--
-- Parts: 1 what is wanted, 2 the project, 3 the pipeline's tables, 4 the table icp_job_titles,
-- 5 names that the migrations use, 6 rows, 7 the answer.

with

-- 1. What is wanted ---------------------------------------------------------------------------------

pusher (name) as (
  -- The role that applies migrations; on a hosted project a read-only session has another.
  select case current_user when 'supabase_read_only_user' then 'postgres' else current_user end
), pipeline_tables (table_name, file) as (
  values
    ('orgs', '004_orgs_and_companies.sql'),
    ('users', '005_users_and_api_tokens.sql'),
    ('api_tokens', '005_users_and_api_tokens.sql'),
    ('super_admins', '006_super_admins.sql'),
    ('submissions', '009_submissions.sql'),
    ('pipeline_runs', '010_pipeline_runs.sql'),
    ('step_results', '011_step_results.sql')
), pipeline_columns (table_name, column_name, types) as (
  values
    ('orgs', 'id', '{uuid}'::text[]),
    ('users', 'id', '{uuid}'),
    ('users', 'is_active', '{bool}'),
    ('api_tokens', 'id', '{uuid}'),
    ('api_tokens', 'org_id', '{uuid}'),
    ('api_tokens', 'user_id', '{uuid}'),
    ('api_tokens', 'token_hash', '{text,varchar,bpchar}'),
    ('api_tokens', 'last_used_at', '{timestamptz}'),
    ('api_tokens', 'expires_at', '{timestamptz}'),
    ('api_tokens', 'revoked_at', '{timestamptz}'),
    ('super_admins', 'id', '{uuid}'),
    ('super_admins', 'email', '{text,varchar,citext}'),
    ('super_admins', 'is_active', '{bool}'),
    ('submissions', 'id', '{uuid}'),
    ('submissions', 'org_id', '{uuid}'),
    ('pipeline_runs', 'id', '{uuid}'),
    ('pipeline_runs', 'org_id', '{uuid}'),
    ('pipeline_runs', 'submission_id', '{uuid}'),
    ('pipeline_runs', 'parent_pipeline_run_id', '{uuid}'),
    ('pipeline_runs', 'status', '{text,varchar,enum}'),
    ('pipeline_runs', 'finished_at', '{timestamptz}'),
    ('step_results', 'id', '{uuid}'),
    ('step_results', 'org_id', '{uuid}'),
    ('step_results', 'pipeline_run_id', '{uuid}'),
    ('step_results', 'status', '{text,varchar,enum}'),
    ('step_results', 'step_position', '{int4}'),
    ('step_results', 'attempt', '{int4}'),
    ('step_results', 'output_payload', '{jsonb}')
), pipeline_keys (table_name, columns) as (
  -- In the order of the alphabet, as unique_keys has them.
  values
    ('orgs', '{id}'::text[]),
    ('submissions', '{id}'),
    ('submissions', '{id,org_id}'),
    ('pipeline_runs', '{id}'),
    ('pipeline_runs', '{id,org_id}')
), our_columns (column_name, type, required, preset, mend) as (
  -- preset: the default; mend: what a null becomes. A row without one of the last three is set aside.
  values
    ('id', 'uuid', true, 'gen_random_uuid()', 'gen_random_uuid()'),
    ('created_at', 'timestamp with time zone', true, 'now()', 'coalesce(updated_at, now())'),
    ('updated_at', 'timestamp with time zone', true, 'now()', 'coalesce(created_at, now())'),
    ('org_id', 'uuid', true, null, null),
    ('company_domain', 'text', true, null, null),
    ('raw_parallel_output', 'jsonb', true, null, null),
    ('company_name', 'text', false, null, null),
    ('company_description', 'text', false, null, null),
    ('parallel_run_id', 'text', false, null, null),
    ('processor', 'text', false, null, null),
    ('source_submission_id', 'uuid', false, null, null),
    ('source_pipeline_run_id', 'uuid', false, null, null)
), our_foreign_keys (constraint_name, column_name, target, action) as (
  values
    ('icp_job_titles_org_id_fkey', 'org_id', 'orgs', 'c'),
    ('icp_job_titles_source_submission_id_fkey', 'source_submission_id', 'submissions', 'n'),
    ('icp_job_titles_source_pipeline_run_id_fkey', 'source_pipeline_run_id', 'pipeline_runs', 'n')
), our_names (migration, kind, name) as (
  -- What a migration makes, but for what 015 makes "if not exists". tests/database/preflight/names_test.ts compares.
  values
    ('icp_job_titles_sources_in_org', 'constraint', 'icp_job_titles_source_submission_org_fkey'),
    ('icp_job_titles_sources_in_org', 'constraint', 'icp_job_titles_source_pipeline_run_org_fkey'),
    ('icp_job_titles_sources_in_org', 'relation', 'icp_job_titles_source_submission_id_org_id_idx'),
    ('icp_job_titles_sources_in_org', 'relation', 'icp_job_titles_source_pipeline_run_id_org_id_idx'),
    ('icp_job_titles_listing_index', 'relation', 'icp_job_titles_org_id_created_at_id_idx'),
    ('icp_job_titles_listing', 'function', 'list_icp_job_titles'),
    ('icp_job_titles_listing', 'function', 'count_icp_job_titles'),
    ('backfill', 'relation', 'pipeline_runs_submission_id_newest_idx'),
    ('backfill', 'function', 'list_icp_step_results'),
    ('backfill', 'function', 'count_icp_step_results'),
    ('backfill', 'function', 'compare_icp_sources'),
    ('backfill', 'function', 'store_icp_step_results'),
    ('backfill', 'function', 'compare_icp_step_results'),
    ('icp_job_titles_updated_at_forward', 'function', 'move_updated_at_forward'),
    ('icp_job_titles_updated_at_forward', 'trigger', 'update_icp_job_titles_updated_at_forward'),
    ('icp_job_titles_pages', 'function', 'icp_job_titles_predicate'),
    ('icp_job_titles_pages', 'function', 'take_expensive_read_slot'),
    ('icp_job_titles_pages', 'function', 'take_large_page_slot'),
    ('icp_job_titles_pages', 'function', 'read_icp_job_titles'),
    ('icp_job_titles_pages', 'function', 'count_matching_icp_job_titles'),
    ('backfill_answers', 'function', 'read_icp_step_results'),
    ('backfill_answers', 'function', 'write_icp_step_results'),
    ('backfill_answers', 'function', 'check_icp_step_results'),
    ('oversized_numbers', 'function', 'has_oversized_number'),
    ('find_api_token', 'function', 'find_api_token'),
    ('icp_job_titles_writes', 'function', 'icp_job_titles_on_conflict'),
    ('icp_job_titles_writes', 'function', 'order_icp_job_titles'),
    ('icp_job_titles_writes', 'function', 'write_icp_job_titles'),
    ('icp_job_titles_writes', 'function', 'check_icp_job_titles'),
    ('icp_job_titles_rows', 'function', 'page_of_icp_job_titles'),
    ('icp_job_titles_researched_at', 'column', 'researched_at'),
    ('icp_job_titles_researched_at', 'function', 'set_researched_at'),
    ('icp_job_titles_researched_at', 'function', 'set_researched_at_of_run'),
    ('icp_job_titles_researched_at', 'function', 'icp_job_titles_page'),
    ('icp_job_titles_researched_at', 'trigger', 'set_icp_job_titles_researched_at'),
    ('icp_job_titles_researched_at', 'trigger', 'set_icp_job_titles_researched_at_of_source'),
    ('icp_job_titles_researched_at', 'trigger', 'set_icp_job_titles_researched_at_of_run'),
    ('icp_job_titles_time_indexes', 'relation', 'icp_job_titles_org_id_updated_at_idx'),
    ('icp_job_titles_time_indexes', 'relation', 'icp_job_titles_org_id_researched_at_idx'),
    ('icp_job_titles_words', 'function', 'word_gap'),
    ('icp_job_titles_words', 'function', 'split_into_words'),
    ('icp_job_titles_words', 'function', 'cut_long_words'),
    ('icp_job_titles_words', 'function', 'list_document_texts'),
    ('icp_job_titles_words', 'function', 'list_document_words'),
    ('icp_job_titles_words', 'function', 'index_words'),
    ('icp_job_titles_words', 'relation', 'icp_job_titles_words'),
    ('icp_job_titles_words', 'relation', 'icp_job_titles_words_pkey'),
    ('icp_job_titles_words', 'relation', 'icp_job_titles_words_words_idx'),
    ('icp_job_titles_words', 'function', 'store_document_words'),
    ('icp_job_titles_words', 'function', 'remove_document_words'),
    ('icp_job_titles_words', 'trigger', 'store_icp_job_titles_words'),
    ('icp_job_titles_words', 'trigger', 'store_icp_job_titles_words_again'),
    ('icp_job_titles_words', 'trigger', 'remove_icp_job_titles_words'),
    ('icp_job_titles_words', 'trigger', 'remove_all_icp_job_titles_words'),
    ('icp_job_titles_search', 'function', 'search_needles'),
    ('icp_job_titles_search', 'function', 'search_phrases'),
    ('icp_job_titles_search', 'function', 'search_tsquery'),
    ('icp_job_titles_search', 'function', 'list_search_matches'),
    ('icp_job_titles_search', 'function', 'get_by_json_pointer'),
    ('icp_job_titles_search', 'function', 'is_expensive_read'),
    ('icp_job_titles_search', 'function', 'find_icp_job_titles'),
    ('release_icp_job_titles', 'function', 'release_icp_job_titles'),
    ('release_icp_job_titles', 'trigger', 'release_icp_job_titles'),
    ('icp_job_titles_common_words', 'function', 'icp_job_titles_search_page'),
    ('pipeline_runs_newest_index', 'relation', 'pipeline_runs_org_id_newest_idx')
), pieces (set_aside, without_triggers, with_triggers) as (
  -- Rows that cannot stay go to a table that only its owner reads. While rows are mended the table's
  -- triggers rest: they would move updated_at, by which older research would look new.
  values (
    $sql$create table if not exists public.icp_job_titles_set_aside (reason text, contents jsonb);
      alter table public.icp_job_titles_set_aside enable row level security;
      revoke all on table public.icp_job_titles_set_aside
        from public, anon, authenticated, service_role; $sql$,
    'alter table public.icp_job_titles disable trigger user; ',
    ' alter table public.icp_job_titles enable trigger user;'
  )

-- 2. The project ------------------------------------------------------------------------------------

), role_settings (role, name, value, place) as (
  -- What is set for a role, for this database, or for both; the last one counts.
  select distinct on (coalesce(r.rolname, ''), split_part(entry, '=', 1))
    r.rolname, split_part(entry, '=', 1), substr(entry, strpos(entry, '=') + 1),
    case when s.setdatabase <> 0 then format(' in database %I', current_database()) end
  from pg_db_role_setting as s
  left join pg_roles as r on r.oid = s.setrole
  cross join unnest(s.setconfig) as entry
  where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
  order by coalesce(r.rolname, ''), split_part(entry, '=', 1), s.setdatabase desc
), search_path (first_schema) as (
  -- The schema in which a file that names none makes its table.
  select (
    select name
    from string_to_table(coalesce(
        (select value from role_settings where role = pusher.name and name = 'search_path'),
        (select value from role_settings where role is null and name = 'search_path'),
        current_setting('search_path')), ',') with ordinality as path (item, n)
    cross join lateral (
      select replace(trim(both '" ' from item), '$user', pusher.name) as name) as named
    where to_regnamespace(quote_ident(named.name)) is not null
    order by n limit 1
  )
  from pusher
), history (version, name) as (
  -- As text, since a table that may not be there cannot be named in a query.
  select version, name from (
    select case
      when to_regclass('supabase_migrations.schema_migrations') is not null
        and has_schema_privilege('supabase_migrations', 'usage')
      then query_to_xml('select to_jsonb(m) ->> ''version'' as version, to_jsonb(m) ->> ''name'' as name
        from supabase_migrations.schema_migrations as m', false, false, '')
    end as rows
  ) as found, xmltable('//row' passing rows columns version text path 'version', name text path 'name')
), function_body (body) as (
  -- Without comments and line breaks.
  select trim(regexp_replace(lower(prosrc), '--[^\n]*|\s+', ' ', 'g'))
  from pg_proc where oid = to_regprocedure('public.update_updated_at_column()')
), project_must (what, remedy) as (
  select format('This is Postgres %s.', current_setting('server_version')),
    '-- Upgrade the project: 033 needs Postgres 17 or later.'
  where current_setting('server_version_num')::integer < 170000
  union all
  select format('There is no role "%s".', name),
    '-- Run supabase/migrations/001_platform_roles_and_extensions.sql'
  from unnest('{anon,authenticated,service_role}'::text[]) as name
  where not exists (select from pg_roles where rolname = name)
  union all
  select format('The texts of this database are in %s.', current_setting('server_encoding')),
    '-- Not supported: research is in UTF8. Move the project to a database that has it.'
  where current_setting('server_encoding') <> 'UTF8'
  union all
  select format('%s is %s for %s.', name, value, coalesce('the role ' || role, 'every role')),
    format('alter %s%s reset %I;', coalesce('role ' || quote_ident(role),
      'database ' || quote_ident(current_database())), case when role is not null then place end, name)
  from role_settings
  where (role is null or role in ('authenticator', 'service_role'))
    and (name = 'default_transaction_read_only' and value in ('on', 'true', 'yes', '1')
      or name = 'default_transaction_isolation' and value <> 'read committed')
  union all
  select 'The role service_role does not pass row level security.',
    'alter role service_role bypassrls;'
  from pg_roles where rolname = 'service_role' and not rolbypassrls and not rolsuper
  union all
  select 'The role service_role may not use the schema public.',
    'grant usage on schema public to service_role;'
  from pg_roles
  where rolname = 'service_role' and not has_schema_privilege(oid, 'public', 'usage')
  union all
  select format('The role "%s", which applies the migrations, may not create in the schema public.', name),
    format('grant create, usage on schema public to %I; -- as the owner of the schema', name)
  from pusher where not has_schema_privilege(name, 'public', 'create')
  union all
  select format('The migrations would make their table in the schema "%s": it is first in the search path of "%s".',
      first_schema, name),
    format('alter role %1$I in database %2$I set search_path = public, extensions;'
      ' -- after the push: alter role %1$I in database %2$I reset search_path, or set what was there',
      name, current_database())
  from search_path, pusher where first_schema is distinct from 'public'
  union all
  select 'The Data API does not expose the schema public.',
    format('alter role authenticator%s set pgrst.db_schemas = %L; notify pgrst, ''reload config'';',
      place, 'public, ' || value)
  from role_settings
  where role = 'authenticator' and name = 'pgrst.db_schemas'
    and 'public' <> all (regexp_split_to_array(trim(value), '\s*,\s*'))
  union all
  select 'There is no function public.update_updated_at_column().',
    $sql$create function public.update_updated_at_column() returns trigger
      language plpgsql set search_path = '' as $$begin new.updated_at = now(); return new; end$$;
      revoke all on function public.update_updated_at_column()
        from public, anon, authenticated, service_role;$sql$
  where not exists (select from function_body)
  union all
  select 'public.update_updated_at_column() does more than set updated_at and return the row.',
    'alter function public.update_updated_at_column() rename to update_updated_at_column_before;'
      ' -- the triggers that call it go with it; ask again for the function that 015 calls'
  from pg_proc, function_body
  where oid = to_regprocedure('public.update_updated_at_column()')
    and (prorettype <> 'trigger'::regtype or body !~
      '^begin new\."?updated_at"? ?:?= ?(now\(\)|current_timestamp|(clock|statement|transaction)_timestamp\(\)'
      '|timezone\(''utc''(::text)?, ?now\(\)\)) ?; ?return new ?; ?end ?;?$')
  union all
  select format('"%s" may not call public.update_updated_at_column().', name),
    format('grant execute on function public.update_updated_at_column() to %I; -- as its owner', name)
  from pusher
  where not has_function_privilege(name, to_regprocedure('public.update_updated_at_column()'), 'execute')

-- 3. The pipeline's tables --------------------------------------------------------------------------

), tables (table_name, oid, kind, relation) as (
  select table_name, c.oid, c.relkind, c
  from (select table_name from pipeline_tables union all values ('icp_job_titles')) as t
  left join pg_class as c on c.oid = to_regclass('public.' || table_name)
), elsewhere (table_name, oid, place) as (
  -- Tables of these names in schemas of the pipeline's own.
  select tables.table_name, c.oid, n.nspname
  from tables join pg_class as c on c.relname = tables.table_name and c.relkind in ('r', 'p')
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname <> 'public' and n.nspname !~ '^(pg_|_)' and n.nspname not in ('information_schema',
    'auth', 'storage', 'realtime', 'extensions', 'vault', 'graphql', 'graphql_public', 'net', 'cron',
    'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations', 'supabase_admin')
), twins (table_name, oid, place) as (
  -- Where public has one too, but without a row.
  select elsewhere.* from elsewhere join tables using (table_name)
  where case when tables.kind in ('r', 'p') and has_table_privilege(tables.oid, 'select')
    then query_to_xml(format('select from public.%I limit 1', table_name), false, true, '')::text = '' end
), columns (table_name, column_name, type_name, full_type, att) as (
  select table_name, attname::text, case typtype when 'e' then 'enum' else typname end::text,
    format_type(atttypid, atttypmod), a
  from tables join pg_attribute as a on attrelid = tables.oid and attnum > 0 and not attisdropped
  join pg_type on pg_type.oid = atttypid
), unique_keys (oid, columns) as (
  -- Those that a foreign key may refer to.
  select indrelid, array(
    select attname::text from pg_attribute
    where attrelid = indrelid and attnum = any (indkey[0:indnkeyatts - 1]) order by attname
  )
  from pg_index
  where indisunique and indisvalid and indimmediate and indpred is null and indexprs is null
), missing_columns (table_name, column_name, type) as (
  select table_name, column_name, types[1] from pipeline_columns
  union all
  select 'icp_job_titles', column_name, type from our_columns
  except
  select w.table_name, w.column_name, w.type
  from (select table_name, column_name, types[1] as type from pipeline_columns
    union all select 'icp_job_titles', column_name, type from our_columns) as w
  join columns using (table_name, column_name)
), wrong_columns (table_name, column_name, full_type, type, preset) as (
  select table_name, column_name, full_type, types[1], null
  from pipeline_columns join columns using (table_name, column_name)
  where type_name <> all (types)
  union all
  select 'icp_job_titles', o.column_name, full_type, type, preset
  from our_columns as o
  join columns on table_name = 'icp_job_titles' and columns.column_name = o.column_name
  where full_type <> type
), table_must (what, remedy) as (
  select format('The table %s is in the schema "%s", and not in public.', e.table_name, place),
    case when count(*) over (partition by e.table_name) > 1
      then '-- Move the one that the pipeline writes: docs/DEPLOY.md, "Tables in another schema".'
      else format('alter table %1$I.%2$I set schema public;'
        ' -- what writes %1$s.%2$s then needs the new name, or a view: docs/DEPLOY.md, "Tables in another schema"',
        place, e.table_name) end
  from elsewhere as e join tables using (table_name) where tables.oid is null
  union all
  select format('public.%1$s is empty, and there is also %2$s.%1$s.', table_name, place),
    format('create schema if not exists icp_empty_twins;'
      ' alter table public.%2$I set schema icp_empty_twins;'
      ' alter table %1$I.%2$I set schema public; -- where public.%2$s is an empty twin by mistake',
      place, table_name)
  from twins
  union all
  select format('There is no table public.%s.', table_name),
    format('-- Run supabase/migrations/%s; an empty project takes all files, from 001.', file)
  from tables join pipeline_tables using (table_name)
  where oid is null and table_name not in (select table_name from elsewhere)
  union all
  select format('public.%s is a %s, not a table.', table_name, case kind when 'v' then 'view'
      when 'm' then 'materialized view' when 'f' then 'foreign table' when 'p' then 'partitioned table'
      when 'c' then 'composite type' when 'S' then 'sequence' else 'relation of another kind' end),
    case when kind in ('c', 'i', 'I') then format('alter %s public.%I rename to %I;',
        case kind when 'c' then 'type' else 'index' end, table_name, table_name || '_before')
      when table_name = 'icp_job_titles' then format('alter %s public.icp_job_titles rename to icp_job_titles_before;'
          ' -- 015 makes the table; then upsert the research that was there',
        case kind when 'S' then 'sequence' else 'table' end)
      else format('alter table public.%I rename to %I;'
        ' -- and bring the table itself into public: docs/DEPLOY.md, "Tables in another schema"',
        table_name, table_name || '_view') end
  from tables
  where kind <> 'r' and not (kind = 'p' and table_name <> 'icp_job_titles')
  union all
  select 'There is a type public.icp_job_titles, whose name the table takes.',
    'alter type public.icp_job_titles rename to icp_job_titles_before;'
  from pg_type
  where typnamespace = 'public'::regnamespace and typname = 'icp_job_titles' and typrelid = 0
    and typelem = 0
  union all
  select format('public.%s is unlogged: a crash empties it, and no other table may refer to it.', table_name),
    format('alter table public.%I set logged;', table_name)
  from tables where kind = 'r' and (relation).relpersistence = 'u'
  union all
  select format('"%s", which applies the migrations, does not own public.%s.', pusher.name, table_name),
    format('alter table public.%I owner to %I; -- as its owner, who has to be a member of %2$I', table_name, pusher.name)
  from tables, pusher
  where kind in ('r', 'p') and not pg_has_role(pusher.name, (relation).relowner, 'usage')
  union all
  select format('public.%s has no column %s.', table_name, column_name),
    format('alter table public.%I add column %I %s%s;', table_name, column_name,
      case type when 'int4' then 'integer' when 'bool' then 'boolean' else type end,
      -- A column of icp_job_titles that every row has.
      (select case when preset is not null then ' not null default ' || preset end
        from our_columns as o
        where table_name = 'icp_job_titles' and o.column_name = missing_columns.column_name))
  from missing_columns join tables using (table_name)
  where kind = 'r' or kind = 'p' and table_name <> 'icp_job_titles'
  union all
  select format('public.%s.%s is %s.', table_name, column_name, full_type),
    format('alter table public.%1$I alter column %2$I drop default, alter column %2$I type %3$s using %4$s;%5$s',
      table_name, column_name, type,
      case when full_type like 'timestamp%without time zone'
        -- Without a zone it is taken for UTC, as a hosted project writes it.
        then format('%I at time zone ''UTC''', column_name)
        else format('%I::text::%s', column_name, type) end,
      ' alter table public.' || quote_ident(table_name) || ' alter column ' || quote_ident(column_name)
        || ' set default ' || preset || ';')
  from wrong_columns join tables using (table_name)
  where kind = 'r' or kind = 'p' and table_name <> 'icp_job_titles'
  union all
  select format('public.%s has no unique key (%s).', table_name, array_to_string(k.columns, ', ')),
    format('alter table public.%I add unique (%s);', table_name, array_to_string(k.columns, ', '))
  from pipeline_keys as k join tables using (table_name)
  where kind in ('r', 'p') and not exists (
    select from unique_keys as u where u.oid = tables.oid and u.columns = k.columns)
  union all
  select format('The type of public.%s.status has no value ''succeeded''.', table_name),
    format('alter type %s add value ''succeeded''; -- the backfill takes runs and results of this status alone',
      (att).atttypid::regtype)
  from columns
  where table_name in ('pipeline_runs', 'step_results') and column_name = 'status'
    and type_name = 'enum' and not exists (
      select from pg_enum where enumtypid = (att).atttypid and enumlabel = 'succeeded')

-- 4. The table icp_job_titles -----------------------------------------------------------------------

), ours (oid, relation) as (
  select oid, relation from tables where table_name = 'icp_job_titles' and kind = 'r'
), own_columns (column_name, att, preset, is_key) as (
  select column_name, att, pg_get_expr(adbin, adrelid),
    exists (select from pg_index where indrelid = (att).attrelid and indisprimary
      and (att).attnum = any (indkey))
  from columns join ours on oid = (att).attrelid
  left join pg_attrdef on adrelid = (att).attrelid and adnum = (att).attnum
), own_indexes (oid, name, index, keys, columns, contype, sound) as (
  select i.indexrelid, c.relname::text, i,
    array(select attname::text from pg_attribute
      where attrelid = indrelid and attnum = any (indkey[0:indnkeyatts - 1]) order by attname),
    array(select attname::text from pg_attribute
      where attrelid = indrelid and attnum = any (indkey)),
    k.contype, indisunique and indisvalid and indimmediate and indpred is null and indexprs is null
  from ours join pg_index as i on indrelid = ours.oid join pg_class as c on c.oid = indexrelid
  left join pg_constraint as k on conindid = indexrelid and conrelid = ours.oid and contype in ('p', 'u', 'x')
  where c.relname not in (select name from our_names where kind = 'relation')
), own_foreign_keys (name, known) as (
  select conname::text, (
    select constraint_name from our_foreign_keys
    where confrelid = to_regclass('public.' || target) and confdeltype = action and not condeferrable
      and array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any (conkey))
        = array[column_name]
      and array(select attname::text from pg_attribute where attrelid = confrelid and attnum = any (confkey))
        = '{id}'
  )
  from ours join pg_constraint on conrelid = ours.oid and contype = 'f'
), own_triggers (name, tgtype, is_known) as (
  select tgname::text, tgtype,
    tgfoid = to_regprocedure('public.update_updated_at_column()') and tgqual is null
      and tgtype = 19 -- before update, for each row
  from ours join pg_trigger on tgrelid = ours.oid
  where not tgisinternal and tgenabled in ('O', 'A')
    -- 015 drops the first and makes it again; part 5 looks after the others.
    and tgname not in (select 'update_icp_job_titles_updated_at'
      union all select name from our_names where kind = 'trigger')
), dropping (name, statement) as (
  select name, case when contype is null then format('drop index if exists public.%I;', name)
    else format('alter table public.icp_job_titles drop constraint if exists %I;', name) end
  from own_indexes
), own_must (what, remedy) as (
  select format('public.icp_job_titles.%s is a generated column.', column_name),
    format('alter table public.icp_job_titles alter column %I drop expression;', column_name)
  from own_columns join our_columns using (column_name) where (att).attgenerated <> ''
  union all
  select format('public.icp_job_titles.%s has a collation that treats different texts as equal.', column_name),
    format('alter table public.icp_job_titles alter column %I type text collate "default";', column_name)
  from own_columns join pg_collation on pg_collation.oid = (att).attcollation
  where not collisdeterministic
  union all
  select format('public.icp_job_titles.%s allows null.', column_name),
    case when mend is not null
      then format('%1$supdate public.icp_job_titles set %2$I = %3$s where %2$I is null;%4$s', without_triggers,
        column_name, mend, with_triggers)
      else format($sql$%1$s with gone as (
          delete from public.icp_job_titles as t where %2$I is null returning t
        )
        insert into public.icp_job_titles_set_aside select %3$L, to_jsonb(t) from gone;$sql$,
        set_aside, column_name, column_name || ' is null') end
    || format(' alter table public.icp_job_titles alter column %I set not null;', column_name)
  from own_columns join our_columns using (column_name), pieces
  where required and not (att).attnotnull
  union all
  select format('public.icp_job_titles.%s does not allow null, and the service does not always give a value.', column_name),
    case when is_key then (select statement || ' ' from dropping join own_indexes using (name) where contype = 'p') else '' end
    || format('alter table public.icp_job_titles alter column %I drop not null;', column_name)
  from own_columns left join our_columns using (column_name)
  where (att).attnotnull and not coalesce(required, false)
    and (type is not null or own_columns.preset is null and (att).attidentity = '')
  union all
  select format('public.icp_job_titles.%s has %s.', column_name, coalesce('the default ' || own_columns.preset, 'no default')),
    format('alter table public.icp_job_titles alter column %I %s;', column_name,
      coalesce('set default ' || our_columns.preset, 'drop default'))
  from own_columns join our_columns using (column_name)
  where (att).attgenerated = '' and case
    when our_columns.preset is null then own_columns.preset is not null
    when column_name = 'id' then coalesce(own_columns.preset, '')
      !~ '^([a-z_]+\.)?(gen_random_uuid|uuid_generate_v[14]|uuidv[47])\(\)$'
    else lower(coalesce(own_columns.preset, '')) !~
      '^(now\(\)|current_timestamp|(clock|statement|transaction)_timestamp\(\)|\(?timezone\(''utc''::text, now\(\)\)\)?)$'
  end
  union all
  select format('public.icp_job_titles.%s, a column of your own, is filled by an expression that can fail: %s.', column_name, own_columns.preset),
    format('alter table public.icp_job_titles alter column %I drop %s;', column_name,
      case (att).attgenerated when '' then 'default' else 'expression' end)
  from own_columns left join our_columns using (column_name)
  where type is null and own_columns.preset is not null and ((att).attgenerated <> ''
    or own_columns.preset !~* '^(''[^'']*''::[\w "]+(\([\d,]+\))?(\[\])?|-?[\d.]+|true|false|null(::[\w ]+)?'
      '|now\(\)|current_timestamp|current_user|([a-z_]+\.)?gen_random_uuid\(\)'
      '|nextval\(''[^'']+''::regclass\)|array\[\]::[\w ]+\[\])$')
  union all
  select format('service_role may not use the sequence %s of public.icp_job_titles.%s.', refobj.relname, column_name),
    format('grant usage on sequence %s to service_role;', refobj.oid::regclass)
  from own_columns
  join pg_attrdef as d on adrelid = (att).attrelid and adnum = (att).attnum
  join pg_depend as dep on dep.classid = 'pg_attrdef'::regclass and dep.objid = d.oid
    and dep.refclassid = 'pg_class'::regclass
  join pg_class as refobj on refobj.oid = dep.refobjid and refobj.relkind = 'S'
  join pg_roles on rolname = 'service_role'
  where not has_sequence_privilege(pg_roles.oid, refobj.oid, 'usage')
  union all
  select 'public.icp_job_titles has no unique key (id).',
    without_triggers || $sql$with twice as (
        select ctid as row, row_number() over (partition by id order by ctid) as place
        from public.icp_job_titles
      )
      update public.icp_job_titles as t set id = gen_random_uuid()
      from twice where t.ctid = twice.row and (place > 1 or t.id is null);$sql$
      || with_triggers || ' alter table public.icp_job_titles add '
      || case when exists (select from own_indexes where contype = 'p') then 'unique' else 'primary key' end || ' (id);'
  from ours, pieces
  where exists (select from own_columns where column_name = 'id')
    and not exists (select from own_indexes where sound and keys = '{id}')
  union all
  select format('The name idx_icp_job_titles_dedup belongs to an index that is not the unique key (org_id, company_domain).'),
    case when i.name is null then 'alter index public.idx_icp_job_titles_dedup rename to idx_icp_job_titles_dedup_before;'
      else (select statement from dropping where dropping.name = i.name) end
  from pg_class as c left join own_indexes as i on i.oid = c.oid
  where c.oid = to_regclass('public.idx_icp_job_titles_dedup') and c.relkind in ('i', 'I')
    and not coalesce(i.sound and i.keys = '{company_domain,org_id}', false)
  union all
  select 'The name idx_icp_job_titles_dedup belongs to something that is not an index.',
    format('alter %s public.idx_icp_job_titles_dedup rename to idx_icp_job_titles_dedup_before;',
      case relkind when 'S' then 'sequence' when 'c' then 'type' else 'table' end)
  from pg_class
  where oid = to_regclass('public.idx_icp_job_titles_dedup') and relkind not in ('i', 'I')
  union all
  select format('The index %s of public.icp_job_titles %s.', name, fault), statement
  from own_indexes join dropping using (name) cross join lateral (values (case
      when not (index).indisvalid then 'was not built to its end'
      when (index).indisunique and not (index).indimmediate then 'is checked at the end of a transaction only, which an upsert cannot use'
      when (index).indexprs is not null or (index).indpred is not null then 'evaluates an expression for each row, which can fail'
      when contype = 'x' or (index).indisunique and not (keys @> '{id}' or keys @> '{company_domain,org_id}')
        then 'refuses rows that the service writes'
      when (select amname from pg_am join pg_class on pg_am.oid = relam where pg_class.oid = own_indexes.oid) = 'btree'
        and columns && '{raw_parallel_output,company_description}' then 'refuses long texts'
    end)) as judged (fault)
  where fault is not null and name <> 'idx_icp_job_titles_dedup'
  union all
  select format('The constraint %s of public.icp_job_titles may refuse what the service writes: %s.', conname, pg_get_constraintdef(c.oid)),
    format('alter table public.icp_job_titles drop constraint %I;', conname)
  from ours join pg_constraint as c on conrelid = ours.oid and contype = 'c'
  where conname not in (select name from our_names where kind = 'constraint')
  union all
  select format('The foreign key %s of public.icp_job_titles is not one of 015.', name),
    format('alter table public.icp_job_titles drop constraint %I;', name)
  from own_foreign_keys
  where known is null and name not in (select our_names.name from our_names where kind = 'constraint')
  union all
  select format('The foreign key %s of public.icp_job_titles is known to the service as %s.', name, known),
    case when known in (select name from own_foreign_keys) or place > 1
      then format('alter table public.icp_job_titles drop constraint %I;', name)
      else format('alter table public.icp_job_titles rename constraint %I to %I;', name, known) end
  from (select name, known, row_number() over (partition by known order by name) as place
    from own_foreign_keys where known <> name) as renamed
  union all
  select 'public.icp_job_titles does not refer to orgs: a row of an unknown org would be taken.',
    set_aside || $sql$with gone as (
        delete from public.icp_job_titles as t
        where not exists (select from public.orgs as o where o.id = t.org_id) returning t
      )
      insert into public.icp_job_titles_set_aside select 'its org does not exist', to_jsonb(t) from gone;
      alter table public.icp_job_titles add constraint icp_job_titles_org_id_fkey
        foreign key (org_id) references public.orgs (id) on delete cascade;$sql$
  from ours, pieces
  where not exists (select from own_foreign_keys where known = 'icp_job_titles_org_id_fkey')
    and exists (select from own_columns where column_name = 'org_id')
  union all
  select format('The trigger %s of public.icp_job_titles %s.', name, case when is_known
      then 'fires after the trigger of 021 and can move updated_at back' else 'may change or refuse what the service writes' end),
    case when is_known then format('drop trigger %I on public.icp_job_titles;', name)
      else format('alter table public.icp_job_titles disable trigger %I; -- first see what it does; the pipeline may need it', name) end
  from own_triggers
  where not is_known or name > 'update_icp_job_titles_updated_at_forward' collate "C"
  union all
  select format('public.icp_job_titles has the rule %s: an upsert is refused on a table with rules.', rulename),
    format('drop rule %I on public.icp_job_titles;', rulename)
  from ours join pg_rewrite on ev_class = ours.oid
  union all
  select format('public.icp_job_titles is %s another table by inheritance.',
      case inhrelid when ours.oid then 'a part of' else 'the parent of' end),
    case when (select relispartition from pg_class where pg_class.oid = inhrelid)
      then format('alter table %s detach partition %s;', inhparent::regclass, inhrelid::regclass)
      else format('alter table %s no inherit %s;', inhrelid::regclass, inhparent::regclass) end
  from ours join pg_inherits on ours.oid in (inhrelid, inhparent)
  union all
  select format('The publication %s cannot send updates of public.icp_job_titles, so that they are refused.', pubname),
    case when prqual is not null or prattrs is not null
      then format('alter publication %I drop table public.icp_job_titles;', pubname)
      when exists (select from own_indexes where contype = 'p')
      then 'alter table public.icp_job_titles replica identity default;'
      else 'alter table public.icp_job_titles replica identity full;' end
  from ours join pg_publication as p on puballtables
    or exists (select from pg_publication_rel where prpubid = p.oid and prrelid = ours.oid)
    or exists (select from pg_publication_namespace
      where pnpubid = p.oid and pnnspid = 'public'::regnamespace)
  left join pg_publication_rel on prpubid = p.oid and prrelid = ours.oid
  where pubupdate and (prqual is not null or prattrs is not null
    or (relation).relreplident = 'n' or (relation).relreplident = 'd' and not exists (select from own_indexes where contype = 'p')
    or (relation).relreplident = 'i' and not exists (select from own_indexes where (index).indisreplident))

-- 5. Names that the migrations use ------------------------------------------------------------------

), used_names (kind, name, remedy) as (
  select 'relation', relname::text, format('alter %s public.%I rename to %I;',
    case when relkind in ('i', 'I') then 'index' when relkind = 'S' then 'sequence' when relkind = 'c' then 'type' else 'table' end,
    relname, left(relname, 56) || '_before')
  from pg_class where relnamespace = 'public'::regnamespace
  union all
  select 'function', proname::text, format('alter routine %s rename to %I;', oid::regprocedure, left(proname, 56) || '_before')
  from pg_proc where pronamespace = 'public'::regnamespace
  union all
  select 'trigger', tgname::text, format('drop trigger %I on public.%I;', tgname, table_name)
  from tables join pg_trigger on tgrelid = tables.oid and not tgisinternal and tgparentid = 0
  where table_name in ('icp_job_titles', 'pipeline_runs', 'submissions')
  union all
  select 'constraint', conname::text, format('alter table public.icp_job_titles drop constraint %I;', conname)
  from ours join pg_constraint on conrelid = ours.oid
  union all
  select 'column', column_name, format('alter table public.icp_job_titles rename column %I to %I;', column_name, left(column_name, 56) || '_before')
  from own_columns
), name_must (what, remedy) as (
  select format('The name of the %s %s is taken.', kind, name),
    remedy || ' -- unless the file that makes it was run by hand: then tell the history (migration repair)'
  from our_names join used_names using (kind, name)
  where migration not in (select history.name from history where history.name is not null)

-- 6. Rows -------------------------------------------------------------------------------------------

), sources (table_name, columns) as (
  -- The columns that a look at rows reads; without them there is no look.
  values ('icp_job_titles', (select array_agg(column_name) from our_columns)),
    ('orgs', '{id}'), ('submissions', '{id,org_id}'), ('pipeline_runs', '{id,org_id,finished_at}'),
    ('api_tokens', '{id,token_hash}'), ('super_admins', '{id,email}'), ('users', '{id}')
), readable (table_name) as (
  select table_name from sources join tables using (table_name)
  where case when kind in ('r', 'p') then has_table_privilege(oid, 'select') end
    and not exists (select from missing_columns as m where m.table_name = sources.table_name and m.column_name = any (columns))
    and not exists (select from wrong_columns as w where w.table_name = sources.table_name and w.column_name = any (columns)
      -- What compares well enough to be counted.
      and w.full_type !~ '^(character|timestamp)')
    -- Such a text cannot be compared with a pattern.
    and not exists (select from columns as c join pg_collation on pg_collation.oid = (att).attcollation
      where c.table_name = sources.table_name and c.column_name = any (sources.columns) and not collisdeterministic)
), same_key (condition, mend) as (
  -- As the backfill has it: a row is as new as the finish of its run, else as its last write. A name
  -- that the newest does not give comes from the next that does.
  values (
    $sql$exists (
      select from public.icp_job_titles as other
      where other.org_id = t.org_id and other.company_domain = t.company_domain and other.ctid <> t.ctid
    )$sql$,
    $sql$with ranked as (
        select t.ctid as row, row_number() over newest as place, count(*) over newest as many,
          (array_agg(company_name) filter (where company_name ~ '\S') over newest)[1] as name,
          (array_agg(company_description) filter (where company_description ~ '\S')
            over newest)[1] as description
        from public.icp_job_titles as t
        left join public.pipeline_runs as r on r.id = t.source_pipeline_run_id
        window newest as (
          partition by t.org_id, t.company_domain
          order by coalesce(r.finished_at, t.updated_at) desc nulls last,
            t.updated_at desc nulls last, t.id desc
          rows between unbounded preceding and unbounded following)
      ), kept as (
        update public.icp_job_titles as t set company_name = name, company_description = description
        from ranked where t.ctid = ranked.row and place = 1 and many > 1
      ), gone as (
        delete from public.icp_job_titles as t using ranked
        where t.ctid = ranked.row and place > 1 returning t
      )
      insert into public.icp_job_titles_set_aside
      select 'older than the row that is kept', to_jsonb(t) from gone;$sql$
  )
), row_faults (what, tables, condition, reason, mend) as (
  -- Rows of icp_job_titles, as t. Those with a reason are set aside, the others mended.
  values
    ('do not hold a JSON object', '{icp_job_titles}'::text[],
      $sql$jsonb_typeof(t.raw_parallel_output) <> 'object'$sql$, 'not a JSON object', null),
    ('belong to an org that does not exist', '{icp_job_titles,orgs}',
      'not exists (select from public.orgs as o where o.id = t.org_id)', 'its org does not exist', null),
    ('name a source of another org', '{icp_job_titles,submissions,pipeline_runs}',
      $sql$(t.source_submission_id is not null and not exists (
          select from public.submissions as s
          where s.id = t.source_submission_id and s.org_id = t.org_id)
        or t.source_pipeline_run_id is not null and not exists (
          select from public.pipeline_runs as r
          where r.id = t.source_pipeline_run_id and r.org_id = t.org_id))$sql$, null,
      $sql$source_submission_id = (
          select s.id from public.submissions as s
          where s.id = t.source_submission_id and s.org_id = t.org_id),
        source_pipeline_run_id = (
          select r.id from public.pipeline_runs as r
          where r.id = t.source_pipeline_run_id and r.org_id = t.org_id)$sql$),
    ('have a created_at that JSON cannot express', '{icp_job_titles}',
      $sql$t.created_at not between '0001-01-01Z' and '9999-12-31Z'$sql$, null, 'created_at = now()'),
    ('have an updated_at that JSON cannot express', '{icp_job_titles}',
      $sql$t.updated_at not between '0001-01-01Z' and '9999-12-31Z'$sql$, null, 'updated_at = now()')
), row_looks (verdict, what, tables, counting, remedy) as (
  select 'must', '%s rows of public.icp_job_titles ' || what || '.', tables,
    'select count(*) as n from public.icp_job_titles as t where ' || condition,
    case
      when reason is not null then set_aside
        || format('with gone as (delete from public.icp_job_titles as t where %s returning t)', condition)
        || ' insert into public.icp_job_titles_set_aside'
        || format(' select %L, to_jsonb(t) from gone;', reason)
      else without_triggers
        || format('update public.icp_job_titles as t set %s where %s;', mend, condition) || with_triggers
    end
  from row_faults, pieces
  union all
  select 'must', '%s rows of public.icp_job_titles share their org and company_domain with another.',
    '{icp_job_titles,pipeline_runs}',
    'select count(*) as n from public.icp_job_titles as t where ' || condition,
    set_aside || without_triggers || mend || with_triggers
  from same_key, pieces
  union all
  values
    -- All of domain.ts that SQL can say; the rest has an A-label, and is the check below.
    ('must',
      '%s rows of public.icp_job_titles are under a key that the service does not make, such as upper case, www. or a URL.',
      '{icp_job_titles}'::text[],
      $sql$select count(*) as n from public.icp_job_titles
        where length(company_domain) > 253 or company_domain !~ ('^(?!www\.[^.]+\.)'
          || '([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+'
          || '(?!(\d+|0x[0-9a-f]*)$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$')
          -- Two names that became one.
          or company_domain ~ '^([^.]+\.)+([a-z]{2}|com|net|org|info|biz)\.?www\.[^.]+\.'
          or company_domain ~ '[^.]\.(com|net|org|info|biz)_[a-z0-9-]+\.'$sql$,
      '-- Write them again under the keys of the service: docs/DEPLOY.md, "Keys in another spelling".'),
    ('check',
      '%s rows of public.icp_job_titles are under a key with an A-label (xn--), which SQL cannot judge.',
      '{icp_job_titles}',
      $sql$select count(*) as n from public.icp_job_titles where company_domain ~ '(^|\.)xn--'$sql$,
      '-- docs/DEPLOY.md, "Keys in another spelling", judges them by the rule of the service.'),
    ('must',
      'supabase/seed.sql was run here: %s of its public credentials are valid.',
      '{api_tokens,super_admins,users}',
      $sql$select
          (select count(*) from public.api_tokens
            where token_hash = encode(sha256('development-api-token'), 'hex')
              or id = '70ce0000-0000-4000-8000-000000000001')
          + (select count(*) from public.super_admins
            where email = 'operator@icp-job-titles.example'
              or id = '5ada0000-0000-4000-8000-000000000001')
          + (select count(*) from public.users where id = '05e70000-0000-4000-8000-000000000001')
        as n$sql$,
      '-- Take the sample out: docs/DEPLOY.md, "Take the sample out".'),
    ('check', 'supabase/seed.sql was run here: %s runs of its sample are left.', '{pipeline_runs}',
      $sql$select count(*) as n from public.pipeline_runs
        where id::text like 'a1000000-0000-4000-8000-0000000000__'$sql$,
      '-- Take the sample out: docs/DEPLOY.md, "Take the sample out".')
), row_found (verdict, what, remedy) as (
  select verdict, format(what, n), remedy
  from (
    select *, case when tables <@ array(select table_name from readable)
      then query_to_xml(counting, false, true, '') end as counted
    from row_looks
  ) as looked, xmltable('//row' passing counted columns n bigint path 'n')
  where n > 0

-- 7. The answer -------------------------------------------------------------------------------------

), own_check (what, remedy) as (
  select 'The table public.icp_job_titles is there already.',
    '-- 015 leaves it and its rows as they are; the later files add to it.'
  from ours
  union all
  select format('%s may read or write public.icp_job_titles, which 016 ends: it is for service_role alone.', string_agg(distinct role, ', ' order by role)),
    '-- Let them ask the query function instead.'
  from ours, aclexplode((relation).relacl) as acl, lateral (select case acl.grantee when 0 then 'Everybody' else acl.grantee::regrole::text end) as r (role)
  where role in ('Everybody', 'anon', 'authenticated')
    and 'icp_job_titles' not in (select name from history where name is not null)
  having count(*) > 0
  union all
  select format('There is also %s.%s.', place, table_name),
    format('-- The service uses public.%I. Is it the one that the pipeline writes?', table_name)
  from elsewhere join tables using (table_name)
  where tables.oid is not null and elsewhere.oid not in (select oid from twins)
  union all
  select 'No index of public.step_results begins with pipeline_run_id.',
    'create index concurrently on public.step_results (pipeline_run_id); -- without it the backfill reads the whole table for each run'
  from tables where table_name = 'step_results' and kind in ('r', 'p') and not exists (
    select from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indrelid = tables.oid and attname = 'pipeline_run_id' and indisvalid and indpred is null)
  union all
  select format('public.step_results.%s allows null; the backfill can miss such a result.', column_name),
    format('alter table public.step_results alter column %I set not null;', column_name)
  from columns
  where table_name = 'step_results' and column_name in ('pipeline_run_id', 'step_position', 'attempt')
    and not (att).attnotnull
  union all
  select format('The Data API cuts answers at %s rows ("Max rows"); 1000 is the fastest.', value),
    format('alter role authenticator%s set pgrst.db_max_rows = ''1000''; notify pgrst, ''reload config'';', place)
  from role_settings
  where role = 'authenticator' and name = 'pgrst.db_max_rows' and value ~ '^\d+$' and value::numeric < 1000
  union all
  select format('The history has a migration %s of another name, "%s".', h.version, h.name),
    '-- Push from the pipeline''s repository: docs/DEPLOY.md, "Where the database has a history of migrations".'
  from history as h
  where h.version ~ '^0(1[5-9]|[2-4]\d)$'
    and h.name not in (select migration from our_names union values ('icp_job_titles'), ('privileges'),
      ('backfill_oversized_numbers'), ('backfill_of_many_submissions'), ('check_icp_job_titles'), ('analyze_icp_job_titles'), ('fill_icp_job_titles_researched_at'), ('fill_icp_job_titles_words'))
), found (verdict, what, remedy) as (
  select 'must', what, remedy from project_must
  union all select 'must', what, remedy from table_must
  union all select 'must', what, remedy from own_must
  union all select 'must', what, remedy from name_must
  union all select 'check', what, remedy from own_check
  union all select verdict, what, remedy from row_found
), answer (verdict, what, remedy) as (
  select verdict, what, remedy from found
  union all
  select 'ready', 'Nothing is missing.', '-- Apply 015 and what follows it, as docs/DEPLOY.md says.'
  where not exists (select from found where verdict = 'must')
)
select verdict, what,
  -- As one statement, which is done whole or not at all; what follows "--" is for the reader.
  case when split_part(one_line, ' -- ', 1) ~ ';\s+\S'
    then regexp_replace(one_line, '^(.*?;)( -- .*)?$', 'do $mend$ begin \1 end $mend$;\2')
    else one_line end as remedy
from answer, regexp_replace(remedy, '\s*\n\s*', ' ', 'g') as one_line
order by array_position('{must,check,ready}', verdict),
  -- First what keeps rows from being mended is taken away; rows come last.
  case
    when remedy ~ '^(drop |alter publication |alter table public\.icp_job_titles (drop constraint|replica identity|disable trigger (?!user;)))' then 1
    when what like '% rows of %' then 3
    else 2
  end,
  what collate "C";
