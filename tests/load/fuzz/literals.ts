/** Text that means something to PostgREST or SQL stays data, wherever it is put. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { asBearer, asInternal, BATCH_PATHS, PATHS } from "../../support/apps.ts";
import type { Answer } from "./check.ts";
import type { Plan } from "./plan.ts";
import { explainCost } from "../../../supabase/functions/_shared/contract/contains.ts";
import { textOrUndefined } from "../../../supabase/functions/_shared/text.ts";
import { filterSyntax } from "./values.ts";
import { ORG_OF_LITERALS, type World } from "./world.ts";

const HEADERS = { "content-type": "application/json", ...asInternal(ORG_OF_LITERALS) };
/** What a bearer token is made of. */
const NO_TOKEN = /[^\x21-\x7e]/g;

interface Row {
  company_domain: string;
  company_name: string;
  company_description: string;
  parallel_run_id: string;
  processor: string;
  raw_parallel_output: Record<string, string>;
}

/** Writes two companies, one text in each column of the one and another in those of the other. */
export function literalPlans(_world: World): fc.Arbitrary<Plan> {
  const text = filterSyntax.filter((text) => textOrUndefined(text) !== undefined);
  return fc.tuple(text, text).filter(([one, other]) => one !== other)
    .map((texts) => ({
      function: "upsert",
      method: "POST",
      path: BATCH_PATHS[0]!,
      headers: HEADERS,
      body: JSON.stringify({ items: texts.map(makeRow) }),
      status: 200,
    }));
}

function makeRow(text: string, n: number): Row {
  return {
    company_domain: `literal-${n}.com`,
    company_name: text,
    company_description: text,
    parallel_run_id: text,
    processor: text,
    raw_parallel_output: { [text]: text },
  };
}

/** Each text comes back as it is, finds its own row and no other, and is no token. */
export async function checkLiterals(
  { body }: Plan,
  send: (plan: Plan) => Promise<Answer>,
): Promise<void> {
  const rows: Row[] = JSON.parse(body as string).items;
  const ask = async (query: unknown, status: number, headers: Record<string, string> = HEADERS) => {
    const plan = { function: "query", method: "POST", path: PATHS.query[0] } as const;
    return await send({ ...plan, headers, body: JSON.stringify(query), status });
  };
  const fields = Object.keys(rows[0]!);
  for (const row of rows) {
    const { company_domain, company_name: text, processor, raw_parallel_output: contains } = row;
    const found = [];
    const isCostly = explainCost(JSON.stringify(contains)) !== undefined;
    for (
      const filter of [
        { company_domain },
        { processor },
        { parallel_run_id: text },
        { contains },
        { processor, parallel_run_id: text, contains, company_domains: [company_domain, text] },
      ]
    ) {
      const isRefused = "contains" in filter && isCostly;
      const { text } = await ask({ ...filter, fields }, isRefused ? 422 : 200);
      if (!isRefused) found.push(JSON.parse(text).data);
    }
    assertEquals(found, Array(found.length).fill([row]));
    const token = text.replace(NO_TOKEN, "") || "x";
    await ask({}, 401, { ...HEADERS, ...asBearer(token) });
  }
}
