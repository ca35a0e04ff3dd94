-- Statistics after each 10,000 rows that were written, and not after a tenth of the table: of an org
-- that they do not know Postgres takes all rows for one. It then reads all of them for a page, or for
-- 500 domains. An ANALYZE takes as long for a large table as for a small one.
--
-- Of the words as well, where it also brings into the index what waits for that: several writers leave
-- more there than one of them clears away, and each search reads all of it.

alter table public.icp_job_titles
  set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
alter table public.icp_job_titles_words
  set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
