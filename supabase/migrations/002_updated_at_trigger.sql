-- The trigger function that every table uses to keep updated_at.

create function public.update_updated_at_column() returns trigger
language plpgsql
-- An empty search_path, so that nobody can put an object of their own in the way.
set search_path = ''
as $$
begin
  new.updated_at = now();
  return new;
end
$$;

comment on function public.update_updated_at_column() is
  'Sets updated_at to the time of the transaction; a BEFORE UPDATE trigger of every table.';

-- A trigger runs its function without this privilege, so nobody needs it.
revoke all on function public.update_updated_at_column()
from public, anon, authenticated, service_role;
