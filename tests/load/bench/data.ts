/** The rows that are read and written: one org for each size. */
import postgres from "postgres";
import { domainOf, makeDocument } from "./documents.ts";

/** The org of each set of rows. */
export const ORGS = {
  /** 1,000 rows of 20 kB. */
  usual: "00000000-0000-4000-8000-000000000020",
  /** 1,000 rows of 2 kB. */
  small: "00000000-0000-4000-8000-000000000021",
  /** 1,000 rows of 50 kB. */
  large: "00000000-0000-4000-8000-000000000050",
  /** 100,000 rows of 100 bytes; every ten share one `created_at`. */
  many: "00000000-0000-4000-8000-000000000100",
  /** 10,000 rows of 20 kB, which the benchmark of searches adds. */
  searched: "00000000-0000-4000-8000-000000000200",
  /** What is written through the functions. */
  written: "00000000-0000-4000-8000-000000000001",
  /** What is written straight to the Data API. */
  writtenStraight: "00000000-0000-4000-8000-000000000002",
} as const;

/** An API token of `usual`. */
export const TOKEN = "bench-api-token";

/** Rows of the sets `usual` and `large`. */
export const ROWS = 1000;
const MANY_ROWS = 100_000;
const ROWS_A_REQUEST = 50;

/** Fills an empty database. */
export async function fillDatabase(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    for (const [name, id] of Object.entries(ORGS)) {
      await sql`insert into orgs (id, name, slug) values (${id}, ${name}, ${name.toLowerCase()})`;
    }
    await fillOrg(sql, ORGS.usual, 20_000);
    await fillOrg(sql, ORGS.small, 2000);
    await fillOrg(sql, ORGS.large, 50_000);
    await sql`
      insert into api_tokens (org_id, name, role, token_hash)
      values (${ORGS.usual}, 'bench', 'member', encode(sha256(${TOKEN}::text::bytea), 'hex'))`;
    await sql`
      insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
      select ${ORGS.many}, 'company-' || n || '.example',
        jsonb_build_object('n', n, 'note', repeat('x', 80)),
        timestamptz '2026-01-01' + interval '1 second' * (n / 10)
      from generate_series(1, ${MANY_ROWS}::int) as n`;
    await sql`vacuum analyze icp_job_titles`;
  } finally {
    await sql.end();
  }
}

/** Adds rows to an org; `note` makes a text that a row's document has beside the others. */
export async function fillOrg(
  sql: postgres.Sql,
  orgId: string,
  bytes: number,
  { rows: count = ROWS, note }: { rows?: number; note?: (index: number) => string } = {},
): Promise<void> {
  for (let from = 0; from < count; from += ROWS_A_REQUEST) {
    const rows = Array.from({ length: ROWS_A_REQUEST }, (_, index) => ({
      org_id: orgId,
      company_domain: domainOf(from + index),
      company_name: `Company ${from + index}`,
      processor: "core",
      raw_parallel_output: {
        ...makeDocument(bytes, from + index),
        ...(note && { note: note(from + index) }),
      },
      created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, from + index)).toISOString(),
    }));
    await sql`
      insert into icp_job_titles
        (org_id, company_domain, company_name, processor, raw_parallel_output, created_at)
      select org_id, company_domain, company_name, processor, raw_parallel_output, created_at
      from jsonb_populate_recordset(null::icp_job_titles, ${JSON.stringify(rows)}::text::jsonb)`;
  }
}
