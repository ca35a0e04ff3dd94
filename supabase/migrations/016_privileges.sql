-- The Data API's roles may do nothing on icp_job_titles but what is granted here. Projects differ in
-- what a new table grants by default, so all is revoked first and the end is the same everywhere.

revoke all on table public.icp_job_titles from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.icp_job_titles to service_role;

-- What the functions and the backfill do on the pipeline's tables. Nothing is revoked there: where
-- the pipeline has made them itself, others may be using them.
grant select on table public.submissions, public.pipeline_runs, public.step_results to service_role;
grant select (id, email, is_active) on table public.super_admins to service_role;
grant select (id, org_id, user_id, token_hash, last_used_at, expires_at, revoked_at),
  update (last_used_at)
on table public.api_tokens to service_role;

comment on table public.icp_job_titles is
  'Raw Parallel.ai research into the job titles that buy, one row per company per org.';
comment on column public.icp_job_titles.company_domain is
  'The key within the org: a host name as normalizeCompanyDomain makes it.';
comment on column public.icp_job_titles.raw_parallel_output is
  'The output.content of the Parallel response, a JSON object, stored as it came.';
comment on column public.icp_job_titles.parallel_run_id is
  'Parallel''s id of the task run, such as trun_….';
comment on column public.icp_job_titles.processor is
  'The Parallel processor that did the research, such as pro.';
comment on column public.icp_job_titles.source_submission_id is
  'The submission that the row came from; null when unknown or deleted.';
comment on column public.icp_job_titles.source_pipeline_run_id is
  'The run that the row came from; null when unknown or deleted.';
