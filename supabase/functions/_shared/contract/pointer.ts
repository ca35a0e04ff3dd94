/**
 * JSON Pointers: which part of a document is meant.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
import { z } from "zod";
import { storableText } from "./values.ts";

/** Characters of a pointer; what an answer for agents says of its parts has to fit beside it. */
export const MAX_POINTER_LENGTH = 500;

/** A JSON Pointer, as its tokens: `"/a~1b/0"` becomes `["a/b", "0"]`; the whole document is `[]`. */
export const jsonPointer = storableText.check(z.maxLength(MAX_POINTER_LENGTH))
  .transform((text, context) => {
    const message = explainFault(text);
    if (message === undefined) {
      return text.split("/").slice(1)
        .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
    }
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Writes tokens as a JSON Pointer. */
export function writePointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function explainFault(text: string): string | undefined {
  if (text !== "" && !text.startsWith("/")) {
    return 'Expected a JSON Pointer, such as "/titles/0": it begins with "/", or is "" for all.';
  }
  return /~(?![01])/.test(text)
    ? 'Expected a JSON Pointer: in names "~" is written "~0", and "/" is written "~1".'
    : undefined;
}
