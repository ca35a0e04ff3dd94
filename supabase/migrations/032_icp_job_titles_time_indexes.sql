-- Rows by their age. Built while others write, each statement outside of a transaction.

create index concurrently if not exists icp_job_titles_org_id_updated_at_idx
  on public.icp_job_titles (org_id, updated_at);

create index concurrently if not exists icp_job_titles_org_id_researched_at_idx
  on public.icp_job_titles (org_id, researched_at) where researched_at is not null;
