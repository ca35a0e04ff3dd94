/** The flags of the backfill. */
import { parseArgs } from "node:util";

/** What to bring in. */
export interface Flags {
  submissionId: string;
  orgId: string;
  help: boolean;
}

/** The submission and org whose past results are brought in unless flags say otherwise. */
const DEFAULTS = {
  submissionId: "0921f10b-890b-47ab-8ceb-b1986df51cbb",
  orgId: "b0293785-aa7a-4234-8201-cc47305295f8",
};

export const HELP = `Brings past ICP research from step results into icp_job_titles.

Usage: doppler run -- deno run -A scripts/backfill.ts [flags]

  --submission-id <uuid>  the submission to read (default ${DEFAULTS.submissionId})
  --org-id <uuid>         the org it belongs to (default ${DEFAULTS.orgId})
  --help                  show this text

Settings, from the environment: SUPABASE_URL, and one of SUPABASE_SECRET_KEYS,
SUPABASE_SECRET_KEY, SUPABASE_SERVICE_ROLE_KEY, SUPABASE_SERVICE_KEY.

It is safe to run again: a company's row is written over by the same research.
Exit: 0 when everything valid is stored, 1 when any record failed, 2 for bad
flags or settings, 130 when interrupted.`;

/**
 * Reads the flags of a command line, such as `["--org-id", "b0293785-…"]`.
 *
 * @throws {Error} For an unknown flag, a missing value, or a value that is no uuid; it says which.
 */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      "submission-id": { type: "string", default: DEFAULTS.submissionId },
      "org-id": { type: "string", default: DEFAULTS.orgId },
      help: { type: "boolean", default: false },
    },
  });
  return {
    submissionId: uuid("--submission-id", values["submission-id"]),
    orgId: uuid("--org-id", values["org-id"]),
    help: values.help,
  };
}

function uuid(flag: string, value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new Error(`${flag} must be a uuid, not ${JSON.stringify(value)}.`);
}
