/** What the tests of the search share: an org with documents, and a search as the query function asks. */
import type postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

export const ORG = "11111111-1111-4111-8111-111111111111";

/** A term: a word, a prefix (`controll*`) or words that stand together. */
export function parseTerm(text: string) {
  return { text: text.replace(/\*$/, ""), prefix: text.endsWith("*") };
}

/** A migrated database with one org. */
export async function createSearchDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await database.sql`insert into orgs (id, name, slug) values (${ORG}, 'A', 'a')`;
  return database;
}

/** Stores documents, each given as JSON, in the order of their companies: `0.example`, `1.example`. */
export async function store(sql: postgres.Sql, documents: string[], orgId = ORG): Promise<void> {
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    select ${orgId}, (place - 1) || '.example', document::jsonb,
      '2026-01-01Z'::timestamptz + place * interval '1 second'
    from unnest(${documents}::text[]) with ordinality as list (document, place)`;
}

/** What a search finds: a row for each company, newest first. */
export async function find(
  sql: postgres.Sql,
  terms: string[],
  { filters = {}, limit = 1000, columns = ["company_domain"], orgId = ORG, pointer = null } =
    {} as {
      filters?: Record<string, unknown>;
      limit?: number;
      columns?: string[];
      orgId?: string;
      pointer?: string[] | null;
    },
): Promise<{ company_domain: string; matches: string[] }[]> {
  const text = JSON.stringify({ search: terms.map(parseTerm), ...filters });
  const [row] = await sql`
    select find_icp_job_titles(${orgId}, ${text}::text, ${columns}, ${limit}, p_pointer => ${pointer})
      as rows`;
  return row!.rows;
}

/** The companies that a search finds, by their numbers. */
export async function findNumbers(sql: postgres.Sql, ...terms: string[]): Promise<number[]> {
  const rows = await find(sql, terms);
  return rows.map((row) => parseInt(row.company_domain)).sort((a, b) => a - b);
}
