/** The role that the Data API connects as, on the hosted platform and here. */
import { createHmac } from "node:crypto";
import postgres from "postgres";

/**
 * Makes the role `authenticator` where the database's cluster has none: it may do nothing itself, and
 * becomes anon, authenticated or service_role for each request.
 *
 * @param databaseUrl A superuser's, on a database that has the migrations.
 * @returns The role's own connection string. Its password follows from the superuser's.
 */
export async function ensureAuthenticator(databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  const password = createHmac("sha256", url.password).update("authenticator").digest("hex");
  const sql = postgres(databaseUrl, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql.unsafe(`
      do $$
      begin
        if not exists (select from pg_roles where rolname = 'authenticator') then
          create role authenticator login noinherit password '${password}'
            in role anon, authenticated, service_role;
        end if;
      exception
        -- Roles belong to the cluster: another database of it may be making the same one right now.
        when duplicate_object or unique_violation then null;
      end
      $$`);
  } finally {
    await sql.end();
  }
  url.username = "authenticator";
  url.password = password;
  return url.href;
}
