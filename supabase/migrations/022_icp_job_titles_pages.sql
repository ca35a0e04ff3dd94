-- A page of the listing as one JSON value. A project may cut the rows of an answer ("Max rows")
-- without saying so, and then a page looks like the last one; it never cuts inside a value.
--
-- The filters arrive as one JSON object, so a new filter is one more line in the predicate below:
-- no signature changes, and a function that was deployed before keeps working.

create function public.icp_job_titles_predicate(p_filters jsonb) returns text
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
    'contains', 't.raw_parallel_output @> ($2 ->> ''contains'')::jsonb'
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

comment on function public.icp_job_titles_predicate is
  'The condition of a listing as SQL, for execute … using: $1 the org, $2 the filters, $3 their company_domains as text[]. Raises 22023 for a filter that it does not know.';

-- PostgREST does not cancel the statement of a caller that left, and `@>` looks at no timeout within
-- one document. So an org has two expensive reads at a time, however many it asks for: the rest of
-- the connections stay free for other orgs. Expensive are filters by containment, and pages whose
-- documents take more than 2 MB on disk.
create function public.take_expensive_read_slot(p_org_id uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  for slot in 1..2 loop
    if pg_try_advisory_xact_lock(hashtextextended('icp_job_titles read ' || p_org_id, slot)) then
      return;
    end if;
  end loop;
  raise sqlstate 'PT429' using message = 'Too many expensive reads of one org at once.';
end
$$;

comment on function public.take_expensive_read_slot is
  'Holds one of the two slots of an org until the transaction ends, or raises PT429.';

create function public.take_large_page_slot(p_org_id uuid, p_bytes bigint) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if p_bytes > 2000000 then perform public.take_expensive_read_slot(p_org_id); end if;
  return true;
end
$$;

comment on function public.take_large_page_slot is
  'Takes a slot (take_expensive_read_slot) for a page of more than 2 MB, as it lies on disk.';

create function public.read_icp_job_titles(
  p_org_id uuid,
  p_filters text,
  p_columns text[],
  p_limit integer,
  p_offset integer default 0,
  p_after_created_at timestamptz default null,
  p_after_id uuid default null
) returns setof json
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  columns constant text := (
    select string_agg(format('t.%I', name), ', ' order by place)
    from unnest(p_columns) with ordinality as list (name, place)
  );
begin
  if filters ? 'contains' then perform public.take_expensive_read_slot(p_org_id); end if;
  return query execute
    'with page as materialized (
      select ' || columns || ' from public.icp_job_titles as t
      where ' || public.icp_job_titles_predicate(filters)
        || case when p_after_id is null then '' else ' and (t.created_at, t.id) < ($4, $5)' end || '
      order by t.created_at desc, t.id desc
      limit $6 offset $7
    )'
    -- Before a document is written out: up to then a page holds where its documents lie.
    || case when 'raw_parallel_output' = any (p_columns) and not filters ? 'contains' then
      ', slot as materialized (
        select public.take_large_page_slot($1, sum(pg_column_size(page.raw_parallel_output)))
        from page
      )
      select coalesce(json_agg(page), ''[]'') from slot cross join page'
    else ' select coalesce(json_agg(page), ''[]'') from page' end
  using p_org_id, filters,
    array(select jsonb_array_elements_text(filters -> 'company_domains')),
    p_after_created_at, p_after_id, p_limit, p_offset;
end
$$;

comment on function public.read_icp_job_titles is
  'One page of an org''s rows, newest first, as one JSON list. p_filters: the text of a JSON object, see icp_job_titles_predicate; p_columns: what each row has, in this order; p_after_created_at and p_after_id name the last row of the page before.';

create function public.count_matching_icp_job_titles(p_org_id uuid, p_filters text) returns bigint
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  filters constant jsonb := p_filters::jsonb;
  total bigint;
begin
  if filters ? 'contains' then perform public.take_expensive_read_slot(p_org_id); end if;
  execute 'select count(*) from public.icp_job_titles as t
    where ' || public.icp_job_titles_predicate(filters)
  into total
  using p_org_id, filters, array(select jsonb_array_elements_text(filters -> 'company_domains'));
  return total;
end
$$;

comment on function public.count_matching_icp_job_titles is
  'How many rows all pages of read_icp_job_titles have.';

-- Kept for functions that were deployed before this migration.
comment on function public.list_icp_job_titles is
  'Replaced by read_icp_job_titles, whose answer no limit on rows cuts.';
comment on function public.count_icp_job_titles is
  'Replaced by count_matching_icp_job_titles.';

revoke all on function public.icp_job_titles_predicate, public.take_expensive_read_slot,
    public.take_large_page_slot, public.read_icp_job_titles, public.count_matching_icp_job_titles
  from public, anon, authenticated, service_role;
grant execute on function public.icp_job_titles_predicate, public.take_expensive_read_slot,
    public.take_large_page_slot, public.read_icp_job_titles, public.count_matching_icp_job_titles
  to service_role;
