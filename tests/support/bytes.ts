/** Bytes on their way, as tests give and take them. */
import type { ByteFlow, Bytes } from "../../supabase/functions/_shared/streams.ts";

/** Makes the flow of a stream, or of parts. */
export function flowOf(source: ReadableStream<Uint8Array> | Uint8Array[]): ByteFlow {
  const reader = (Array.isArray(source) ? ReadableStream.from(source) : source).getReader();
  return {
    read: async () => (await reader.read()).value,
    cancel: (reason) => reader.cancel(reason),
  };
}

/** Reads bytes to their end, as text. */
export async function readText(bytes: Bytes): Promise<string> {
  if (bytes instanceof Uint8Array) return new TextDecoder().decode(bytes);
  const decoder = new TextDecoder();
  let text = "";
  for (let part; (part = await bytes.read()) !== undefined;) {
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}
