-- The rows that are there already, 1000 in a transaction, so that writers go on. Should it be broken
-- off, it goes on with those that are missing. Not a procedure: one that commits cannot have a search
-- path of its own, and the advisors warn of it.

do $$
declare
  last uuid;
  next uuid;
begin
  loop
    last := '00000000-0000-0000-0000-000000000000';
    loop
      next := (
        select (array_agg(id order by id desc))[1]
        from (
          select id from public.icp_job_titles where id > last order by id limit 1000
        ) as batch
      );
      exit when next is null;
      perform set_config('icp_job_titles.keeps_updated_at', 'on', true);
      with locked as materialized (
        select t.id, run.finished_at
        from public.icp_job_titles as t
        join public.pipeline_runs as run on run.id = t.source_pipeline_run_id
        where t.id > last and t.id <= next
          and t.researched_at is null and run.finished_at is not null
        -- Who waits for nobody is in nobody's way.
        for no key update of t skip locked
      )
      update public.icp_job_titles as t set researched_at = locked.finished_at
      from locked where t.id = locked.id;
      commit;
      last := next;
    end loop;
    exit when not exists (
      select from public.icp_job_titles as t
      join public.pipeline_runs as run on run.id = t.source_pipeline_run_id
      where t.researched_at is null and run.finished_at is not null
    );
    -- Others had locked some.
    perform pg_sleep(1);
  end loop;
end
$$;
