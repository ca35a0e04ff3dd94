-- A search for a common word, in an org of a million rows.
--
-- The index tells all rows that have a word. Where that is every row, they were all read and sorted for
-- a page of the newest: 3.7 s at 200,000. So the newest rows are tried first, by their words alone. If
-- these do not fill the page, the index is asked for up to 10,000 rows. If there are more, the word is
-- common enough that going on through the newest rows fills the page soon.

create function public.icp_job_titles_search_page(p_filters jsonb, p_is_after boolean) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  others constant jsonb := p_filters - 'search';
  predicate constant text := public.icp_job_titles_predicate(others);
  indexed constant text := 'public.icp_job_titles_words as w'
    || case when others = '{}' then '' else '
      join public.icp_job_titles as t on t.id = w.id and ' || predicate end || '
    where public.index_words(w.org_id, w.words) @@ public.search_tsquery($1, $2 -> ''search'')'
    || case when p_is_after then ' and (w.created_at, w.id) < ($4, $5)' else '' end;
  newest_first constant text := ' order by r.created_at desc, r.id desc';
begin
  -- Other filters that an index serves leave few rows: Postgres chooses.
  if others ?| '{company_domains,source_submission_id,source_pipeline_run_id,contains}' then
    return case when public.search_phrases(p_filters -> 'search') is null
      then 'select w.id, w.words from ' || indexed
        || ' order by w.created_at desc, w.id desc limit $6 offset $7'
      -- "offset 0": in their order first, so that no more words are read than fill the page.
      else 'select r.id, r.words from (
          select w.id, w.created_at, w.words from ' || indexed
        || ' order by w.created_at desc, w.id desc offset 0) as r
        where (select bool_and(strpos(r.words, phrase) > 0) from unnest($9) as phrase)'
        || newest_first || ' limit $6 offset $7' end;
  end if;
  return replace(replace(replace(replace(replace(
    'with near as materialized (
      <walk> limit (greatest($6::bigint + $7, least(10 * ($6::bigint + $7), 1000)))<words>
      limit $6::bigint + $7
    ), listed as materialized (
      select w.id, w.created_at, w.words from <indexed>
        and (select count(*) from near) < $6::bigint + $7
      limit <many> + 1
    )
    (select r.id, r.words from near as r
      where (select count(*) from near) = $6::bigint + $7<order> limit $6 offset $7)
    union all
    (select r.id, r.words from listed as r
      where (select count(*) from listed) <= <many>
        and (select coalesce(bool_and(strpos(r.words, phrase) > 0), true) from unnest($9) as phrase)
      <order> limit $6 offset $7)
    union all
    (select r.id, r.words from (<walk><words>) as r
      where (select count(*) from listed) > <many> limit $6 offset $7)',
    '<walk>', 'select w.id, w.created_at, w.words
      from (
        select * from public.icp_job_titles as t where t.org_id = $1'
        || case when p_is_after then ' and (t.created_at, t.id) < ($4, $5)' else '' end || '
        order by t.created_at desc, t.id desc'),
    '<words>', ') as t
      join public.icp_job_titles_words as w on w.id = t.id
      where ' || predicate || ' and (select public.search_tsquery($1, $2 -> ''search'')) is not null
        and (select bool_and(strpos(w.words, needle) > 0) from unnest($10) as needle)
      order by t.created_at desc, t.id desc'),
    '<indexed>', indexed),
    '<order>', newest_first),
    '<many>', '10000');
end
$$;

comment on function public.icp_job_titles_search_page is
  'The ids and words of a page of a search as SQL, for execute … using: $1 to $7 as in icp_job_titles_page, $9 the search_phrases, $10 the search_needles.';

-- 035's, but for the page of a search.
create or replace function public.find_icp_job_titles(
  p_org_id uuid,
  p_filters text,
  p_columns text[],
  p_limit integer,
  p_offset integer default 0,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null,
  p_pointer text[] default null
) returns setof json
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
-- Compiling takes longer than what it would speed up.
set jit = off
-- With less the index tells pages instead of rows, and the words of each row on them are split again.
set work_mem = '64MB'
-- Nobody knows how many rows have a word, and Postgres may take reading all of them for cheaper than the
-- index: it then splits the words of each row.
set enable_seqscan = off
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  is_search constant boolean := filters ? 'search';
  has_documents constant boolean := is_search or 'raw_parallel_output' = any (p_columns);
  found text;
begin
  if public.is_expensive_read(filters) then perform public.take_expensive_read_slot(p_org_id); end if;
  found := case when is_search
    then public.icp_job_titles_search_page(filters, p_after_id is not null)
    else public.icp_job_titles_page(filters, 't.id, null as words', p_after_id is not null) end;
  return query execute
    'with found as materialized (' || found || '
    ), page as materialized (
      select t.*, found.words from found join public.icp_job_titles as t on t.id = found.id
      order by t.created_at desc, t.id desc
    ), slot as materialized ('
    -- Before a document is looked into: up to then a page holds where its documents lie.
    || case when has_documents then '
      select public.take_large_page_slot($1, sum(pg_column_size(page.raw_parallel_output))) from page'
    else 'select' end || '
    )
    select coalesce(json_agg(line), ''[]'') from slot cross join lateral (select ' || (
      select string_agg(case
        when name = 'raw_parallel_output' and p_pointer is not null
          then 'public.get_by_json_pointer(page.raw_parallel_output, $8) as raw_parallel_output'
        else format('page.%I', name) end, ', ' order by place)
      from unnest(p_columns) with ordinality as list (name, place)
    )
    || case when is_search then
      ', public.list_search_matches(page.raw_parallel_output, page.words, $10) as matches'
    else '' end || ' from page) as line'
  using p_org_id, filters,
    array(select jsonb_array_elements_text(filters -> 'company_domains')),
    p_after_created_at, p_after_id, p_limit, p_offset, p_pointer,
    public.search_phrases(filters -> 'search'), public.search_needles(filters -> 'search');
end
$$;

-- 035's, but that a search alone is counted by its words alone.
create or replace function public.count_matching_icp_job_titles(p_org_id uuid, p_filters text)
returns bigint
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
set work_mem = '64MB'
set enable_seqscan = off
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  total bigint;
begin
  if public.is_expensive_read(filters) then perform public.take_expensive_read_slot(p_org_id); end if;
  execute 'select count(*) from '
    || case when filters - 'search' = '{}' and filters ? 'search' then
      'public.icp_job_titles_words as w
      where public.index_words(w.org_id, w.words) @@ public.search_tsquery($1, $2 -> ''search'')'
      || case when public.search_phrases(filters -> 'search') is null then ''
        else ' and (select bool_and(strpos(w.words, phrase) > 0) from unnest($4) as phrase)' end
    else 'public.icp_job_titles as t where ' || public.icp_job_titles_predicate(filters) end
  into total
  using p_org_id, filters, array(select jsonb_array_elements_text(filters -> 'company_domains')),
    public.search_phrases(filters -> 'search');
  return total;
end
$$;

revoke all on function public.icp_job_titles_search_page from public, anon, authenticated, service_role;
grant execute on function public.icp_job_titles_search_page to service_role;
