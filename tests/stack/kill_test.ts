import { assert, assertEquals } from "@std/assert";
import { killUnderLoad } from "../load/chaos/kills.ts";
import { startSubject } from "../load/chaos/subject.ts";
import { type Victim, VICTIMS } from "../load/chaos/victims.ts";
import { chooseSeed, createRandom } from "../support/random.ts";
import { takeShare } from "../../scripts/local/share.ts";

Deno.test("every acknowledged write is there after kill -9 of each process of the stack, under load", async () => {
  await using subject = await startSubject();
  const victims = takeShare(Object.keys(VICTIMS) as Victim[]);
  const report = await killUnderLoad(subject, victims, createRandom(chooseSeed()));
  assertEquals(report.kills.map(({ victim, lost }) => [victim, lost]), victims.map((v) => [v, []]));
  assertEquals(report.lost, []);
  assert(report.acknowledged >= victims.length, `${report.acknowledged} writes were acknowledged`);
});
