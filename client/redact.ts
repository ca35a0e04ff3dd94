/** Keeps the token out of what an error says, though a server sends it back. */

/** Shorter pieces of a token tell nothing, and are also words of ordinary sentences. */
const PIECE = 12;
/** What is shorter than this is no secret, but is part of many words. */
const SHORTEST_TOKEN = 4;
/** Longer than any sentence of the service. */
const MAX_LENGTH = 2000;

/** Makes a foreign text fit for an error: one line, of bounded length, without the token. */
export type Redact = (text: string) => string;

/**
 * Makes the {@link Redact} of a token: each piece of it becomes `[token]`, in any letter case, and as
 * JSON, a URL or base64 write it.
 *
 * @param token Visible ASCII.
 */
export function createRedact(token: string): Redact {
  // Base64 writes a text in three ways, by its place in the whole.
  const base64 = ["", "1", "12"].map((before) => btoa(before + token));
  const forms = [token, JSON.stringify(token), encodeURIComponent(token), ...base64];
  const secret = lower(forms.join("\n"));
  const piece = Math.min(PIECE, token.length);
  return (foreign) => {
    // Control and invisible characters could divide the token, or forge a line of a log.
    const text = foreign.slice(0, MAX_LENGTH).replace(/\s+/g, " ").replace(/\p{C}/gu, "");
    if (token.length < SHORTEST_TOKEN) return text;
    const searched = lower(text);
    let clean = "";
    let at = 0;
    while (at < text.length) {
      let end = at + piece;
      if (end > text.length || !secret.includes(searched.slice(at, end))) {
        clean += text[at++];
        continue;
      }
      while (end < text.length && secret.includes(searched.slice(at, end + 1))) end++;
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
