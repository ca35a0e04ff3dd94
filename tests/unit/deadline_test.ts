import { assertEquals } from "@std/assert";
import { createDeadline } from "../../supabase/functions/_shared/data_api/deadline.ts";

Deno.test("a deadline does not run between two parts, while their reader takes its time", async () => {
  const deadline = createDeadline(0);
  assertEquals(await deadline.within(() => Promise.resolve("a part")), "a part");
  // A timer of the deadline that still ran would end before this one, which began later.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(deadline.signal.aborted, false);
});
