/** Hands a request on to another local server and its answer back, as the hosted gateway does. */

/** Headers that belong to one connection and are made anew for the next (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ["connection", "host", "keep-alive", "te", "trailer", "transfer-encoding"];

/**
 * Streams a request to `target` and its answer back; neither body is collected.
 *
 * A caller who leaves cancels the request behind. An upstream that cannot be reached becomes 503.
 *
 * @param target The whole address: `http://127.0.0.1:40001/icp-job-titles-query?x=1`.
 * @param label How the sentence calls what is behind: `"The Data API"`.
 */
export async function proxyRequest(
  request: Request,
  target: string,
  label: string,
): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  // Set by us, it keeps fetch from inflating an answer whose header says that it is deflated.
  headers.set("accept-encoding", "identity");
  try {
    const { method, body, signal } = request;
    const answer = await fetch(target, { method, headers, body, signal, redirect: "manual" });
    const answerHeaders = new Headers(answer.headers);
    for (const name of HOP_BY_HOP) answerHeaders.delete(name);
    return new Response(answer.body, { status: answer.status, headers: answerHeaders });
  } catch {
    // Nobody reads this answer; nginx logs the same number for a caller who left.
    if (request.signal.aborted) return new Response(null, { status: 499 });
    return Response.json({ error: `${label} does not answer. See what the stack printed.` }, {
      status: 503,
    });
  }
}
