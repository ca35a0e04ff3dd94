/** Looks for a second host in what follows the first: path, query and fragment. */

/** Ends of file names: the part after the last dot of `/page,12.html` is no top-level domain. */
const FILE =
  "(?:[sx]?html?|php\\d?|aspx?|jspx?|cfm|cgi|do|pdf|docx?|xlsx?|pptx?|csv|txt|md|xml|json|m?js|css|png|jpe?g|gif|svg|webp|ico|mp[34]|mov|zip)";
const LABELS = "(?:[\\p{L}\\p{N}\\p{M}-]+\\.)+";
/** What may stand inside a name in a path; anything else ends one. */
const WORD = "\\p{L}\\p{N}\\p{M}._~@=%:\\-";
const END = `(?=\\.?(?:$|:|[^${WORD}]))`;

const URL_IN_PATH = /(?:https?|\bftp|\bwss?):[/\\]/i;
/** A query may hold an address (`?url=https://…`), but not a list that goes on after it. */
const LIST_IN_QUERY = /[,;|](?:https?:[/\\]|www\.)/i;
const HOSTS_IN_PATH = [
  /(?<![\p{L}\p{N}.-])www\.[\p{L}\p{N}-]+\.[\p{L}\p{N}.-]+/iu,
  // No file's name ends in ".com", so that a part of a path that does is a host.
  new RegExp(`(?<=[^${WORD}])${LABELS}com(?:\\.[a-z]{2})?${END}`, "iu"),
  // After a comma or another sign between two things, any name but a file's is a host.
  new RegExp(`(?<=[^${WORD}/\\\\])${LABELS}(?!${FILE}${END})\\p{L}{2,63}${END}`, "iu"),
];

/**
 * Finds a second URL or host: `/,www.beta.com`, `/https://beta.com` or `/about;beta.com`.
 *
 * @param tail What follows the host, from its first `/`, `\`, `?` or `#` on.
 * @returns The fault, to be said after "Cannot read … as a company domain:", and the host if it is
 * known.
 */
export function findSecondHost(tail: string): { fault: string; host?: string } | undefined {
  const end = tail.search(/[?#]/);
  const path = decode(end < 0 ? tail : tail.slice(0, end));
  if (URL_IN_PATH.test(path) || (end >= 0 && LIST_IN_QUERY.test(tail.slice(end)))) {
    return { fault: "it holds more than one URL" };
  }
  if (!path.includes(".")) return undefined;
  for (const pattern of HOSTS_IN_PATH) {
    const host = pattern.exec(path)?.[0];
    if (host !== undefined) return { fault: "its path names a second host", host };
  }
  return undefined;
}

function decode(path: string): string {
  try {
    return path.includes("%") ? decodeURIComponent(path) : path;
  } catch {
    return path;
  }
}
