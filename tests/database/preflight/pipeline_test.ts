import { PIPELINE } from "./differences/pipeline.ts";
import { takeShare } from "../../../scripts/local/share.ts";
import { tryDifference } from "./try_difference.ts";

for (const difference of takeShare(PIPELINE)) {
  Deno.test(`a pipeline with ${difference[0]} is mended as the preflight check says`, () =>
    tryDifference(difference));
}
