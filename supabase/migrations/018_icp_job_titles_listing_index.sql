-- The order of a listing: the newest rows of an org first, ties broken by id, so that a page costs
-- what it returns and neither repeats nor skips a row.

create index if not exists icp_job_titles_org_id_created_at_id_idx
  on public.icp_job_titles (org_id, created_at desc, id desc);

comment on index public.icp_job_titles_org_id_created_at_id_idx is
  'Serves every listing; also what idx_icp_job_titles_org serves.';
