-- One page of an org's rows by any of the query's filters, and how many rows there are.
--
-- As functions because a list of 500 domains or a large document does not fit into a URL, and
-- because a page after a cursor is found by comparing (created_at, id) as a row, which goes straight
-- to its place in the index however many rows share one created_at.

create function public.list_icp_job_titles(
  p_org_id uuid,
  p_limit integer,
  p_offset integer default 0,
  p_company_domains text[] default null,
  p_processor text default null,
  p_parallel_run_id text default null,
  p_source_submission_id uuid default null,
  p_source_pipeline_run_id uuid default null,
  p_updated_since timestamptz default null,
  p_contains text default null,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null
) returns setof public.icp_job_titles
language plpgsql stable
set search_path = ''
-- With the arguments as constants a filter that is null costs nothing.
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  select t.*
  from public.icp_job_titles as t
  where t.org_id = p_org_id
    and (p_company_domains is null or t.company_domain = any (p_company_domains))
    and (p_processor is null or t.processor = p_processor)
    and (p_parallel_run_id is null or t.parallel_run_id = p_parallel_run_id)
    and (p_source_submission_id is null or t.source_submission_id = p_source_submission_id)
    and (p_source_pipeline_run_id is null
      or t.source_pipeline_run_id = p_source_pipeline_run_id)
    and (p_updated_since is null or t.updated_at >= p_updated_since)
    and (p_contains is null or t.raw_parallel_output @> p_contains::jsonb)
    and (p_after_id is null or (t.created_at, t.id) < (p_after_created_at, p_after_id))
  order by t.created_at desc, t.id desc
  limit p_limit offset p_offset;
end
$$;

comment on function public.list_icp_job_titles is
  'One page of an org''s rows, newest first; a filter that is null does not apply. p_contains is the text of a JSON object that raw_parallel_output must contain; p_after_created_at and p_after_id name the last row of the page before.';

create function public.count_icp_job_titles(
  p_org_id uuid,
  p_company_domains text[] default null,
  p_processor text default null,
  p_parallel_run_id text default null,
  p_source_submission_id uuid default null,
  p_source_pipeline_run_id uuid default null,
  p_updated_since timestamptz default null,
  p_contains text default null
) returns bigint
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    select count(*)
    from public.icp_job_titles as t
    where t.org_id = p_org_id
      and (p_company_domains is null or t.company_domain = any (p_company_domains))
      and (p_processor is null or t.processor = p_processor)
      and (p_parallel_run_id is null or t.parallel_run_id = p_parallel_run_id)
      and (p_source_submission_id is null or t.source_submission_id = p_source_submission_id)
      and (p_source_pipeline_run_id is null
        or t.source_pipeline_run_id = p_source_pipeline_run_id)
      and (p_updated_since is null or t.updated_at >= p_updated_since)
      and (p_contains is null or t.raw_parallel_output @> p_contains::jsonb)
  );
end
$$;

comment on function public.count_icp_job_titles is
  'How many rows of an org the filters of list_icp_job_titles let through.';

-- Postgres lets everybody call a new function, and a project may open it to the API's roles.
revoke all on function public.list_icp_job_titles, public.count_icp_job_titles
  from public, anon, authenticated, service_role;
grant execute on function public.list_icp_job_titles, public.count_icp_job_titles to service_role;
