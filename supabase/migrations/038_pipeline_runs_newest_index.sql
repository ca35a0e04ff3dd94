-- The order in which a backfill of many submissions reads. Built while others write, outside of a
-- transaction.

create index concurrently if not exists pipeline_runs_org_id_newest_idx
  on public.pipeline_runs (org_id, coalesce(finished_at, '-infinity'::timestamptz) desc, id desc)
  where status = 'succeeded' and parent_pipeline_run_id is not null;
