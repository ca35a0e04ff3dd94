/** The flags of the backfill. */
import { parseArgs } from "node:util";
import { DEFAULTS } from "./help.ts";

/** What to bring in, and how. */
export interface Flags {
  /** Absent: every submission of the org. */
  submissionIds: string[] | undefined;
  orgId: string;
  resume: boolean;
  overwrite: boolean;
  dryRun: boolean;
  /** Verify afterwards, or by itself where `run` is false. */
  verify: boolean;
  run: boolean;
  limit: number;
  concurrency: number;
  batchRows: number;
  patienceMs: number;
  rejects: string | undefined;
  report: string | undefined;
  quiet: boolean;
  help: boolean;
}

const MINUTE_MS = 60_000;

/**
 * Reads the flags of a command line, such as `["--org-id", "b0293785-…", "--resume"]`.
 *
 * @throws {Error} For an unknown flag, a missing value, a value that does not fit, or flags that
 * contradict each other; it says which.
 */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      "submission-id": { type: "string", multiple: true },
      "org-id": { type: "string", default: DEFAULTS.orgId },
      "all-submissions": { type: "boolean", default: false },
      resume: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      overwrite: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      verify: { type: "boolean", default: false },
      limit: { type: "string" },
      concurrency: { type: "string", default: String(DEFAULTS.concurrency) },
      "batch-rows": { type: "string", default: String(DEFAULTS.batchRows) },
      patience: { type: "string", default: String(DEFAULTS.patienceMinutes) },
      rejects: { type: "string" },
      report: { type: "string" },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.resume && values.full) {
    throw new Error("--resume and --full contradict each other: give one of them.");
  }
  if (values["all-submissions"] && values["submission-id"]) {
    throw new Error("--all-submissions and --submission-id contradict each other: give one.");
  }
  const writing = ["overwrite", "dry-run", "limit", "rejects"] as const;
  const isRunNamed = values.resume || values.full;
  for (const name of writing) {
    if (values.verify && !isRunNamed && values[name]) {
      throw new Error(`--verify alone writes nothing: give --resume or --full beside --${name}.`);
    }
  }
  const submissionIds = values["submission-id"] ?? [DEFAULTS.submissionId];
  return {
    submissionIds: values["all-submissions"]
      ? undefined
      : [...new Set(submissionIds.map((id) => readUuid("--submission-id", id)))],
    orgId: readUuid("--org-id", values["org-id"]),
    resume: values.resume,
    overwrite: values.overwrite,
    dryRun: values["dry-run"],
    verify: values.verify,
    run: !values.verify || isRunNamed,
    limit: values.limit === undefined ? Infinity : readNumber("--limit", values.limit, 1, 1e9),
    concurrency: readNumber("--concurrency", values.concurrency, 1, 32),
    batchRows: readNumber("--batch-rows", values["batch-rows"], 1, 500),
    patienceMs: readNumber("--patience", values.patience, 0, 1440) * MINUTE_MS,
    rejects: values.rejects,
    report: values.report,
    quiet: values.quiet,
    help: values.help,
  };
}

function readUuid(flag: string, value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new Error(`${flag} must be a uuid, not ${JSON.stringify(value)}.`);
}

function readNumber(flag: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new Error(
    `${flag} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`,
  );
}
