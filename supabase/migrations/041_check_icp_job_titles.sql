-- check_icp_job_titles of 030, which looks up the row of each item. It could read every row of the org
-- for a page of --verify or --dry-run: where there are many orgs, Postgres takes each of them for small.

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
  -- "offset 0": one look-up for each item. As a plain join it may read all rows of the org.
  left join lateral (
    select * from public.icp_job_titles as t
    where t.org_id = p_org_id and t.company_domain = item.company_domain offset 0
  ) as stored on true
  cross join lateral (
    select case when stored.id is null then 'missing'
      else public.compare_icp_sources(stored.source_pipeline_run_id,
        coalesce(stored.researched_at, stored.updated_at),
        (item.fields ->> 'source_pipeline_run_id')::uuid, p_overwrite, p_submission_ids)
      end as stored
  ) as beside
$$;
