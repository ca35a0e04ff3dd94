/**
 * Times one import in a fresh process: `cold_start_probe.ts <specifier> [request as JSON]`.
 *
 * With a request, the module is a function, and its first answer is waited for. Prints
 * {@link ColdStart} as JSON, on a line of its own after whatever the function logs.
 */

/** What one fresh process took, in milliseconds. */
export interface ColdStart {
  import: number;
  /** From the answer's request to its end; 0 where nothing was asked. */
  answer: number;
}

if (import.meta.main) {
  const [specifier = "", request] = Deno.args;
  const start = performance.now();
  const module = await import(specifier);
  const imported = performance.now();
  if (request !== undefined) {
    const { url, ...init } = JSON.parse(request);
    const answer: Response = await module.default.fetch(new Request(url, init));
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`The function answered ${answer.status}.`);
  }
  const answered = performance.now();
  const times: ColdStart = { import: imported - start, answer: answered - imported };
  console.log(`\n${JSON.stringify(times)}`);
}
