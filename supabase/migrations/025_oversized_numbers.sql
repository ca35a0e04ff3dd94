-- Which documents hold numbers that JSONB keeps in a few bytes and writes out with thousands of
-- digits, such as 1e131071. The functions refuse them as they come (json_findings.ts); the backfill,
-- whose documents never leave the database, asks this.

create function public.has_oversized_number(p_document jsonb) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  candidate numeric;
  -- A numeric keeps four digits in two bytes and no zeros at its ends: so many it was written with.
  digits integer;
  growth bigint := 0;
begin
  for candidate in
    select value::numeric
    from jsonb_path_query(p_document,
      -- The type first: to compare each text with a number takes three times as long.
      'strict $.** ? (@.type() == "number"
        && (@ >= 1e50 || @ < 1e-50 && (@ > -1e-50 || @ <= -1e50)))') as value
  loop
    digits := 2 * pg_column_size(candidate);
    -- Before it is written out: 8,000 such numbers have a gigabyte of digits.
    if scale(candidate) > 1000 + digits or abs(candidate) >= power(10::numeric, 1000 + digits) then
      return true;
    end if;
    growth := growth + greatest(octet_length(candidate::text) - digits, 0);
  end loop;
  return growth > 1000000 and 2 * growth > octet_length(p_document::text);
end
$$;

comment on function public.has_oversized_number is
  'Whether a document has a number that grows by more than 1,000 digits when it is written out, or numbers that grow by more than 1,000,000 digits and by more than the document has without them.';

-- Postgres lets everybody call a new function, and a project may open it to the API's roles.
revoke all on function public.has_oversized_number from public, anon, authenticated, service_role;
grant execute on function public.has_oversized_number to service_role;
