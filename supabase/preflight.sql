-- What stands in the way of migration 015 and later where the pipeline has made its tables itself.
-- It reads only. Paste it into the dashboard's SQL editor, or see docs/DEPLOY.md for the command.
--
-- A row each: "must" is to be put right before anything is applied, "note" is to be known, and
-- "ready" is the only row that promises that all of them will apply.

with wanted_columns (table_name, column_name, types) as (
  values
    ('orgs', 'id', '{uuid}'::text[]),
    ('submissions', 'id', '{uuid}'),
    ('submissions', 'org_id', '{uuid}'),
    ('pipeline_runs', 'id', '{uuid}'),
    ('pipeline_runs', 'org_id', '{uuid}'),
    ('pipeline_runs', 'submission_id', '{uuid}'),
    ('pipeline_runs', 'parent_pipeline_run_id', '{uuid}'),
    ('pipeline_runs', 'status', '{enum,text,varchar}'),
    ('pipeline_runs', 'finished_at', '{timestamptz}'),
    ('step_results', 'id', '{uuid}'),
    ('step_results', 'org_id', '{uuid}'),
    ('step_results', 'pipeline_run_id', '{uuid}'),
    ('step_results', 'status', '{enum,text,varchar}'),
    ('step_results', 'step_position', '{int4}'),
    ('step_results', 'attempt', '{int4}'),
    ('step_results', 'output_payload', '{jsonb}'),
    ('api_tokens', 'id', '{uuid}'),
    ('api_tokens', 'org_id', '{uuid}'),
    ('api_tokens', 'token_hash', '{text,varchar,bpchar}'),
    ('api_tokens', 'last_used_at', '{timestamptz}'),
    ('api_tokens', 'expires_at', '{timestamptz}'),
    ('api_tokens', 'revoked_at', '{timestamptz}'),
    ('super_admins', 'id', '{uuid}'),
    ('super_admins', 'email', '{citext,text,varchar}'),
    ('super_admins', 'is_active', '{bool}'),
    ('icp_job_titles', 'id', '{uuid}'),
    ('icp_job_titles', 'org_id', '{uuid}'),
    ('icp_job_titles', 'company_domain', '{text}'),
    ('icp_job_titles', 'company_name', '{text}'),
    ('icp_job_titles', 'company_description', '{text}'),
    ('icp_job_titles', 'raw_parallel_output', '{jsonb}'),
    ('icp_job_titles', 'parallel_run_id', '{text}'),
    ('icp_job_titles', 'processor', '{text}'),
    ('icp_job_titles', 'source_submission_id', '{uuid}'),
    ('icp_job_titles', 'source_pipeline_run_id', '{uuid}'),
    ('icp_job_titles', 'created_at', '{timestamptz}'),
    ('icp_job_titles', 'updated_at', '{timestamptz}')
), wanted_tables (table_name, oid) as (
  select distinct table_name, to_regclass('public.' || table_name) from wanted_columns
), wanted_keys (table_name, columns) as (
  values
    ('orgs', '{id}'::text[]),
    ('submissions', '{id}'),
    ('submissions', '{id,org_id}'),
    ('pipeline_runs', '{id}'),
    ('pipeline_runs', '{id,org_id}')
), unique_keys (oid, columns) as (
  -- Those that a foreign key may refer to.
  select indrelid, array(
    select attname::text from pg_attribute
    where attrelid = indrelid and attnum = any (indkey[0:indnkeyatts - 1]) order by attname
  )
  from pg_index
  where indisunique and indisvalid and indimmediate and indpred is null and indexprs is null
), must (what, remedy) as (
  select format('This is Postgres %s.', current_setting('server_version')),
    'Upgrade the project: 017 needs Postgres 15 or later.'
  where current_setting('server_version_num')::integer < 150000
  union all
  select format('There is no role "%s".', name),
    'Apply 001_platform_roles_and_extensions.sql, which makes what is missing and nothing else.'
  from unnest('{anon,authenticated,service_role}'::text[]) as name
  where not exists (select from pg_roles where rolname = name)
  union all
  select 'There is no function public.update_updated_at_column().',
    'Apply 002_updated_at_trigger.sql: the trigger of 015 calls it.'
  where to_regprocedure('public.update_updated_at_column()') is null
  union all
  select format('There is no table public.%s.', table_name),
    'Apply the file of 004 to 011 that makes it. An empty project takes all files, from 001.'
  from wanted_tables
  where oid is null and table_name <> 'icp_job_titles'
  union all
  select format('public.%s has no column %s.', table_name, column_name),
    format('Add it, as %s.', types[1])
  from wanted_columns join wanted_tables using (table_name)
  where oid is not null and not exists (
    select from pg_attribute where attrelid = oid and attname = column_name and not attisdropped)
  union all
  select format('public.%s.%s is %s.', table_name, column_name, typname),
    format('Make it %s.', array_to_string(types, ' or '))
  from wanted_columns join wanted_tables using (table_name)
  join pg_attribute on attrelid = oid and attname = column_name and not attisdropped
  join pg_type on pg_type.oid = atttypid
  where case typtype when 'e' then 'enum' else typname end <> all (types)
  union all
  select format('public.%s has no unique key (%s).', table_name, array_to_string(columns, ', ')),
    format('alter table public.%s add unique (%s);', table_name, array_to_string(columns, ', '))
  from wanted_keys join wanted_tables using (table_name)
  where oid is not null and not exists (
    select from unique_keys as u where u.oid = wanted_tables.oid and u.columns = wanted_keys.columns)
), note (what, remedy) as (
  select 'No index of public.step_results begins with pipeline_run_id.',
    'The backfill would read the whole table for each run: create index concurrently on public.step_results (pipeline_run_id);'
  where to_regclass('public.step_results') is not null and not exists (
    select from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indrelid = to_regclass('public.step_results') and attname = 'pipeline_run_id'
      and indpred is null)
  union all
  select 'The table public.icp_job_titles is there already.',
    '015 leaves it and its rows as they are; the later files add to it.'
  where to_regclass('public.icp_job_titles') is not null
), existing (rows) as (
  -- As text, since a table that may not be there cannot be named in a query.
  select case
    when to_regclass('public.icp_job_titles') is not null and not exists (select from must)
    then query_to_xml($query$
      select
        count(*) filter (where not exists (
            select from public.submissions as s
            where s.id = t.source_submission_id and s.org_id = t.org_id)
          and t.source_submission_id is not null
          or not exists (
            select from public.pipeline_runs as r
            where r.id = t.source_pipeline_run_id and r.org_id = t.org_id)
          and t.source_pipeline_run_id is not null) as foreign_sources,
        count(*) filter (where t.company_domain ~ '^www\.[^.]+\.'
          or t.company_domain !~ '^([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$') as other_spellings
      from public.icp_job_titles as t $query$, false, true, '')
  end
), found (verdict, what, remedy) as (
  select 'must', what, remedy from must
  union all
  select 'note', what, remedy from note
  union all
  select 'must', format('%s rows of public.icp_job_titles name a source of another org.', count),
    'Set those sources to null: 017 refuses them.'
  from existing, xmltable('//row' passing rows columns count bigint path 'foreign_sources')
  where count > 0
  union all
  select 'note', format('%s rows of public.icp_job_titles are under a key that is no host name as the service writes it.', count),
    'A query does not find them by their domain. Upsert them again, then delete them.'
  from existing, xmltable('//row' passing rows columns count bigint path 'other_spellings')
  where count > 0
)
select verdict, what, remedy from found
union all
select 'ready', 'Nothing is missing.', 'Apply 015 and what follows it, as docs/DEPLOY.md says.'
where not exists (select from found where verdict = 'must')
order by verdict, what;
