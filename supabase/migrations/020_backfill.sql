-- What scripts/backfill.ts asks of the database, so that no document travels: it reads what step
-- results are about, judges that outside, and names the results whose documents are to be stored.
--
-- One file of more than 200 lines: its functions are of use together only.

-- The order of reading: newest run first, runs without a finish last, ties broken by id.
create index if not exists pipeline_runs_submission_id_newest_idx
  on public.pipeline_runs
  (submission_id, coalesce(finished_at, '-infinity'::timestamptz) desc, id desc)
  where status = 'succeeded' and parent_pipeline_run_id is not null;

comment on index public.pipeline_runs_submission_id_newest_idx is
  'Serves list_icp_step_results: the succeeded child runs of a submission, newest first.';

create function public.list_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_limit integer,
  p_after_run_id uuid default null,
  p_after_finished_at timestamptz default null,
  p_after_step_position integer default null,
  p_after_attempt integer default null
) returns table (
  run_id uuid,
  finished_at timestamptz,
  step_result_id uuid,
  step_position integer,
  attempt integer,
  operation_id text,
  domain text,
  company_name text,
  company_description text,
  parallel_run_id text,
  processor text,
  content_state text,
  content_bytes integer,
  stored_domains text[]
)
language plpgsql stable
set search_path = ''
-- With the arguments as constants the place after which to read goes straight to the index.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with page as materialized (
    select run.id, run.finished_at, run.finish, result.id as result_id, result.step_position,
      result.attempt, result.output_payload
    from unnest(p_submission_ids) as submission (id)
    cross join lateral (
      select r.id, r.finished_at, coalesce(r.finished_at, '-infinity'::timestamptz) as finish
      from public.pipeline_runs as r
      where r.submission_id = submission.id and r.org_id = p_org_id
        and r.status = 'succeeded' and r.parent_pipeline_run_id is not null
        and (p_after_run_id is null
          or (coalesce(r.finished_at, '-infinity'::timestamptz), r.id)
            <= (coalesce(p_after_finished_at, '-infinity'::timestamptz), p_after_run_id))
      order by coalesce(r.finished_at, '-infinity'::timestamptz) desc, r.id desc
      -- One more, since the first may be the run that the page before has ended with.
      limit p_limit + 1
    ) as run
    left join public.step_results as result
      on result.pipeline_run_id = run.id and result.status = 'succeeded'
      and (run.id is distinct from p_after_run_id
        or (result.step_position, result.attempt) < (p_after_step_position, p_after_attempt))
    where result.id is not null or run.id is distinct from p_after_run_id
    order by run.finish desc, run.id desc, result.step_position desc, result.attempt desc
    limit p_limit
  )
  select page.id, page.finished_at, page.result_id, page.step_position, page.attempt,
    operation.result ->> 'operation_id',
    case jsonb_typeof(o.output -> 'domain') when 'string' then o.output ->> 'domain' end,
    case jsonb_typeof(o.output -> 'company_name')
      when 'string' then o.output ->> 'company_name' end,
    case jsonb_typeof(o.output -> 'company_description')
      when 'string' then o.output ->> 'company_description' end,
    case jsonb_typeof(o.output -> 'parallel_run_id')
      when 'string' then o.output ->> 'parallel_run_id' end,
    case jsonb_typeof(o.output -> 'processor') when 'string' then o.output ->> 'processor' end,
    case
      when jsonb_typeof(raw.output) is distinct from 'object' then 'missing_output'
      when not raw.output ? 'content' then 'missing_content'
      when raw.content in ('null', '{}') then 'empty'
      when jsonb_typeof(raw.content) = 'object' then 'object'
      else 'other'
    end,
    pg_column_size(raw.content),
    array(
      select t.company_domain from public.icp_job_titles as t
      where t.source_pipeline_run_id = page.id and t.org_id = p_org_id
    )
  from page
  -- Each "offset 0" keeps what it takes out of a payload, so that a payload is unpacked once.
  cross join lateral (select page.output_payload -> 'operation_result' as result offset 0)
    as operation
  cross join lateral (select operation.result -> 'output' as output offset 0) as o
  cross join lateral (
    select r.output, r.output -> 'content' as content
    from (select o.output -> 'parallel_raw_response' -> 'output' as output offset 0) as r
    offset 0
  ) as raw
  order by page.finish desc, page.id desc, page.step_position desc, page.attempt desc;
