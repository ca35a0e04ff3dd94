/** JSON Pointers: which part of a document is meant. */
import { z } from "zod";

/** Characters of a pointer; what an answer says of its parts has to fit beside it. */
export const MAX_POINTER_LENGTH = 500;

/** A JSON Pointer, as its tokens: `"/a~1b/0"` becomes `["a/b", "0"]`; the whole document is `[]`. */
export const jsonPointer = z.string().max(MAX_POINTER_LENGTH).transform((text, context) => {
  if (/^(\/([^~/]|~[01])*)*$/u.test(text)) {
    return text.split("/").slice(1)
      .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  context.addIssue({
    code: "custom",
    message:
      'Expected a JSON Pointer, such as "/titles/0": each part begins with "/", and in names ' +
      '"~" is written "~0" and "/" is written "~1".',
  });
  return z.NEVER;
});

/**
 * Writes tokens as a JSON Pointer.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function writePointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
