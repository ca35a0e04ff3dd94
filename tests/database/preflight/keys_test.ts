import { KEYS } from "./differences/keys.ts";
import { takeShare } from "../../../scripts/local/share.ts";
import { tryDifference, WITH_ROW } from "./try_difference.ts";

for (const difference of takeShare(KEYS)) {
  Deno.test(`an icp_job_titles with ${difference[0]} is mended as the preflight check says`, () =>
    tryDifference(difference, WITH_ROW));
}
