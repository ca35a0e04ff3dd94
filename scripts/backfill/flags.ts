/** The flags of the backfill. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { hideUserinfo, ToldError } from "../errors/describe.ts";
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

const OPTIONS = {
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
} as const;

/**
 * Reads the flags of a command line, such as `["--org-id", "b0293785-…", "--resume"]`.
 *
 * @throws {ToldError} For an unknown flag, a missing value, a value that does not fit, or flags that
 * contradict each other; it says which.
 */
export function readFlags(args: string[]): Flags {
  const values = parse(args);
  if (values.resume && values.full) {
    throw new ToldError("--resume and --full contradict each other: give one of them.");
  }
  if (values["all-submissions"] && values["submission-id"]) {
    throw new ToldError("--all-submissions and --submission-id contradict each other: give one.");
  }
  const writing = ["overwrite", "dry-run", "limit", "rejects"] as const;
  const isRunNamed = values.resume || values.full;
  for (const name of writing) {
    if (values.verify && !isRunNamed && values[name]) {
      throw new ToldError(
        `--verify alone writes nothing: give --resume or --full beside --${name}.`,
      );
    }
  }
  const files = [readPath("--report", values.report), readPath("--rejects", values.rejects)];
  if (files[0] !== undefined && files[0] === files[1]) {
    throw new ToldError("--report and --rejects name one file: give each a file of its own.");
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

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    // Its texts name a flag, or quote a word of the command line.
    throw new ToldError(hideUserinfo((error as Error).message));
  }
}

/** The whole path, so that two spellings of one file are seen. */
function readPath(flag: string, path: string | undefined): string | undefined {
  if (path === "") throw new ToldError(`${flag} must name a file, not "".`);
  return path === undefined ? undefined : resolve(path);
}

function readUuid(flag: string, value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new ToldError(`${flag} must be a uuid, not ${JSON.stringify(value)}.`);
}

function readNumber(flag: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new ToldError(
    `${flag} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`,
  );
}
