-- The search for words, and answers with a part of each document.
--
-- The search of a query is a JSON list of terms, {"text", "prefix"}, each a word or words that stand
-- together. What is a word is decided here alone, by split_into_words. A term becomes a needle, which
-- the words of a matching row (icp_job_titles_words) have: " revenue operations ", or " controll" for
-- a prefix. The index finds the rows that have all words; of phrases the needles decide.

create function public.search_needles(p_search jsonb) returns text[]
language sql immutable
set search_path = ''
as $$
  select array_agg(case when (term ->> 'prefix')::boolean then rtrim(words) else words end)
  from jsonb_array_elements(p_search) as term
  cross join lateral public.cut_long_words(
    public.split_into_words(replace(term ->> 'text', E'\n', ' '))) as words
$$;

comment on function public.search_needles is
  'What a search looks for in list_document_words, a text for each term; null for null.';

create function public.search_phrases(p_search jsonb) returns text[]
language sql immutable
set search_path = ''
as $$
  select array_agg(needle) from unnest(public.search_needles(p_search)) as needle
  where btrim(needle) like '% %'
$$;

comment on function public.search_phrases is
  'Those of search_needles that have several words, of which the index does not decide; null where there are none.';

create function public.search_tsquery(p_org_id uuid, p_search jsonb) returns tsquery
language sql immutable
set search_path = ''
as $$
  -- Words have no punctuation and no symbols, so nothing in them has a meaning in a tsquery.
  select case when bool_and(btrim(needle) <> '') then
    ('''-' || p_org_id || ''' & ' || string_agg('''' || replace(btrim(needle), ' ', ''' & ''') || ''''
      || case when right(needle, 1) = ' ' then '' else ':*' end, ' & '))::tsquery
  end
  from unnest(public.search_needles(p_search)) as needle
$$;

comment on function public.search_tsquery is
  'What index_words of a matching row has; null where a term has no word, and nothing matches.';

create function public.list_search_matches(p_document jsonb, p_words text, p_needles text[])
returns json
language sql immutable
set search_path = ''
as $$
  with hits as (
    select text, place, count(*) as terms, (array_agg(needle))[1] as needle
    from rows from (string_to_table(p_words, E'\n'), public.list_document_texts(p_document))
      with ordinality as list (line, text, place)
    join unnest(p_needles) as needle on strpos(line, needle) > 0
    group by text, place
    order by terms desc, place
    limit 3
  )
  select json_agg(substr(text, greatest(1, least(start, length(text) - 299)), 300)
    order by terms desc, place)
  from hits
  cross join lateral (
    -- Ten words tell where a phrase is; with a thousand an expression is too complex.
    select (string_to_array(btrim(needle), ' '))[:10] as words
  ) as phrase
  cross join lateral (
    select regexp_instr(
      ' ' || lower(upper(replace(text, E'\n', ' ') collate pg_catalog."pg_c_utf8")),
      public.word_gap() || array_to_string(words, public.word_gap() || '*'))
      - (300 - length(array_to_string(words, ' '))) / 2 as start
  ) as middle
$$;

comment on function public.list_search_matches is
  'Up to three string values of a document, of which p_words are the list_document_words, in which terms of a search stand: those with most terms first, each cut at 300 characters around the first of them.';

create function public.get_by_json_pointer(p_document jsonb, p_tokens text[]) returns jsonb
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  value jsonb := p_document;
  token text;
begin
  foreach token in array p_tokens loop
    value := case jsonb_typeof(value)
      when 'object' then value -> token
      -- An index has no sign and no leading zero; no list has a thousand million elements.
      when 'array' then
        case when token ~ '^(0|[1-9][0-9]{0,8})$' then value -> token::integer end
    end;
    exit when value is null;
  end loop;
  return value;
end
$$;

comment on function public.get_by_json_pointer is
  'The part of a document that a JSON Pointer (RFC 6901) names, given as its tokens; null where there is none.';

