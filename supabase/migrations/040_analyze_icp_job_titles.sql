-- Statistics after each 10,000 rows that were written, and not after a tenth of the table: of an org
-- that they do not know Postgres takes all rows for one. It then reads all of them for a page, or for
-- 500 domains. An ANALYZE takes as long for a large table as for a small one.

alter table public.icp_job_titles
  set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);

-- New words wait in a list of their index, which each search reads. Autovacuum's ANALYZE brings them
-- into the index, once a minute while rows are written. Writers never do: of several that write at
-- once one would clear what all of them add, for longer than the 8 s of its statement.
alter table public.icp_job_titles_words
  set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
alter index public.icp_job_titles_words_words_idx set (gin_pending_list_limit = 2147483647);
