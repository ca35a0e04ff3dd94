-- list_icp_step_results of 027, for many submissions: up to ten are read one by one and merged, which
-- costs a page of each. More are read in the order of the org's runs (038).

create or replace function public.list_icp_step_results(
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
    from (
      select run.* from unnest(p_submission_ids) as submission (id)
      cross join lateral (
        select r.id, r.finished_at, coalesce(r.finished_at, '-infinity'::timestamptz) as finish
        from public.pipeline_runs as r
        -- The org in a form that no index serves, or Postgres may read past its other submissions.
        where r.submission_id = submission.id and r.org_id is not distinct from p_org_id
          and r.status = 'succeeded' and r.parent_pipeline_run_id is not null
          and (p_after_run_id is null
            or (coalesce(r.finished_at, '-infinity'::timestamptz), r.id)
              <= (coalesce(p_after_finished_at, '-infinity'::timestamptz), p_after_run_id))
        order by coalesce(r.finished_at, '-infinity'::timestamptz) desc, r.id desc
        -- One more, since the first may be the run that the page before has ended with.
        limit p_limit + 1
      ) as run
      where cardinality(p_submission_ids) <= 10
      union all (
        select r.id, r.finished_at, coalesce(r.finished_at, '-infinity'::timestamptz) as finish
        from public.pipeline_runs as r
        where cardinality(p_submission_ids) > 10
          and r.submission_id = any (p_submission_ids) and r.org_id = p_org_id
          and r.status = 'succeeded' and r.parent_pipeline_run_id is not null
          and (p_after_run_id is null
            or (coalesce(r.finished_at, '-infinity'::timestamptz), r.id)
              <= (coalesce(p_after_finished_at, '-infinity'::timestamptz), p_after_run_id))
        order by coalesce(r.finished_at, '-infinity'::timestamptz) desc, r.id desc
        limit p_limit + 1
      )
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
    case jsonb_typeof(operation.result -> 'operation_id')
      when 'string' then operation.result ->> 'operation_id' end,
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
      when jsonb_typeof(raw.content) <> 'object' then 'other'
      when public.has_oversized_number(raw.content) then 'oversized_number'
      else 'object'
    end,
    pg_column_size(raw.content),
    array(
      select t.company_domain from public.icp_job_titles as t
      where t.source_pipeline_run_id = page.id
        -- A form that no index serves: where statistics do not know the org yet, Postgres would take
        -- all of its rows for one, and read them for each run.
        and t.org_id is not distinct from p_org_id
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
