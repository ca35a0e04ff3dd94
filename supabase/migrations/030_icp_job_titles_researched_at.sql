-- How old research is: researched_at, the finish of the run that made it.
--
-- updated_at also moves where a submission is deleted or a backfill writes the same again. And a row
-- whose run had been deleted counted as new as that deletion, so that newer research did not replace it.
--
-- Both tables are locked for an instant: pipeline_runs first, as for whoever deletes a run.

-- With the rights of its owner, as whoever finishes a run may not write its research.
create function public.set_researched_at_of_run() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.icp_job_titles as t set researched_at = new.finished_at
  where t.source_pipeline_run_id = new.id and t.org_id = new.org_id
    and t.researched_at is distinct from new.finished_at;
  return null;
end
$$;

comment on function public.set_researched_at_of_run() is
  'Brings researched_at of the rows that name a run up to date; an AFTER trigger of pipeline_runs.';

-- Of every update, as a trigger of the pipeline may be what sets finished_at.
create trigger set_icp_job_titles_researched_at_of_run
  after update on public.pipeline_runs
  for each row when (old.finished_at is distinct from new.finished_at)
  execute function public.set_researched_at_of_run();

comment on trigger set_icp_job_titles_researched_at_of_run on public.pipeline_runs is
  'A run may finish after the research that it made was written.';

alter table public.icp_job_titles add column researched_at timestamptz;

comment on column public.icp_job_titles.researched_at is
  'When the run that made the research finished; kept when that run is deleted. Null where a write named no run, and until the run finishes. Triggers set it.';

-- With the rights of its owner, as whoever writes a row may not lock a run.
create function public.set_researched_at() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.researched_at = null;
  if new.source_pipeline_run_id is not null then
    select finished_at into new.researched_at
    from public.pipeline_runs where id = new.source_pipeline_run_id;
    if new.researched_at is null then
      -- It may finish right now. Then that is waited for here, or it waits for this row and finds it.
      select finished_at into new.researched_at
      from public.pipeline_runs where id = new.source_pipeline_run_id for share;
    end if;
  end if;
  return new;
end
$$;

comment on function public.set_researched_at() is
  'Takes researched_at from the run that the row names, null without one; a BEFORE trigger of icp_job_titles.';

-- Every write of research gives a document, if the same. A foreign key that sets a source to null does
-- not: then the time stays.
create trigger set_icp_job_titles_researched_at
  before insert or update of raw_parallel_output on public.icp_job_titles
  for each row execute function public.set_researched_at();

create trigger set_icp_job_titles_researched_at_of_source
  before update of source_pipeline_run_id on public.icp_job_titles
  for each row
  when (new.source_pipeline_run_id is not null
    and new.source_pipeline_run_id is distinct from old.source_pipeline_run_id)
  execute function public.set_researched_at();

-- 021's, but for the rows that are there already: whoever asks what changed since has read them.
create or replace function public.move_updated_at_forward() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Called when the row is locked; a microsecond more, should the clock have been set back.
  new.updated_at = case current_setting('icp_job_titles.keeps_updated_at', true)
    when 'on' then old.updated_at
    else greatest(clock_timestamp(), old.updated_at + interval '1 microsecond') end;
  return new;
end
$$;

-- What "newer" means: by researched_at where it is known. 028's, but for that.

create or replace function public.write_icp_job_titles(
  p_org_id uuid,
  p_items text,
  p_documents jsonb default null,
  p_submission_ids uuid[] default null,
  p_overwrite boolean default false
) returns json
language plpgsql
set search_path = ''
as $$
declare
  columns text;
  sources text;
  assignments text;
  conditions text;
  answer json;
  older jsonb;
