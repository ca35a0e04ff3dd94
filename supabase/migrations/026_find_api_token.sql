-- Decides in one look-up whether an API token is good. A token of a user is good only while that
-- user is active: someone who is shut out must not read on with a token made before.

create function public.find_api_token(p_token_hash text, p_now timestamptz)
returns table (id uuid, org_id uuid, last_used_at timestamptz)
language sql stable
set search_path = ''
as $$
  select token.id, token.org_id, token.last_used_at
  from public.api_tokens as token
  where token.token_hash = p_token_hash
    and token.revoked_at is null
    and (token.expires_at is null or token.expires_at > p_now)
    and (token.user_id is null
      or exists (select from public.users as u where u.id = token.user_id and u.is_active))
$$;

comment on function public.find_api_token is
  'The API token with a hash, or no row where it is revoked, expired, or of a user who is not active.';

revoke all on function public.find_api_token from public, anon, authenticated, service_role;
grant execute on function public.find_api_token to service_role;
grant select (id, is_active) on table public.users to service_role;
