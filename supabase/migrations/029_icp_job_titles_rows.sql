-- A page of the listing as rows, and behind the last of them one more that has no id.
--
-- read_icp_job_titles builds the whole page as one JSON value, since a project may cut the rows of an
-- answer ("Max rows") without saying so. That value is copied several times over: 1000 rows of 20 kB
-- take 1.5 to 2 times as long as rows that are read as rows. Here the row without an id tells that
-- nothing was cut; who does not find it reads the rest by read_icp_job_titles.

create function public.page_of_icp_job_titles(
  p_org_id uuid,
  p_filters text,
  p_has_documents boolean,
  p_limit integer,
  p_offset integer default 0,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null
) returns setof public.icp_job_titles
language plpgsql stable
set search_path = ''
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  no_row public.icp_job_titles;
begin
  if filters ? 'contains' then perform public.take_expensive_read_slot(p_org_id); end if;
  return query execute
    'with page as materialized (
      select t.* from public.icp_job_titles as t
      where ' || public.icp_job_titles_predicate(filters)
        || case when p_after_id is null then '' else ' and (t.created_at, t.id) < ($4, $5)' end || '
      order by t.created_at desc, t.id desc
      limit $6 offset $7
    )'
    -- Before a document is written out: up to then a page holds where its documents lie.
    || case when p_has_documents and not filters ? 'contains' then
      ', slot as materialized (
        select public.take_large_page_slot($1, sum(pg_column_size(page.raw_parallel_output)))
        from page
      )
      select page.* from slot cross join page'
    else ' select page.* from page' end
  using p_org_id, filters,
    array(select jsonb_array_elements_text(filters -> 'company_domains')),
    p_after_created_at, p_after_id, p_limit, p_offset;
  return next no_row;
end
$$;

comment on function public.page_of_icp_job_titles is
  'What read_icp_job_titles reads, as rows: an answer that does not end with a row without an id was cut. p_has_documents: whether raw_parallel_output is among the columns that are selected.';

revoke all on function public.page_of_icp_job_titles from public, anon, authenticated, service_role;
grant execute on function public.page_of_icp_job_titles to service_role;