begin
  select string_agg(format('%I', column_name), ', '),
    string_agg(case column_name
      when 'raw_parallel_output' then 'document.content'
      else format('item.%I', column_name) end, ', '),
    string_agg(format(case on_conflict
      when 'keep' then '%1$I = coalesce(excluded.%1$I, stored.%1$I)'
      else '%1$I = excluded.%1$I' end, column_name), ', ')
  into columns, sources, assignments
  from public.icp_job_titles_on_conflict();

  -- In the order of their keys, so that two writers wait for each other and do not deadlock; a key
  -- whose row is kept is locked as well, so what follows touches locked rows only.
  execute format($sql$
    with ordered as materialized (
      select * from public.order_icp_job_titles($1, $2, $4)
    ), written as (
      insert into public.icp_job_titles as stored (org_id, company_domain, %1$s)
      select $1, newest.company_domain, %2$s
      from (
        select * from ordered where is_newest order by company_domain collate "C" offset 0
      ) as newest
      cross join lateral jsonb_populate_record(null::public.icp_job_titles, newest.fields) as item
      cross join lateral (select case when newest.step_result_id is null
        then $3 -> (newest.place - 1)
        else (select result.output_payload
            #> '{operation_result,output,parallel_raw_response,output,content}'
          from public.step_results as result where result.id = newest.step_result_id)
        end as content) as document
      on conflict (org_id, company_domain) do update set %3$s
      where $3 is not null or public.compare_icp_sources(stored.source_pipeline_run_id,
        coalesce(stored.researched_at, stored.updated_at), excluded.source_pipeline_run_id, $5, $4)
          <> 'newer'
      returning stored.company_domain, stored.id
    ), told as (
      select ordered.*, case when not ordered.has_source then 'no_source'
        when ordered.is_newest and written.id is not null then 'upserted'
        else 'superseded' end as outcome, written.id
      from ordered left join written on written.company_domain = ordered.company_domain
    )
    select coalesce(json_agg(json_build_object('step_result_id', step_result_id,
        'outcome', outcome, 'id', case outcome when 'upserted' then id end) order by place), '[]'),
      jsonb_agg(distinct kept || jsonb_build_object('company_domain', company_domain))
        filter (where outcome = 'superseded' and kept is not null)
    from told $sql$, columns, sources, assignments)
  into answer, older
  using p_org_id, p_items::jsonb, p_documents, p_submission_ids, p_overwrite;

  -- A name that neither the row nor a newer result gives comes from an older result. Only rows that
  -- a run wrote are filled in; there the order of time is known.
  if p_documents is null and older is not null then
    select string_agg(format('%1$I = coalesce(stored.%1$I, older.%1$I)', column_name), ', '),
      string_agg(format('stored.%1$I is null and older.%1$I is not null', column_name), ' or ')
    into assignments, conditions
    from public.icp_job_titles_on_conflict() where on_conflict = 'keep';
    execute format($sql$
      update public.icp_job_titles as stored set %1$s
      from jsonb_populate_recordset(null::public.icp_job_titles, $2) as older
      where stored.org_id = $1 and stored.company_domain = older.company_domain
        and (stored.source_pipeline_run_id is not null or stored.researched_at is not null)
        and (%2$s) $sql$, assignments, conditions)
    using p_org_id, older;
  end if;
  return answer;
exception when deadlock_detected or serialization_failure then
  -- PostgREST tries these two again without end; 503 leaves it to the caller.
  raise sqlstate 'PT503' using message = 'Another writer was in the way. Try again.';
end
$$;

create or replace function public.check_icp_job_titles(
  p_org_id uuid,
  p_items text,
  p_submission_ids uuid[],
  p_overwrite boolean default false
) returns json
language sql stable
set search_path = ''
as $$
  select coalesce(json_agg(json_build_object('step_result_id', item.step_result_id,
    'outcome', case when not item.has_source then 'no_source'
      when item.is_newest and beside.stored <> 'newer' then 'upserted'
      else 'superseded' end,
    'stored', beside.stored) order by item.place), '[]')
  from public.order_icp_job_titles(p_org_id, p_items::jsonb, p_submission_ids) as item
  left join public.icp_job_titles as stored
    on stored.org_id = p_org_id and stored.company_domain = item.company_domain
  cross join lateral (
    select case when stored.id is null then 'missing'
      else public.compare_icp_sources(stored.source_pipeline_run_id,
        coalesce(stored.researched_at, stored.updated_at),
        (item.fields ->> 'source_pipeline_run_id')::uuid, p_overwrite, p_submission_ids)
      end as stored
  ) as beside
$$;

comment on function public.compare_icp_sources is
  'Tells whether a stored row comes from the same run, or is older or newer than one. A row is as new as the finish of its source run, or p_stored_at where that is not known: its researched_at, else its updated_at. With p_overwrite a row counts as older unless it comes from the submissions given.';

-- 022's, with three more lines.
create or replace function public.icp_job_titles_predicate(p_filters jsonb) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  known constant jsonb := jsonb_build_object(
    'company_domains', 't.company_domain = any ($3)',
    'processor', 't.processor = $2 ->> ''processor''',
    'parallel_run_id', 't.parallel_run_id = $2 ->> ''parallel_run_id''',
    'source_submission_id', 't.source_submission_id = ($2 ->> ''source_submission_id'')::uuid',
    'source_pipeline_run_id',
      't.source_pipeline_run_id = ($2 ->> ''source_pipeline_run_id'')::uuid',
    'updated_since', 't.updated_at >= ($2 ->> ''updated_since'')::timestamptz',
    'updated_before', 't.updated_at < ($2 ->> ''updated_before'')::timestamptz',
    'researched_since', 't.researched_at >= ($2 ->> ''researched_since'')::timestamptz',
    'researched_before', 't.researched_at < ($2 ->> ''researched_before'')::timestamptz',
    'contains', 't.raw_parallel_output @> ($2 ->> ''contains'')::jsonb'
  );
  unknown text;
begin
  -- Ignored, a filter that a newer function sends would let every row through.
  select string_agg(name, ', ') into unknown from jsonb_object_keys(p_filters) as name
  where not known ? name;
  if unknown is not null then
    raise 'Unknown filters: %', unknown using errcode = '22023';
  end if;
  return (
    select concat_ws(' and ', 't.org_id = $1', string_agg(known ->> name, ' and ' order by name))
    from jsonb_object_keys(p_filters) as name
  );
end
$$;

