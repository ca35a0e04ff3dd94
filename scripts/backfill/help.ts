/** What `--help` shows, and the defaults that it names. */

/** What is done unless flags say otherwise. */
export const DEFAULTS = {
  submissionId: "0921f10b-890b-47ab-8ceb-b1986df51cbb",
  orgId: "b0293785-aa7a-4234-8201-cc47305295f8",
  concurrency: 4,
  batchRows: 500,
  patienceMinutes: 10,
} as const;

/** The text of `--help`. */
export const HELP = `Brings past ICP research from step results into icp_job_titles.

Usage: doppler run -- deno run -A scripts/backfill.ts [flags]

Which
  --submission-id <uuid>  the submission to read; may be given several times
                          (default ${DEFAULTS.submissionId})
  --org-id <uuid>         the org it belongs to
                          (default ${DEFAULTS.orgId})
  --all-submissions       every submission of the org
  --limit <n>             look at the newest n records only

How
  --full                  store everything, also what is stored already (default)
  --resume                skip what is stored already: continues a run that ended early
  --overwrite             write over rows that something else has written since
  --dry-run               do all but write, with the same report
  --concurrency <n>       writes in flight (default ${DEFAULTS.concurrency})
  --batch-rows <n>        records in one request, at most (default ${DEFAULTS.batchRows})
  --patience <minutes>    how long to try again without any success (default ${DEFAULTS.patienceMinutes})

What to see
  --verify                compare the table with the step results: alone, or after the run
                          where --full or --resume is given
  --rejects <file>        what could not be stored, as NDJSON
  --report <file>         the whole outcome, as JSON
  --quiet                 no line a record and no progress bar
  --help                  this text

Examples
  deno run -A scripts/backfill.ts --dry-run --limit 100
  deno run -A scripts/backfill.ts --quiet --rejects rejects.ndjson --report report.json
  deno run -A scripts/backfill.ts --resume --verify
  deno run -A scripts/backfill.ts --org-id <uuid> --all-submissions --verify

Settings, from the environment: SUPABASE_URL, and one of SUPABASE_SECRET_KEYS,
SUPABASE_SECRET_KEY, SUPABASE_SERVICE_ROLE_KEY, SUPABASE_SERVICE_KEY.

It is safe to run again, and safe to run twice at once: the newest result of a company wins.
Ctrl-C and a closed terminal end it after the writes in flight; it prints the line that resumes.
Ctrl-C twice ends at once.
Exit: 0 when everything valid is stored, 1 when a record failed, the run could not go on, --verify
found the table short or the report could not be written, 2 for bad flags or settings, 130 when
interrupted.`;
