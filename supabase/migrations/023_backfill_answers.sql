-- The backfill's answers, each as one JSON value: a project may cut the rows of an answer ("Max
-- rows") without saying so, and a step result without an outcome would read as one that is gone.

create function public.read_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_limit integer,
  p_after_run_id uuid default null,
  p_after_finished_at timestamptz default null,
  p_after_step_position integer default null,
  p_after_attempt integer default null
) returns json
language sql stable
set search_path = ''
as $$
  select coalesce(json_agg(record), '[]')
  from public.list_icp_step_results(p_org_id, p_submission_ids, p_limit, p_after_run_id,
    p_after_finished_at, p_after_step_position, p_after_attempt) as record
$$;

comment on function public.read_icp_step_results is
  'A page of list_icp_step_results as one JSON list.';

create function public.write_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns json
language sql
set search_path = ''
as $$
  select coalesce(json_agg(record), '[]')
  from public.store_icp_step_results(p_org_id, p_submission_ids, p_records, p_overwrite) as record
$$;

comment on function public.write_icp_step_results is
  'Does what store_icp_step_results does, and answers with one JSON list.';

create function public.check_icp_step_results(
  p_org_id uuid,
  p_submission_ids uuid[],
  p_records text,
  p_overwrite boolean default false
) returns json
language sql stable
set search_path = ''
as $$
  select coalesce(json_agg(record), '[]')
  from public.compare_icp_step_results(p_org_id, p_submission_ids, p_records, p_overwrite)
    as record
$$;

comment on function public.check_icp_step_results is
  'The lines of compare_icp_step_results as one JSON list.';

revoke all on function public.read_icp_step_results, public.write_icp_step_results,
    public.check_icp_step_results
  from public, anon, authenticated, service_role;
grant execute on function public.read_icp_step_results, public.write_icp_step_results,
    public.check_icp_step_results
  to service_role;
