/** Every refusal of the tables, once. */
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
  /** From the function's name on: `/icp-job-titles-query`. */
  path: string;
}

/** Lists the cases for a subject, each at its own path or at the shortest of its function. */
export function listCases(subject: Subject): Case[] {
  return [
    ...listEarlyRefusals(subject),
    ...fieldRefusals(subject),
    ...batchRefusals(),
    ...routeRefusals(),
  ].map((refusal) => caseAt(refusal, refusal.path ?? PATHS[refusal.function][0]));
}

/** Lists one refusal of each kind for each route of a function, to be asked at every path of it. */
export function listKinds(subject: Subject): Case[] {
  const ofRoute = [...listEarlyRefusals(subject), ...fieldRefusals(subject)];
  const ofBatch = [
    ...listEarlyRefusals(subject).filter((refusal) => refusal.function === "upsert")
      .map((refusal) => ({ ...refusal, path: BATCH_PATHS[0]! })),
    ...batchRefusals(),
  ];
  const kinds = Map.groupBy(
    [...ofRoute, ...ofBatch],
    ({ function: name, path, status, code, cause }) =>
      JSON.stringify([name, path, status, code, cause]),
  );
  return [...kinds.values()].map(([refusal]) =>
    caseAt(refusal!, refusal!.path ?? PATHS[refusal!.function][0])
  );
}

/** What is refused before a body is looked into, by the batch as by the single upsert. */
function listEarlyRefusals(subject: Subject): Refusal[] {
  return [...bodyRefusals(subject), ...credentialRefusals(subject), ...gzipRefusals(subject)];
}

function caseAt(refusal: Refusal, path: string): Case {
  const name = `${refusal.status}: ${refusal.name} (${refusal.method ?? "POST"} ${path})`;
  return { name, refusal, path };
}
