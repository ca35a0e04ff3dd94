/** How a script ends. */
import { describeError } from "./describe.ts";

/** Ends the process with the code of `work`, 0 when it has none; tells an error and ends with 1. */
export async function exitAfter(work: Promise<number | void>): Promise<never> {
  const code = await work.catch((error) => {
    console.error(describeError(error));
    return 1;
  });
  Deno.exit(code ?? 0);
}
