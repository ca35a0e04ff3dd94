/** Documents of 2 kB for millions of rows: 10,000 different ones in a table of their own. */
import type postgres from "postgres";
import { makeResearch } from "./documents.ts";

/** How many of them differ; each row also has a text of its own. */
const DIFFERENT = 10_000;
const A_STATEMENT = 1000;

/** Makes the table `bench_documents (number, content)`. */
export async function addManyDocuments(sql: postgres.Sql): Promise<void> {
  await sql`create table bench_documents (number integer primary key, content jsonb not null)`;
  for (let from = 0; from < DIFFERENT; from += A_STATEMENT) {
    const documents = Array.from(
      { length: A_STATEMENT },
      (_, index) => makeResearch(2000, from + index),
    );
    await sql`
      insert into bench_documents
      select ${from} + place - 1, document
      from jsonb_array_elements(${JSON.stringify(documents)}::text::jsonb)
        with ordinality as list (document, place)`;
  }
  await sql`analyze bench_documents`;
}

/** SQL for the document of the row that SQL numbers as `n`. */
export function selectDocument(n: string): string {
  return `(select d.content || jsonb_build_object('note', 'number ' || ${n})
    from bench_documents as d where d.number = ${n} % ${DIFFERENT})`;
}

/** SQL for its domain. Companies do not come in the order of the alphabet. */
export function selectDomain(n: string): string {
  return `left(md5(${n}::text), 12) || '.example'`;
}
