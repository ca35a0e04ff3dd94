-- A row names submissions and runs of its own org only. 015's foreign keys look at the id alone;
-- these carry org_id along. The service knows them by name: keep the names.
--
-- What is there already stays: on large tables docs/DEPLOY.md has it made before, while others write.

do $$
begin
  if not exists (
    select from pg_constraint where conrelid = 'public.icp_job_titles'::regclass
      and conname = 'icp_job_titles_source_submission_org_fkey'
  ) then
    alter table public.icp_job_titles add constraint icp_job_titles_source_submission_org_fkey
      foreign key (source_submission_id, org_id) references public.submissions (id, org_id)
      on delete set null (source_submission_id);
  end if;
  if not exists (
    select from pg_constraint where conrelid = 'public.icp_job_titles'::regclass
      and conname = 'icp_job_titles_source_pipeline_run_org_fkey'
  ) then
    alter table public.icp_job_titles add constraint icp_job_titles_source_pipeline_run_org_fkey
      foreign key (source_pipeline_run_id, org_id) references public.pipeline_runs (id, org_id)
      on delete set null (source_pipeline_run_id);
  end if;
end
$$;

comment on constraint icp_job_titles_source_submission_org_fkey on public.icp_job_titles is
  'The source submission belongs to the org of the row.';
comment on constraint icp_job_titles_source_pipeline_run_org_fkey on public.icp_job_titles is
  'The source run belongs to the org of the row.';

-- Without these, deleting one submission or run reads the whole table, twice. Partial, since a row
-- without a source is never looked for.
create index if not exists icp_job_titles_source_submission_id_org_id_idx
  on public.icp_job_titles (source_submission_id, org_id)
  where source_submission_id is not null;
create index if not exists icp_job_titles_source_pipeline_run_id_org_id_idx
  on public.icp_job_titles (source_pipeline_run_id, org_id)
  where source_pipeline_run_id is not null;
