-- The closed vocabularies of the pipeline.

create type public.user_role as enum ('org_admin', 'company_admin', 'member');
comment on type public.user_role is 'What a user or an API token may do within its org.';

create type public.step_type as enum ('clean', 'enrich', 'analyze', 'extract', 'transform');
comment on type public.step_type is 'What a step does to the record that it is given.';

create type public.run_status as enum ('queued', 'running', 'succeeded', 'failed', 'canceled');
comment on type public.run_status is 'The state of a pipeline run; the last three are final.';

create type public.step_status as enum (
  'queued', 'running', 'succeeded', 'failed', 'skipped', 'retrying'
);
comment on type public.step_status is 'The state of one step within a pipeline run.';

create type public.submission_status as enum (
  'received', 'validated', 'queued', 'running', 'completed', 'failed', 'canceled'
);
comment on type public.submission_status is
  'The state of a submission; the last three are final.';
