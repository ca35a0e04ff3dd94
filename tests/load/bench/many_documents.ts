/** Documents for many rows: some thousand different ones in a table of their own. */
import type postgres from "postgres";
import { makeResearch } from "./documents.ts";

/** How many bytes all of them have; each row also has a text of its own. */
const ALL_BYTES = 20_000_000;
const A_STATEMENT = 500;

/** Makes the table `bench_documents (number, content)`, of documents of so many bytes. */
export async function addManyDocuments(sql: postgres.Sql, bytes: number): Promise<void> {
  await sql`drop table if exists bench_documents`;
  await sql`create table bench_documents (number integer primary key, content jsonb not null)`;
  for (let from = 0; from < ALL_BYTES / bytes; from += A_STATEMENT) {
    const documents = Array.from(
      { length: A_STATEMENT },
      (_, index) => makeResearch(bytes, from + index),
    );
    await sql`
      insert into bench_documents
      select ${from} + place - 1, document
      from jsonb_array_elements(${JSON.stringify(documents)}::text::jsonb)
        with ordinality as list (document, place)`;
  }
  await sql`analyze bench_documents`;
}

/** SQL for the document of so many bytes of the row that SQL numbers as `n`. */
export function selectDocument(n: string, bytes: number): string {
  return `(select d.content || jsonb_build_object('note', 'number ' || ${n})
    from bench_documents as d where d.number = ${n} % ${ALL_BYTES / bytes})`;
}

/** SQL for its domain. Companies do not come in the order of the alphabet. */
export function selectDomain(n: string): string {
  return `left(md5(${n}::text), 12) || '.example'`;
}
