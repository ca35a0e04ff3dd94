/** The pipeline's tables in a schema of their own, as docs/DEPLOY.md moves them. */
import { assertEquals } from "@std/assert";
import { checkService } from "../../support/check_service.ts";
import { ROOT } from "../../support/cli.ts";
import { createExistingPipeline } from "../../support/existing_pipeline.ts";
import { preflight, push, whatOf } from "../../support/preflight.ts";

Deno.test("a table moved into public is still written under its old name, through the page's view", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  await sql.unsafe("create schema pipeline; alter table orgs set schema pipeline");
  assertEquals(whatOf(await preflight(sql), "must"), [
    'The table orgs is in the schema "pipeline", and not in public.',
  ]);
  const page = await Deno.readTextFile(`${ROOT}docs/DEPLOY.md`);
  const [, move] = /### Tables in another schema\n[^]*?```sql\n([^]*?)```/.exec(page)!;
  await sql.unsafe(move!);
  assertEquals(whatOf(await preflight(sql), "must"), []);
  await push(sql);

  const id = crypto.randomUUID();
  const write = (name: string) =>
    sql`insert into pipeline.orgs (id, name, slug) values (${id}, ${name}, 'through')
      on conflict (id) do update set name = excluded.name`;
  await write("first");
  await write("second");
  const [org] = await sql`select name from public.orgs where id = ${id}`;
  assertEquals(org!.name, "second");
  await sql`delete from pipeline.orgs where id = ${id}`;
  await checkService(database);
});
