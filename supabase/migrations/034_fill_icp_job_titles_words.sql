-- The words of the rows that are there already, in transactions of 200, so that writers go on. Should it
-- be broken off, it goes on with those that are missing.

do $$
declare
  last uuid := '00000000-0000-0000-0000-000000000000';
  next uuid;
begin
  loop
    next := (
      select (array_agg(id order by id desc))[1]
      from (select id from public.icp_job_titles where id > last order by id limit 200) as batch
    );
    exit when next is null;
    insert into public.icp_job_titles_words (id, org_id, created_at, words)
    select t.id, t.org_id, t.created_at, public.list_document_words(t.raw_parallel_output)
    from public.icp_job_titles as t
    where t.id > last and t.id <= next
      and not exists (select from public.icp_job_titles_words as w where w.id = t.id)
    -- Locked, so that it is not deleted meanwhile; writers may go on.
    for key share of t
    on conflict (id) do nothing;
    commit;
    last := next;
  end loop;
end
$$;
