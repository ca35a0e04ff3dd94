/** Takes the bytes of an answer of the Data API: all of them if they are few, else as they arrive. */
import { type Bytes, concatenate, FEW_BYTES } from "../streams.ts";
import type { Deadline } from "./deadline.ts";

/** Takes the bytes of an answer; what comes after the first of many has the same deadline, part by part. */
export async function takeBytes(response: Response, deadline: Deadline): Promise<Bytes> {
  const length = response.headers.get("content-length");
  if (length !== null && Number(length) <= FEW_BYTES) {
    // Read by the platform at once, which costs a fraction of a stream.
    return new Uint8Array(await response.arrayBuffer());
  }
  const reader = (response.body ?? new Blob().stream()).getReader();
  const parts: Uint8Array[] = [];
  for (let size = 0; size <= FEW_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return concatenate(parts);
    parts.push(value);
    size += value.length;
  }
  return {
    async read() {
      return parts.shift() ?? (await deadline.within(() => reader.read())).value;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}
