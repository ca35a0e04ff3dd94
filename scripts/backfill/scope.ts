/** Finds out which submissions to read, and refuses what is not there. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { ToldError } from "../errors/describe.ts";
import type { Flags } from "./flags.ts";
import { listSubmissions, readOrgsOfSubmissions, type Scope } from "./source.ts";

/** Thrown for a submission that cannot be read as the flags ask. */
export class WrongScope extends ToldError {}

/**
 * Reads the scope that the flags name.
 *
 * @throws {WrongScope} When a submission is not there or belongs to another org; it says which.
 * @throws {ServiceError} When the Data API refuses the read or is away.
 */
export async function readScope(
  dataApi: DataApi,
  { orgId, submissionIds }: Pick<Flags, "orgId" | "submissionIds">,
): Promise<Scope> {
  if (submissionIds === undefined) {
    const all = await listSubmissions(dataApi, orgId);
    if (all.length > 0) return { orgId, submissionIds: all };
    throw new WrongScope(`The org ${orgId} has no submission. Check --org-id and SUPABASE_URL.`);
  }
  const orgs = await readOrgsOfSubmissions(dataApi, submissionIds);
  for (const id of submissionIds) {
    const owner = orgs.get(id);
    if (owner === undefined) {
      throw new WrongScope(
        `There is no submission ${id}. Check --submission-id and SUPABASE_URL.`,
      );
    }
    if (owner !== orgId) {
      throw new WrongScope(
        `Submission ${id} belongs to another org than ${orgId}. Check --org-id.`,
      );
    }
  }
  return { orgId, submissionIds };
}
