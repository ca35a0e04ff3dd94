-- The words of the research, for the search.
--
-- A word is what stands between blanks, punctuation, symbols and invisible characters, in any script;
-- letter case does not count. Postgres' own parser for text search takes URLs, paths and signed numbers
-- for words, and not the same ones under every locale.
--
-- They stand in a table of their own, which a trigger writes when a document changes. An index over the
-- documents would have every update of a row split its document again, such as the deletion of its
-- submission; and the order of the words, which a search for a phrase needs, is in no index.

create function public.word_gap() returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select '[[:punct:] \u0001-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
$$;

comment on function public.word_gap is
  'What stands between words, as a regular expression for the collation pg_c_utf8, whose punct has symbols too; the listed characters are blanks, invisible and control characters other than line breaks.';

create function public.split_into_words(p_text text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- Single blanks, which most gaps are, stay as they are: one match for each word takes five times as
  -- long.
  select regexp_replace(' ' || lower(upper(p_text collate pg_catalog."pg_c_utf8")) || ' ',
    public.word_gap() || '{2,}|(?! )' || public.word_gap(), ' ', 'g')
$$;

comment on function public.split_into_words is
  'The words of each line of a text, with one blank before, between and behind them: " we re hiring 2 " of "We''re hiring 2!"; " " where there are none.';

create function public.cut_long_words(p_words text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  select case when p_words ~ '[^ \n]{251}' then (
    select string_agg(left(word, 250), ' ' order by place)
    from string_to_table(p_words, ' ') with ordinality as list (word, place)
  ) else p_words end
$$;

comment on function public.cut_long_words is
  'Cuts words at 250 letters: a tsvector holds none of 2 kB.';

create function public.list_document_texts(p_document jsonb) returns setof text
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- As one list: as a set, a million texts would take the square of their number. JSONB takes nesting
  -- of which its paths run out of stack.
  select jsonb_array_elements_text(
    jsonb_path_query_array(p_document, 'strict $.**{0 to 5000} ? (@.type() == "string")'))
$$;

comment on function public.list_document_texts is
  'The string values of a document, up to 5,000 levels deep.';

create function public.list_document_words(p_document jsonb) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  select case when longest > 250 then public.cut_long_words(words) else words end
  from (
    select public.split_into_words(string_agg(replace(text, E'\n', ' '), E' \n ')) as words,
      max(length(text)) as longest
    from public.list_document_texts(p_document) as text
    having sum(octet_length(text) + 10) <= 900000
  ) as document
$$;

comment on function public.list_document_words is
  'A line for each of list_document_texts, as split_into_words has it. Null where there are none, and where they have more than 900 kB (10 bytes for each beside its own).';

-- What it costs keeps the planner from calling it for each row of a table.
create function public.index_words(p_org_id uuid, p_words text) returns tsvector
language sql immutable strict parallel safe cost 100000
set search_path = ''
as $$
  select array_to_tsvector(('-' || p_org_id)
    || array_remove(array_remove(string_to_array(p_words, ' '), ''), E'\n'))
$$;

comment on function public.index_words is
  'The distinct words of list_document_words, and the id of the org behind a hyphen, with which no word begins. A tsvector holds 1 MB of them, and array_to_tsvector does not look.';

create table public.icp_job_titles_words (
  id uuid primary key,
  org_id uuid not null,
  created_at timestamptz not null,
  words text
);

comment on table public.icp_job_titles_words is
  'The words of each row of icp_job_titles, for the search; a trigger keeps them.';
comment on column public.icp_job_titles_words.id is
  'The row of icp_job_titles. Not a foreign key, which truncate would stop at.';
comment on column public.icp_job_titles_words.created_at is
  'That of the row, so that the newest of many are found without a look at the rows.';
comment on column public.icp_job_titles_words.words is
  'See list_document_words; null where a document is too large for the search.';

alter table public.icp_job_titles_words enable row level security;
revoke all on table public.icp_job_titles_words from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.icp_job_titles_words to service_role;

create index icp_job_titles_words_words_idx
  on public.icp_job_titles_words using gin (public.index_words(org_id, words));

-- ANALYZE would make a tsvector of each row of its sample, on which no plan depends.
alter index public.icp_job_titles_words_words_idx alter column 1 set statistics 0;

create function public.store_document_words() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.id <> new.id then
    delete from public.icp_job_titles_words where id = old.id;
  end if;
  insert into public.icp_job_titles_words (id, org_id, created_at, words)
  values (new.id, new.org_id, new.created_at, public.list_document_words(new.raw_parallel_output))
  on conflict (id) do update set
    org_id = excluded.org_id, created_at = excluded.created_at, words = excluded.words;
  return null;
end
$$;

comment on function public.store_document_words() is
  'Keeps icp_job_titles_words; an AFTER trigger of icp_job_titles.';

create trigger store_icp_job_titles_words
  after insert on public.icp_job_titles
  for each row execute function public.store_document_words();

-- The same document again, as a backfill that is repeated writes it, costs a comparison.
create trigger store_icp_job_titles_words_again
  after update of id, org_id, created_at, raw_parallel_output on public.icp_job_titles
  for each row
  when ((old.id, old.org_id, old.created_at) is distinct from (new.id, new.org_id, new.created_at)
    or old.raw_parallel_output is distinct from new.raw_parallel_output)
  execute function public.store_document_words();

create function public.remove_document_words() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate public.icp_job_titles_words;
  else
    delete from public.icp_job_titles_words as w using gone where w.id = gone.id;
  end if;
  return null;
end
$$;

comment on function public.remove_document_words() is
  'Removes from icp_job_titles_words what is removed from icp_job_titles; an AFTER trigger of that.';

create trigger remove_icp_job_titles_words
  after delete on public.icp_job_titles referencing old table as gone
  for each statement execute function public.remove_document_words();

create trigger remove_all_icp_job_titles_words
  after truncate on public.icp_job_titles
  for each statement execute function public.remove_document_words();

-- Postgres lets everybody call a new function, and a project may open it to the API's roles.
revoke all on function public.word_gap, public.split_into_words, public.cut_long_words,
    public.list_document_texts, public.list_document_words, public.index_words,
    public.store_document_words(), public.remove_document_words()
  from public, anon, authenticated, service_role;
-- What a write of a row calls. A trigger runs its own function without this privilege.
grant execute on function public.word_gap, public.split_into_words, public.cut_long_words,
    public.list_document_texts, public.list_document_words, public.index_words
  to service_role;