-- The rows of an age can lie anywhere in the listing, such as all at its end. Postgres takes them to be
-- spread evenly, and would read the listing through for a few of them. So the rows of that age are
-- sorted. Where there are more than 20 for each that is wanted, so many rows of the listing are tried
-- first. Other filters that an index serves, and containment, leave few rows or dear ones: Postgres
-- chooses.
create function public.icp_job_titles_page(p_filters jsonb, p_columns text, p_is_after boolean)
returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  after constant text :=
    case when p_is_after then ' and (t.created_at, t.id) < ($4, $5)' else '' end;
  matching constant text := public.icp_job_titles_predicate(p_filters);
  newest_first constant text := ' order by t.created_at desc, t.id desc';
  times constant jsonb := (
    select jsonb_object_agg(name, value) from jsonb_each(p_filters) as given (name, value)
    where name in ('updated_since', 'updated_before', 'researched_since', 'researched_before')
  );
begin
  if times is null or p_filters ?|
    '{company_domains,source_submission_id,source_pipeline_run_id,contains}'
  then
    return 'select ' || p_columns || ' from public.icp_job_titles as t where ' || matching || after
      || newest_first || ' limit $6 offset $7';
  end if;
  return replace(replace(replace(replace(
    'with near as materialized (
      select t.* from (
        select * from public.icp_job_titles as t where t.org_id = $1' || after || newest_first || '
        limit (
          select case when count(*) = <many> then <many> else 0 end
          from (select from <timely> order by <time> limit <many>) as counted
        )
      ) as t
      where ' || matching || newest_first || ' limit $6 offset $7
    )
    select <columns> from near as t where (select count(*) from near) = $6
    union all
    (select <columns> from (select * from <timely> offset 0) as t
      where (select count(*) from near) < $6 and ' || matching || after || newest_first || '
      limit $6 offset $7)',
    '<timely>', 'public.icp_job_titles as t where ' || public.icp_job_titles_predicate(times)),
    -- In the order of the index, so that it is what the rows are counted in.
    '<time>', case when times ?| '{updated_since,updated_before}' then 't.updated_at'
      else 't.researched_at' end),
    '<many>', '(20 * ($6::bigint + $7))'),
    '<columns>', p_columns);
end
$$;

comment on function public.icp_job_titles_page is
  'A page of a listing as SQL, for execute … using: $1 to $3 as in icp_job_titles_predicate, $4 and $5 the created_at and id of the row before, $6 the limit, $7 the offset. p_columns: SQL that selects them from t.';

-- 022's and 029's, but for the page.

create or replace function public.read_icp_job_titles(
  p_org_id uuid,
  p_filters text,
  p_columns text[],
  p_limit integer,
  p_offset integer default 0,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null
) returns setof json
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  columns constant text := (
    select string_agg(format('t.%I', name), ', ' order by place)
    from unnest(p_columns) with ordinality as list (name, place)
  );
begin
  if filters ? 'contains' then perform public.take_expensive_read_slot(p_org_id); end if;
  return query execute
    'with page as materialized ('
      || public.icp_job_titles_page(filters, columns, p_after_id is not null) || ')'
    -- Before a document is written out: up to then a page holds where its documents lie.
    || case when 'raw_parallel_output' = any (p_columns) and not filters ? 'contains' then
      ', slot as materialized (
        select public.take_large_page_slot($1, sum(pg_column_size(page.raw_parallel_output)))
        from page
      )
      select coalesce(json_agg(page), ''[]'') from slot cross join page'
    else ' select coalesce(json_agg(page), ''[]'') from page' end
  using p_org_id, filters,
    array(select jsonb_array_elements_text(filters -> 'company_domains')),
    p_after_created_at, p_after_id, p_limit, p_offset;
end
$$;

create or replace function public.page_of_icp_job_titles(
  p_org_id uuid,
  p_filters text,
  p_has_documents boolean,
  p_limit integer,
  p_offset integer default 0,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null
) returns setof public.icp_job_titles
language plpgsql stable
set search_path = ''
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  no_row public.icp_job_titles;
begin
  if filters ? 'contains' then perform public.take_expensive_read_slot(p_org_id); end if;
  return query execute
    'with page as materialized ('
      || public.icp_job_titles_page(filters, 't.*', p_after_id is not null) || ')'
    -- Before a document is written out: up to then a page holds where its documents lie.
    || case when p_has_documents and not filters ? 'contains' then
      ', slot as materialized (
        select public.take_large_page_slot($1, sum(pg_column_size(page.raw_parallel_output)))
        from page
      )
      select page.* from slot cross join page'
    else ' select page.* from page' end
  using p_org_id, filters,
    array(select jsonb_array_elements_text(filters -> 'company_domains')),
    p_after_created_at, p_after_id, p_limit, p_offset;
  return next no_row;
end
$$;

-- A trigger runs its function without this privilege.
revoke all on function public.set_researched_at(), public.set_researched_at_of_run(),
    public.icp_job_titles_page
  from public, anon, authenticated, service_role;
grant execute on function public.icp_job_titles_page to service_role;