end
$$;

comment on function public.list_icp_step_results is
  'One page of what the backfill judges: the succeeded step results of the succeeded child runs of submissions, newest run first, and a row for a run that has none. Texts are null where the payload has no text. content_state: missing_output, missing_content, empty, object or other; content_bytes: its size as jsonb. stored_domains: the rows that name the run as their source. p_after_… name the last row of the page before.';

create function public.count_icp_step_results(p_org_id uuid, p_submission_ids uuid[])
returns bigint
language sql stable
set search_path = ''
as $$
  select count(*)
  from public.pipeline_runs as run
  left join public.step_results as result
    on result.pipeline_run_id = run.id and result.status = 'succeeded'
  where run.submission_id = any (p_submission_ids) and run.org_id = p_org_id
    and run.status = 'succeeded' and run.parent_pipeline_run_id is not null
$$;

comment on function public.count_icp_step_results is
  'How many rows list_icp_step_results has in all its pages.';

create function public.compare_icp_sources(
  p_stored_run_id uuid,
  p_stored_at timestamptz,
  p_run_id uuid,
  p_overwrite boolean,
  p_submission_ids uuid[]
) returns text
language sql stable
set search_path = ''
as $$
  select case
    when p_stored_run_id = p_run_id then 'same'
    -- A run that has not recorded its finish is as old as can be, but a row that names such a run
    -- is as new as its last write: nobody can say that it is older.
    when (coalesce(stored.finished_at, p_stored_at),
        coalesce(p_stored_run_id, '00000000-0000-0000-0000-000000000000'))
      <= (coalesce(found.finished_at, '-infinity'), p_run_id) then 'older'
    when p_overwrite and coalesce(stored.submission_id <> all (p_submission_ids), true)
      then 'older'
    else 'newer'
  end
  from (select) as one
  left join public.pipeline_runs as stored on stored.id = p_stored_run_id
  left join public.pipeline_runs as found on found.id = p_run_id
$$;

comment on function public.compare_icp_sources is
  'Tells whether a stored row comes from the same run, or is older or newer than one. A row is as new as the finish of its source run, or its updated_at where it names none. With p_overwrite a row counts as older unless it comes from the submissions given.';

