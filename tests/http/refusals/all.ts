/** Every refusal of the tables on every path that it holds for. */
import { BATCH_PATHS, PATHS } from "../../support/apps.ts";
import type { Refusal, Subject } from "../../support/refusals.ts";
import { batchRefusals, gzipRefusals } from "./batches.ts";
import { bodyRefusals } from "./bodies.ts";
import { credentialRefusals } from "./credentials.ts";
import { fieldRefusals } from "./fields.ts";
import { routeRefusals } from "./routes.ts";

/** One request of the tables. */
export interface Case {
  /** The status, the refusal, and where it is asked; no two are the same. */
  name: string;
  refusal: Refusal;
  /** From the function's name on: `/icp-job-titles-query/`. */
  path: string;
}

/** Leaves one case of each refusal, its paths in turn. */
export function takeOnePath(cases: readonly Case[]): Case[] {
  const ofRefusal = Map.groupBy(cases, ({ refusal }) => `${refusal.function} ${refusal.name}`);
  return [...ofRefusal.values()].map((paths, index) => paths[index % paths.length]!);
}

/** Lists the cases for a subject. */
export function listCases(subject: Subject): Case[] {
  // What is refused before a body is looked into is refused by the batch too.
  const early = [...bodyRefusals(subject), ...credentialRefusals(subject)];
  const ofBatch = early.filter((refusal) => refusal.function === "upsert")
    .flatMap((refusal) => BATCH_PATHS.map((path) => ({ ...refusal, path })));
  const late = [
    ...fieldRefusals(subject),
    ...batchRefusals(),
    ...gzipRefusals(subject),
    ...routeRefusals(),
  ];
  return [...early, ...ofBatch, ...late].flatMap((refusal) => {
    const paths = refusal.path === undefined ? PATHS[refusal.function] : [refusal.path];
    // A trailing slash is the same path.
    return paths.flatMap((path) => path === "/" ? [path] : [path, `${path}/`]).map((path) => ({
      name: `${refusal.status}: ${refusal.name} (${refusal.method ?? "POST"} ${path})`,
      refusal,
      path,
    }));
  });
}