-- 030's, with the search.
create or replace function public.icp_job_titles_predicate(p_filters jsonb) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  known constant jsonb := jsonb_build_object(
    'company_domains', 't.company_domain = any ($3)',
    'processor', 't.processor = $2 ->> ''processor''',
    'parallel_run_id', 't.parallel_run_id = $2 ->> ''parallel_run_id''',
    'source_submission_id', 't.source_submission_id = ($2 ->> ''source_submission_id'')::uuid',
    'source_pipeline_run_id',
      't.source_pipeline_run_id = ($2 ->> ''source_pipeline_run_id'')::uuid',
    'updated_since', 't.updated_at >= ($2 ->> ''updated_since'')::timestamptz',
    'updated_before', 't.updated_at < ($2 ->> ''updated_before'')::timestamptz',
    'researched_since', 't.researched_at >= ($2 ->> ''researched_since'')::timestamptz',
    'researched_before', 't.researched_at < ($2 ->> ''researched_before'')::timestamptz',
    'contains', 't.raw_parallel_output @> ($2 ->> ''contains'')::jsonb',
    'search', 't.id in (select w.id from public.icp_job_titles_words as w
      where public.index_words(w.org_id, w.words) @@ public.search_tsquery($1, $2 -> ''search'')'
      || case when public.search_phrases(p_filters -> 'search') is null then ')'
        else ' and (select bool_and(strpos(w.words, phrase) > 0)
          from unnest(public.search_phrases($2 -> ''search'')) as phrase))' end
  );
  unknown text;
begin
  -- Ignored, a filter that a newer function sends would let every row through.
  select string_agg(name, ', ') into unknown from jsonb_object_keys(p_filters) as name
  where not known ? name;
  if unknown is not null then
    raise 'Unknown filters: %', unknown using errcode = '22023';
  end if;
  return (
    select concat_ws(' and ', 't.org_id = $1', string_agg(known ->> name, ' and ' order by name))
    from jsonb_object_keys(p_filters) as name
  );
end
$$;

create function public.is_expensive_read(p_filters jsonb) returns boolean
language sql immutable
set search_path = ''
as $$
  select p_filters ? 'contains' or public.search_phrases(p_filters -> 'search') is not null
    or jsonb_path_exists(p_filters, '$.search[*] ? (@.prefix == true)')
$$;

comment on function public.is_expensive_read is
  'Whether filters may look into many documents or words: those by containment, phrases and prefixes. Such reads have their turns (take_expensive_read_slot).';

create or replace function public.count_matching_icp_job_titles(p_org_id uuid, p_filters text)
returns bigint
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  total bigint;
begin
  if public.is_expensive_read(filters) then perform public.take_expensive_read_slot(p_org_id); end if;
  execute 'select count(*) from public.icp_job_titles as t
    where ' || public.icp_job_titles_predicate(filters)
  into total
  using p_org_id, filters, array(select jsonb_array_elements_text(filters -> 'company_domains'));
  return total;
end
$$;

-- A function beside read_icp_job_titles: with another argument that one would be another function, and
-- those that were deployed before would miss it.
create function public.find_icp_job_titles(
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
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  others constant jsonb := filters - 'search';
  is_search constant boolean := filters ? 'search';
  needles constant text[] := public.search_needles(filters -> 'search');
  phrases constant text[] := public.search_phrases(filters -> 'search');
  has_documents constant boolean := is_search or 'raw_parallel_output' = any (p_columns);
  found text;
begin
  if public.is_expensive_read(filters) then perform public.take_expensive_read_slot(p_org_id); end if;
  if not is_search then
    found := public.icp_job_titles_page(filters, 't.id, null as words', p_after_id is not null);
  else
    -- Of their words alone where no other filter asks for the rows.
    found := 'select w.id, w.created_at, w.words from public.icp_job_titles_words as w'
      || case when others = '{}' then '' else '
        join public.icp_job_titles as t on t.id = w.id and '
          || public.icp_job_titles_predicate(others) end || '
        where public.index_words(w.org_id, w.words) @@ public.search_tsquery($1, $2 -> ''search'')'
      || case when p_after_id is null then '' else ' and (w.created_at, w.id) < ($4, $5)' end || '
        order by w.created_at desc, w.id desc ';
    found := case when phrases is null then found || 'limit $6 offset $7'
      -- "offset 0": in their order first, so that no more words are read than fill the page.
      else 'select r.id, r.words from (' || found || 'offset 0) as r
        where (select bool_and(strpos(r.words, phrase) > 0) from unnest($9) as phrase)
        order by r.created_at desc, r.id desc limit $6 offset $7' end;
  end if;
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
    p_after_created_at, p_after_id, p_limit, p_offset, p_pointer, phrases, needles;
end
$$;

comment on function public.find_icp_job_titles is
  'What read_icp_job_titles does, with a search among the filters, whose rows have matches (list_search_matches) as their last column, or with p_pointer: raw_parallel_output is then that part of the document (get_by_json_pointer).';

revoke all on function public.search_needles, public.search_phrases, public.search_tsquery,
    public.list_search_matches, public.get_by_json_pointer, public.is_expensive_read,
    public.find_icp_job_titles
  from public, anon, authenticated, service_role;
grant execute on function public.search_needles, public.search_phrases, public.search_tsquery,
    public.list_search_matches, public.get_by_json_pointer, public.is_expensive_read,
    public.find_icp_job_titles
  to service_role;
