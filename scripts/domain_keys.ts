/**
 * Tells which key the service makes of each domain in a list, for SQL that cannot know the rule.
 *
 * `deno run scripts/domain_keys.ts [--of <domain>] < rows.json`: rows as `supabase db query -o json`
 * writes them, each with a `domain`. It prints a JSON list of `{ spelling, key }`, the key null where
 * the service refuses the spelling: those that are not their own key, or with `--of` the spellings of
 * one company and its key itself. Nothing in it ends an SQL literal or a shell word.
 */
import { parseArgs } from "node:util";
import { normalizeCompanyDomain } from "../supabase/functions/_shared/domain.ts";
import { ServiceError } from "../supabase/functions/_shared/errors.ts";

/** A domain as spelled in the database, and the key that the service makes of it. */
interface Spelling {
  spelling: string;
  key: string | null;
}

/** Picks the spellings that are not their own key. */
export function findMisspelled(domains: string[]): Spelling[] {
  return domains.map((spelling) => ({ spelling, key: keyOf(spelling) }))
    .filter(({ spelling, key }) => spelling !== key);
}

/** Picks the spellings of one company, and adds its key. */
function findSpellings(domains: string[], company: string): Spelling[] {
  const key = normalizeCompanyDomain(company);
  return [...new Set([key, ...domains])].filter((spelling) => keyOf(spelling) === key)
    .map((spelling) => ({ spelling, key }));
}

/** Writes a value as JSON of letters, digits and harmless signs; the rest is escaped. */
function writePlainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\w .:,"{}[\]\\-]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function keyOf(spelling: string): string | null {
  try {
    return normalizeCompanyDomain(spelling);
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

async function main(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: { of: { type: "string" } } });
  const rows = JSON.parse(await new Response(Deno.stdin.readable).text());
  const isList = Array.isArray(rows) &&
    rows.every((row) => row?.domain === null || typeof row?.domain === "string");
  if (!isList) throw new Error('Expected a JSON list of rows with a text or null as "domain".');
  const domains = rows.flatMap(({ domain }) => domain ?? []);
  const found = values.of === undefined
    ? findMisspelled(domains)
    : findSpellings(domains, values.of);
  return writePlainJson(found);
}

if (import.meta.main) {
  try {
    console.log(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(2);
  }
}
