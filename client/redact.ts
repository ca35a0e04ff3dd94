/** Keeps the token out of what an error says, though a server sends it back. */

/** Shorter pieces of a token tell nothing, and are also words of ordinary sentences. */
const PIECE = 12;
/** What is shorter than this is no secret, but is part of many words. */
const SHORTEST_TOKEN = 4;
/** Longer than any sentence of the service. */
const MAX_LENGTH = 2000;

/** Makes a foreign text fit for an error: one line, of bounded length, without the token. */
export type Redact = (text: string) => string;

/** Makes the {@link Redact} of a token: each piece of it, in any letter case, becomes `[token]`. */
export function createRedact(token: string): Redact {
  const secret = lower(token);
  const piece = Math.min(PIECE, secret.length);
  return (foreign) => {
    // Control and invisible characters could divide the token, or forge a line of a log.
    const text = foreign.slice(0, MAX_LENGTH).replace(/\s+/g, " ").replace(
      /\p{C}/gu,
      "",
    );
    if (secret.length < SHORTEST_TOKEN) return text;
    const searched = lower(text);
    let clean = "";
    let at = 0;
    while (at < text.length) {
      let end = at + piece;
      if (end > text.length || !secret.includes(searched.slice(at, end))) {
        clean += text[at++];
        continue;
      }
      while (
        end < text.length && secret.includes(searched.slice(at, end + 1))
      ) end++;
      clean += "[token]";
      at = end;
    }
    return clean;
  };
}

/** Only letters of ASCII, so that the length stays. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
