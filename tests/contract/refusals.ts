/** Every refusal of the tables, over HTTP. */
import { assert } from "@std/assert";
import { type Case, listCases } from "../http/refusals/all.ts";
import { checkRefusal, makeRequest } from "../support/check_refusal.ts";
import { shareOf, takeShare } from "../../scripts/local/share.ts";
import { type ContractSubject, EdgeRefusal } from "./subject.ts";
import { mapConcurrently } from "./requests.ts";
import { hasSuperAdminKey, mayMakeCredentials } from "./target.ts";

/** Far fewer would mean that the tables were not met. */
const LEAST_CASES = shareOf(400);

/** Fails with the names of all refusals that are answered in another way than in memory. */
export async function testRefusals(subject: ContractSubject): Promise<void> {
  const all = listCasesThatTravel(subject);
  const cases = subject.isOurs ? takeShare(all) : all;
  assert(cases.length >= LEAST_CASES, `There are only ${cases.length} cases.`);
  const failures: { name: string; error: unknown }[] = [];
  const byTheEdge: string[] = [];
  await mapConcurrently(cases, async ({ name, refusal, path }) => {
    const url = `http://functions.test${path}`;
    if (!hasSuperAdminKey()) {
      const { headers } = await makeRequest(subject, refusal, url);
      if (headers.get("authorization")?.includes(subject.keys.superAdminApiKey)) return;
    }
    await checkRefusal(subject, refusal, url, (request) => subject.fetch(refusal.function, request))
      .catch((error) =>
        error instanceof EdgeRefusal && !subject.isOurs
          ? byTheEdge.push(name)
          : failures.push({ name, error })
      );
  });
  if (byTheEdge.length > 0) {
    console.log(`Refused by the edge, before the function:\n${byTheEdge.join("\n")}`);
  }
  if (failures.length === 0) return;
  const names = failures.map(({ name }) => name).join("\n");
  throw new Error(`Of ${cases.length} cases these are answered otherwise:\n${names}`, {
    cause: failures[0]!.error,
  });
}

function listCasesThatTravel(subject: ContractSubject): Case[] {
  return listCases(subject).filter(({ refusal }) =>
    !refusal.needsClock && refusal.cannotTravel === undefined &&
    (mayMakeCredentials() || !needsCredential(refusal))
  );
}

/** Whether a refusal comes after a token or a super-admin was found. */
function needsCredential({ status, sent = [] }: Case["refusal"]): boolean {
  return status !== 401 && sent.some((request) => /\/(api_tokens|super_admins)$/.test(request));
}
