-- updated_at of a row never runs backwards. 002's function takes the start of the transaction: of two
-- writers at once the one that waited for the other would store an earlier time than the one before
-- it, and a reader who asks for what changed since would miss it.
--
-- A trigger beside 015's, which stays, since other tables use its function. Triggers fire in the
-- order of their names, so this one has the last word.

create function public.move_updated_at_forward() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Called when the row is locked; a microsecond more, should the clock have been set back.
  new.updated_at = greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  return new;
end
$$;

comment on function public.move_updated_at_forward() is
  'Sets updated_at to now, and later than before; a BEFORE UPDATE trigger of icp_job_titles.';

create trigger update_icp_job_titles_updated_at_forward
  before update on public.icp_job_titles
  for each row execute function public.move_updated_at_forward();

comment on trigger update_icp_job_titles_updated_at_forward on public.icp_job_titles is
  'Has to fire after update_icp_job_titles_updated_at, by its name.';

-- A trigger runs its function without this privilege, so nobody needs it.
revoke all on function public.move_updated_at_forward()
from public, anon, authenticated, service_role;