create function public.store_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns table (step_result_id uuid, outcome text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  upserted uuid[];
begin
  -- In the order of their keys, so that two writers wait for each other and do not deadlock; a key
  -- whose row is kept is locked as well, so what follows touches locked rows only.
  with newest as materialized (
    select distinct on (record.company_domain collate "C") record.*,
      run.id as run_id, run.submission_id
    from rows from (
      jsonb_to_recordset(p_records::jsonb) as (step_result_id uuid, company_domain text,
        company_name text, company_description text, parallel_run_id text, processor text)
    ) with ordinality as record (step_result_id, company_domain, company_name,
      company_description, parallel_run_id, processor, place)
    join public.step_results as result
      on result.id = record.step_result_id and result.org_id = p_org_id
    join public.pipeline_runs as run
      on run.id = result.pipeline_run_id and run.submission_id = any (p_submission_ids)
    order by record.company_domain collate "C", record.place
  ), written as (
    insert into public.icp_job_titles as stored (org_id, company_domain, company_name,
      company_description, raw_parallel_output, parallel_run_id, processor, source_submission_id,
      source_pipeline_run_id)
    select p_org_id, company_domain, company_name, company_description,
      (select s.output_payload
          #> '{operation_result,output,parallel_raw_response,output,content}'
        from public.step_results as s where s.id = newest.step_result_id),
      parallel_run_id, processor, submission_id, run_id
    from newest
    on conflict (org_id, company_domain) do update set
      company_name = coalesce(excluded.company_name, stored.company_name),
      company_description = coalesce(excluded.company_description, stored.company_description),
      raw_parallel_output = excluded.raw_parallel_output,
      parallel_run_id = excluded.parallel_run_id,
      processor = excluded.processor,
      source_submission_id = excluded.source_submission_id,
      source_pipeline_run_id = excluded.source_pipeline_run_id
    where public.compare_icp_sources(stored.source_pipeline_run_id, stored.updated_at,
      excluded.source_pipeline_run_id, p_overwrite, p_submission_ids) <> 'newer'
    returning stored.company_domain
  )
  select coalesce(array_agg(newest.step_result_id), '{}') into upserted
  from written join newest on newest.company_domain = written.company_domain;

  -- As if written in the order of time: a name that no newer result gives comes from an older one.
  -- Only rows that a run wrote are filled in; there the order of time is known.
  update public.icp_job_titles as stored set
    company_name = coalesce(stored.company_name, older.company_name),
    company_description = coalesce(stored.company_description, older.company_description)
  from (
    select company_domain,
      (array_agg(company_name order by place) filter (where company_name is not null))[1]
        as company_name,
      (array_agg(company_description order by place)
        filter (where company_description is not null))[1] as company_description
    from rows from (
      jsonb_to_recordset(p_records::jsonb) as (step_result_id uuid, company_domain text,
        company_name text, company_description text)
    ) with ordinality as record (step_result_id, company_domain, company_name,
      company_description, place)
    where step_result_id <> all (upserted)
    group by company_domain
  ) as older
  where stored.org_id = p_org_id and stored.company_domain = older.company_domain
    and stored.source_pipeline_run_id is not null
    and (stored.company_name is null and older.company_name is not null
      or stored.company_description is null and older.company_description is not null);

  return query
  select result.id,
    case when result.id = any (upserted) then 'upserted' else 'superseded' end
  from jsonb_to_recordset(p_records::jsonb) as record (step_result_id uuid)
  join public.step_results as result
    on result.id = record.step_result_id and result.org_id = p_org_id;
exception when deadlock_detected or serialization_failure then
  -- PostgREST tries these two again without end; 503 leaves it to the caller.
  raise sqlstate 'PT503' using message = 'Another writer was in the way. Try again.';
end
$$;

comment on function public.store_icp_step_results is
  'Stores the documents of step results as rows of icp_job_titles, all or none. p_records: the text of a JSON list, newest first, of {step_result_id, company_domain, company_name, company_description, parallel_run_id, processor}; company_domain is the key already. Outcome: upserted, or superseded where the row is newer (compare_icp_sources) or the list has a newer result of the company; no line for a step result that is gone.';

create function public.compare_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns table (step_result_id uuid, state text)
language sql stable
set search_path = ''
as $$
  select result.id,
    case when stored.id is null then 'missing'
      else public.compare_icp_sources(stored.source_pipeline_run_id, stored.updated_at,
        result.pipeline_run_id, p_overwrite, p_submission_ids)
    end
  from jsonb_to_recordset(p_records::jsonb) as record (step_result_id uuid, company_domain text)
  join public.step_results as result
    on result.id = record.step_result_id and result.org_id = p_org_id
  left join public.icp_job_titles as stored
    on stored.org_id = p_org_id and stored.company_domain = record.company_domain
$$;

comment on function public.compare_icp_step_results is
  'Looks what store_icp_step_results would meet: missing, or the row is from the same run, older or newer.';

-- Postgres lets everybody call a new function, and a project may open it to the API's roles.
revoke all on function public.list_icp_step_results, public.count_icp_step_results,
    public.compare_icp_sources, public.store_icp_step_results, public.compare_icp_step_results
  from public, anon, authenticated, service_role;
grant execute on function public.list_icp_step_results, public.count_icp_step_results,
    public.compare_icp_sources, public.store_icp_step_results, public.compare_icp_step_results
  to service_role;
