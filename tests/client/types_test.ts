import { assertEquals } from "@std/assert";
import type { z } from "zod";
import type { BatchResult, IcpJobTitlesPage } from "../../client/types.ts";
import { writeClientTypes } from "../../scripts/generate/client_types.ts";
import type { batchAnswer, pageAnswer } from "../../scripts/generate/openapi/schemas.ts";
import { QUERY_FIELDS } from "../../supabase/functions/_shared/contract/query.ts";
import { ROW } from "../../supabase/functions/_shared/contract.ts";
import type { Column } from "../../supabase/functions/_shared/contract.ts";
import type { Database } from "../../supabase/functions/_shared/data_api/database.types.ts";

/** `true` where two unions have the same members; otherwise nothing is assignable to it. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;

Deno.test("client/wire.ts is what deno task generate writes", async () => {
  const file = await Deno.readTextFile(new URL("../../client/wire.ts", import.meta.url));
  assertEquals(file, writeClientTypes());
});

Deno.test("the client's answers and the contract have the fields of the documents and the table", () => {
  // Checked by the compiler: a field on one side only makes this not assignable.
  type Page = z.output<typeof pageAnswer>;
  const page: Same<keyof IcpJobTitlesPage, keyof Page> = true;
  const pagination: Same<keyof IcpJobTitlesPage["pagination"], keyof Page["pagination"]> = true;
  type Results = z.output<typeof batchAnswer>["data"]["results"][number];
  const statuses: Same<BatchResult["status"], Results["status"]> = true;
  type Table = Database["public"]["Tables"]["icp_job_titles"]["Row"];
  const columns: Same<Column, keyof Table> = true;
  assertEquals([page, pagination, statuses, columns], [true, true, true, true]);
});

Deno.test("docs/API.md tells of every field", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/API.md", import.meta.url));
  const fields = Object.keys({ ...QUERY_FIELDS, ...ROW });
  assertEquals(fields.filter((field) => !page.includes(`\`${field}\``)), []);
});
