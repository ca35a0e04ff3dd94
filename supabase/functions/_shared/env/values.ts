/** Zod schemas for the kinds of settings; their messages never show a value. */
import { z } from "zod";

/** The accepted keys of one setting: one, or several while a key is being rotated. */
export type Keys = readonly string[];

const text = z.string({ error: "is missing" });

/** One opaque key: a line of visible ASCII, so that it fits in a header. */
export const key = text.regex(/^[\x21-\x7e]+$/, {
  error: "must be one line of visible ASCII characters, without spaces",
});

/** One key, or a JSON array of keys such as `["new","old"]`. */
export const keys = text.transform((value, { addIssue }): Keys => {
  const found = value.startsWith("[") ? readJson(value) : [value];
  const texts = Array.isArray(found) ? found.map(trimText) : [];
  if (texts.length > 0 && !texts.includes("")) return texts;
  addIssue('must be one key, or a JSON array of keys such as ["new","old"]');
  return z.NEVER;
}).pipe(z.array(key));

/** The key `default` of a JSON object, such as `{"default":"…"}`. */
export const defaultKey = text.transform((value, { addIssue }) => {
  const found = trimText(Object(readJson(value)).default);
  if (found !== "") return found;
  addIssue('must be a JSON object with a key "default", such as {"default":"…"}');
  return z.NEVER;
}).pipe(key);

/** A web URL, without its trailing slash. Parts that could contain a password are refused. */
export const url = text.transform((value, { addIssue }) => {
  const found = URL.parse(value);
  if (!found || !/^https?:$/.test(found.protocol) || /[\s\p{Cc}]/u.test(value)) {
    addIssue("must be an http or https URL");
    return z.NEVER;
  }
  if (found.username || found.password || found.search || found.hash) {
    addIssue("must be a URL without user name, password, query and fragment");
  }
  return (found.origin + found.pathname).replace(/\/+$/, "");
});

/** Removes spaces, tabs and line breaks around a setting; any other character is part of it. */
export function trim(value: string): string {
  return value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

function trimText(value: unknown): string {
  return typeof value === "string" ? trim(value) : "";
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
