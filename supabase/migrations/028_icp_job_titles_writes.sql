-- The one way in which several rows are written, for the batch and for the backfill, and the same rule
-- as a question. What becomes of each column stands in icp_job_titles_on_conflict, which item of a list
-- counts in order_icp_job_titles, and whether a stored row is newer in compare_icp_sources (020).

create function public.icp_job_titles_on_conflict()
returns table (column_name text, on_conflict text)
language sql immutable
set search_path = ''
as $$
  values
    ('company_name', 'keep'),
    ('company_description', 'keep'),
    ('raw_parallel_output', 'replace'),
    ('parallel_run_id', 'replace'),
    ('processor', 'replace'),
    ('source_submission_id', 'replace'),
    ('source_pipeline_run_id', 'replace')
$$;

comment on function public.icp_job_titles_on_conflict is
  'The columns that a write gives, beside the key. keep: where no value is given the stored one stays; replace: the stored value goes, for null where none is given.';

create function public.order_icp_job_titles(
  p_org_id uuid,
  p_items jsonb,
  p_submission_ids uuid[]
) returns table (
  place integer,
  company_domain text,
  step_result_id uuid,
  has_source boolean,
  is_newest boolean,
  fields jsonb,
  kept jsonb
)
language sql stable
set search_path = ''
as $$
  with items as materialized (
    select list.place::integer as place, given.company_domain, given.step_result_id, list.item,
      run.id as run_id, run.submission_id,
      case when given.step_result_id is not null then run.id is not null
        else (given.source_pipeline_run_id is null or run.id is not null)
          and (given.source_submission_id is null or submission.id is not null)
      end as has_source
    from jsonb_array_elements(p_items) with ordinality as list (item, place)
    cross join lateral jsonb_to_record(list.item) as given (company_domain text,
      step_result_id uuid, source_submission_id uuid, source_pipeline_run_id uuid)
    left join public.step_results as result
      on result.id = given.step_result_id and result.org_id = p_org_id
    -- By its id, so that it is looked up: a condition in another form would read every run of the org.
    left join public.pipeline_runs as run
      on run.id = case when given.step_result_id is null
        then given.source_pipeline_run_id else result.pipeline_run_id end
      and run.org_id = p_org_id
      and (given.step_result_id is null or run.submission_id = any (p_submission_ids))
    left join public.submissions as submission
      on submission.id = given.source_submission_id and submission.org_id = p_org_id
  ), kept as (
    -- Of a value that is there twice the one that comes last stays: that of the newest item.
    select items.company_domain,
      jsonb_object_agg(rule.column_name, items.item -> rule.column_name order by items.place desc)
        as names
    from items
    join public.icp_job_titles_on_conflict() as rule on rule.on_conflict = 'keep'
    where items.has_source and items.item ->> rule.column_name is not null
    group by items.company_domain
  )
  select items.place, items.company_domain, items.step_result_id, items.has_source,
    items.has_source and row_number() over (
      partition by items.company_domain collate "C", items.has_source order by items.place) = 1,
    case when items.step_result_id is null then items.item || coalesce(kept.names, '{}')
      else items.item || jsonb_build_object('source_submission_id', items.submission_id,
        'source_pipeline_run_id', items.run_id) end,
    kept.names
  from items left join kept on kept.company_domain = items.company_domain
  order by items.company_domain collate "C", items.place
$$;

comment on function public.order_icp_job_titles is
  'What a list of writes comes to, in the order of its keys; p_items as in write_icp_job_titles. place: the item''s, from 1; has_source: whether its step result, submission and run are there and of the org; is_newest: whether it is the one of its company to be written; fields: its columns but the document, by their names, of an item that is written now with the names that older items give; kept: the newest names that any item of its company gives.';

create function public.write_icp_job_titles(
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
        stored.updated_at, excluded.source_pipeline_run_id, $5, $4) <> 'newer'
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
        and stored.source_pipeline_run_id is not null and (%2$s) $sql$, assignments, conditions)
    using p_org_id, older;
  end if;
  return answer;
exception when deadlock_detected or serialization_failure then
  -- PostgREST tries these two again without end; 503 leaves it to the caller.
  raise sqlstate 'PT503' using message = 'Another writer was in the way. Try again.';
end
$$;

comment on function public.write_icp_job_titles is
  'Writes a list of rows of one org, all or none. p_items: the text of a JSON list, newest first, of objects with company_domain, which is the key already, and the columns of icp_job_titles_on_conflict. Their documents are the list p_documents, by place. Without p_documents each item names a step_result_id instead, whose document and sources it has: of a run of p_submission_ids; a row that is newer is then kept (compare_icp_sources). Answers with a JSON list, by place, of {step_result_id, outcome, id}: upserted; superseded, where the row or another item of the company is newer; no_source, where the step result, the submission or the run is gone or of another org.';

create function public.check_icp_job_titles(
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
      else public.compare_icp_sources(stored.source_pipeline_run_id, stored.updated_at,
        (item.fields ->> 'source_pipeline_run_id')::uuid, p_overwrite, p_submission_ids)
      end as stored
  ) as beside
$$;

comment on function public.check_icp_job_titles is
  'Tells what write_icp_job_titles would do with step results, and writes nothing: {step_result_id, outcome, stored} by place. stored: missing, or the row is from the same run, older or newer.';

-- Kept for a backfill of an earlier checkout.

create or replace function public.store_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns table (step_result_id uuid, outcome text)
language sql
set search_path = ''
as $$
  select line.step_result_id, line.outcome
  from json_to_recordset(public.write_icp_job_titles(p_org_id, p_records, null, p_submission_ids,
    p_overwrite)) as line (step_result_id uuid, outcome text)
  where line.outcome <> 'no_source'
$$;

create or replace function public.compare_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns table (step_result_id uuid, state text)
language sql stable
set search_path = ''
as $$
  select line.step_result_id, line.stored
  from json_to_recordset(public.check_icp_job_titles(p_org_id, p_records, p_submission_ids,
    p_overwrite)) as line (step_result_id uuid, outcome text, stored text)
  where line.outcome <> 'no_source'
$$;

comment on function public.store_icp_step_results is 'Replaced by write_icp_job_titles.';
comment on function public.write_icp_step_results is 'Replaced by write_icp_job_titles.';
comment on function public.compare_icp_step_results is 'Replaced by check_icp_job_titles.';
comment on function public.check_icp_step_results is 'Replaced by check_icp_job_titles.';

-- Postgres lets everybody call a new function, and a project may open it to the API's roles.
revoke all on function public.icp_job_titles_on_conflict, public.order_icp_job_titles,
    public.write_icp_job_titles, public.check_icp_job_titles
  from public, anon, authenticated, service_role;
grant execute on function public.icp_job_titles_on_conflict, public.order_icp_job_titles,
    public.write_icp_job_titles, public.check_icp_job_titles
  to service_role;
