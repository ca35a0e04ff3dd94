/** Who waits for whom in a database. */
import type postgres from "postgres";

/** Waits until somebody waits for a lock of a backend, and returns the backend of the one who does. */
export async function waitUntilBlocking(sql: postgres.Sql, backend: number): Promise<number> {
  while (true) {
    const [row] = await sql`
      select pid from pg_stat_activity where ${backend} = any (pg_blocking_pids(pid))`;
    if (row) return row.pid;
  }
}
