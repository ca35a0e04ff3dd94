-- The rows that are there already, 1000 in a transaction, so that writers go on. Should it be broken
-- off, it goes on with those that are missing. Not a procedure: one that commits cannot have a search
-- path of its own, and the advisors warn of it.

do $$
declare
  last uuid := '00000000-0000-0000-0000-000000000000';
  next uuid;
begin
  loop
    next := (
      select (pg_catalog.array_agg(id order by id desc))[1]
      from (
        select id from public.icp_job_titles where id > last order by id limit 1000
      ) as batch
    );
    exit when next is null;
    perform pg_catalog.set_config('icp_job_titles.keeps_updated_at', 'on', true);
    with locked as materialized (
      select t.id, run.finished_at
      from public.icp_job_titles as t
      join public.pipeline_runs as run on run.id = t.source_pipeline_run_id
      where t.id > last and t.id <= next and t.researched_at is null and run.finished_at is not null
      -- As the writers do, so that they wait for each other and do not deadlock.
      order by t.company_domain collate "C"
      for no key update of t
    )
    update public.icp_job_titles as t set researched_at = locked.finished_at
    from locked where t.id = locked.id;
    commit;
    last := next;
  end loop;
end
$$;
