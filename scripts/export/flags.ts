/** The flags of the export, and its help. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type IcpJobTitlesQuery, type RawJson, rawJson } from "../../client/mod.ts";
import { QUERY_FIELDS } from "../../supabase/functions/_shared/contract/query.ts";
import { hideUserinfo, ToldError } from "../errors/describe.ts";

/** What a file is written as. */
export type Format = "jsonl" | "csv";

/** What to export, and where to. */
export interface Flags {
  url: string;
  /** The filters, by their names of the API. */
  query: IcpJobTitlesQuery;
  /** The org for which the internal key acts. */
  orgId: string | undefined;
  format: Format;
  out: string;
  /** Start over, although part of the file is there. */
  restart: boolean;
  pageRows: number;
  quiet: boolean;
}

/** The variable that holds the token. */
export const TOKEN_VARIABLE = "ICP_JOB_TITLES_TOKEN";

/** What of a query is no filter, or has a flag of its own. */
const OTHERS = ["company_domain", "company_domains", "fields", "limit", "offset", "cursor"]
  .concat("include_total", "org_id", "pointer");

/** The filters of the contract, each with its flag. */
const FILTERS = Object.entries(QUERY_FIELDS).filter(([name]) => !OTHERS.includes(name))
  .map(([name, { inputText }]) => ({
    name,
    flag: name.replaceAll("_", "-"),
    // Here a blank is more likely a shell variable that is not set, so it is refused.
    text: inputText.replace(" Blank counts as absent.", " Not blank."),
  }));

/** The text of `--help`. */
export const HELP = `Exports an org's research to a file.

  deno task export --url https://<ref>.supabase.co --out research.jsonl [flags]

What
  --url <url>                 the project
  --company-domain <domain>   one company, by any spelling; may be given up to 500 times
  --org-id <uuid>             the org; for a super-admin's token or the internal key
${FILTERS.map(({ flag, text }) => `  --${flag} <value>\n      ${text}`).join("\n")}

How
  --format <jsonl|csv>   jsonl: whole rows, one per line, numbers as stored (default)
                         csv: all columns except the document, safe to open in a spreadsheet
  --out <file>           appears when complete; until then <file>.part grows beside it
  --restart              start over; otherwise a stopped export continues where it was
  --page-rows <n>        rows per request, 1 to 1000 (default 200)
  --quiet                no progress bar
  --help                 this text

The token comes from ${TOKEN_VARIABLE}: an API token, a session's JWT, or a key.
Exit: 0 when the file is complete, 1 when the export failed, 2 for bad flags or settings, 130 when
interrupted. After 1 and 130 the same command continues.`;

const OPTIONS = {
  url: { type: "string" },
  "company-domain": { type: "string", multiple: true },
  "org-id": { type: "string" },
  format: { type: "string", default: "jsonl" },
  out: { type: "string" },
  restart: { type: "boolean", default: false },
  "page-rows": { type: "string", default: "200" },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/**
 * Reads the flags of a command line; undefined where it asks for help.
 *
 * @throws {ToldError} That says which flag does not fit. What the filters mean, the service judges.
 */
export function readFlags(args: string[]): Flags | undefined {
  let values: Values;
  try {
    const filters = FILTERS.map(({ flag }) => [flag, { type: "string" }] as const);
    const options = { ...OPTIONS, ...Object.fromEntries(filters) };
    values = parseArgs({ args, options }).values as Values;
  } catch (error) {
    throw new ToldError(hideUserinfo((error as Error).message));
  }
  if (values.help) return undefined;
  const { url, out, format } = values;
  if (!url) throw new ToldError("--url must be the project's URL.");
  if (!out || out.endsWith("/")) throw new ToldError("--out must name a file.");
  if (format !== "jsonl" && format !== "csv") {
    throw new ToldError(`--format must be jsonl or csv, not ${JSON.stringify(format)}.`);
  }
  const pageRows = /^\d+$/.test(values["page-rows"]) ? Number(values["page-rows"]) : NaN;
  if (!(pageRows >= 1 && pageRows <= 1000)) {
    throw new ToldError("--page-rows must be a whole number from 1 to 1000.");
  }
  const filters = FILTERS.flatMap(({ name, flag }) => {
    const value = (values as Record<string, unknown>)[flag];
    if (typeof value !== "string") return [];
    if (value.trim() === "") throw new ToldError(`--${flag} must not be blank.`);
    return [[name, name === "contains" ? readJson(flag, value) : value]];
  });
  const domains = values["company-domain"];
  if (domains?.some((domain) => domain.trim() === "")) {
    throw new ToldError("--company-domain must not be blank.");
  }
  return {
    url,
    query: {
      ...Object.fromEntries(filters),
      ...domains && { company_domains: domains },
      ...values["org-id"] && { org_id: values["org-id"] },
    },
    orgId: values["org-id"],
    format,
    out: resolve(out),
    restart: values.restart,
    pageRows,
    quiet: values.quiet,
  };
}

function readJson(flag: string, text: string): RawJson {
  try {
    return rawJson(text);
  } catch {
    throw new ToldError(`--${flag} must be JSON, such as '{"companyName":"Acme"}'.`);
  }
}
