import { assert, assertEquals, assertMatch } from "@std/assert";
import root from "../../deno.json" with { type: "json" };
import mcp from "../../supabase/functions/icp-job-titles-mcp/deno.json" with { type: "json" };
import query from "../../supabase/functions/icp-job-titles-query/deno.json" with { type: "json" };
import upsert from "../../supabase/functions/icp-job-titles-upsert/deno.json" with { type: "json" };

for (const [name, { imports }] of Object.entries({ mcp, query, upsert })) {
  Deno.test(`icp-job-titles-${name} deploys the versions that are tested`, () => {
    const tested: Record<string, string> = root.imports;
    assert(Object.keys(imports).length > 0);
    for (const [specifier, pinned] of Object.entries(imports)) {
      assertMatch(pinned, /^npm:(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/.+)?$/);
      assertEquals(pinned, tested[specifier], specifier);
    }
  });
}
