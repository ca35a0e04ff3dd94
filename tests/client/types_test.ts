import { assertEquals } from "@std/assert";
import type { z } from "zod";
import type { IcpJobTitlesItem, IcpJobTitlesQuery, IcpJobTitlesRow } from "../../client/types.ts";
import type { Column } from "../../supabase/functions/_shared/contract.ts";
import { queryBody, upsertBody } from "../../supabase/functions/_shared/contract/bodies.ts";

/** `true` where two unions have the same members; otherwise nothing is assignable to it. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;

Deno.test("the client's types have the fields that the functions take and give", () => {
  // Checked by the compiler: a field on one side only makes this not assignable.
  const query: Same<keyof IcpJobTitlesQuery, keyof z.input<typeof queryBody>> = true;
  const item: Same<keyof IcpJobTitlesItem, keyof z.input<typeof upsertBody>> = true;
  const row: Same<keyof IcpJobTitlesRow, Column> = true;
  assertEquals([query, item, row], [true, true, true]);
});

Deno.test("docs/API.md tells of every field", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/API.md", import.meta.url));
  const fields = Object.keys({ ...queryBody.shape, ...upsertBody.shape });
  assertEquals(fields.filter((field) => !page.includes(`\`${field}\``)), []);
});
