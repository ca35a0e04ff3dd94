-- Deleting a submission empties both sources of a row in one update, before the foreign keys do it in
-- two: the rows of a large submission are written once, in an order that writers share.

-- With the rights of its owner, as foreign keys have them.
create function public.release_icp_job_titles() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- As for whoever finishes a run (030), its runs come first. Then the rows, in the order of their keys
  -- as in write_icp_job_titles.
  perform from public.pipeline_runs
  where submission_id = old.id and org_id = old.org_id
  order by id
  for update;
  with locked as materialized (
    select t.id, run.id as run_id
    from public.icp_job_titles as t
    left join public.pipeline_runs as run
      on run.id = t.source_pipeline_run_id and run.submission_id = old.id
    where t.source_submission_id = old.id and t.org_id = old.org_id
    order by t.company_domain collate "C"
    for no key update of t
  )
  update public.icp_job_titles as t
  set source_submission_id = null,
    source_pipeline_run_id = case when locked.run_id is null then t.source_pipeline_run_id end
  from locked where t.id = locked.id;
  return old;
end
$$;

comment on function public.release_icp_job_titles() is
  'Sets the sources of the rows of a submission to null; a BEFORE DELETE trigger of submissions.';

create trigger release_icp_job_titles
  before delete on public.submissions
  for each row execute function public.release_icp_job_titles();

-- A trigger runs its function without this privilege.
revoke all on function public.release_icp_job_titles()
  from public, anon, authenticated, service_role;
