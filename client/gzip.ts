/** How a body is sent small. */

/** Compresses a JSON body that is made of parts, and names what it is. */
export async function gzip(parts: (Blob | string)[]) {
  const zipped = new Blob(parts).stream().pipeThrough(
    new CompressionStream("gzip"),
  );
  const headers = {
    "content-type": "application/json",
    "content-encoding": "gzip",
  };
  return { headers, body: await new Response(zipped).blob() };
}
