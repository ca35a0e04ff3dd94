/**
 * Looks for a second host in what follows the first: path, query and fragment.
 *
 * Many real paths contain a domain: `/vs/hubspot.com`, `/customers/booking.com/`. So a name only
 * counts after a scheme, with `www.`, after a list separator, or as the whole path. The first host
 * may be repeated.
 */

/** File extensions: the part after the last dot of `/page,12.html` is not a top-level domain. */
const FILE =
  "(?:[sxdp]?html?|php\\d?|phtml|aspx?|ashx|asmx|jspx?|jsf|cfm|cgi|do|action|mvc|pdf|docx?|" +
  "xlsx?|pptx?|od[tsp]|rtf|csv|tsv|txt|md|xml|xsl|json|jsonld|ya?ml|rss|atom|ics|vcf|log|[cm]?js|" +
  "tsx|jsx|css|scss|map|wasm|py|rs|sh|ps|png|jpe?g|gif|svgz?|webp|avif|heic|bmp|tiff?|ico|eps|" +
  "mp[34]|m4[av]|mov|avi|mkv|webm|wav|ogg|flac|zip|rar|tar|t?gz|exe|msi|dmg|apk|woff2?|ttf|otf|" +
  "epub|mobi)";
const LABELS = "(?:[\\p{L}\\p{N}\\p{M}-]+\\.)+";
/** What a name in a path may contain; anything else ends it. */
const WORD = "\\p{L}\\p{N}\\p{M}._~@=%:'’\\-";
const END = `(?=\\.?(?:$|:|[^${WORD}]))`;
const NAME = `${LABELS}(?!${FILE}${END})(?:\\p{L}[\\p{L}\\p{M}]{1,62}|xn--[a-z\\d-]+)${END}`;
/** As the whole path only what ends as most domains do: `/john.smith` and `/contact.us` are pages. */
const WHOLE = `${LABELS}(?!${FILE}${END})(?:com|net|org|info|biz|dev|app|tech|cloud|online|store|` +
  `shop|(?!us|me)[a-z]{2}|(?![a-z])\\p{L}[\\p{L}\\p{M}]+|xn--[a-z\\d-]+)${END}`;
const WITH_WWW = `www\\.[\\p{L}\\p{N}-]+\\.[\\p{L}\\p{N}\\p{M}.-]+`;
const ADDRESS = `(?:https?|\\bftp|\\bwss?)(?::[/\\\\]+|[/\\\\]{2,})([${WORD}]*)`;
const LIST_SIGN = "[,;|、，；｜]";

const URL_IN_PATH = new RegExp(ADDRESS, "giu");
const HOSTS_IN_PATH = [
  new RegExp(`(?<![\\p{L}\\p{N}.-])(${WITH_WWW})`, "giu"),
  new RegExp(`^[/\\\\]+(?!(?:index|default)\\.)(${WHOLE})(?::\\d*)?[/\\\\]*$`, "giu"),
  new RegExp(`(?<=[^${WORD}/\\\\])(${NAME})`, "giu"),
];

/** A query may hold an address (`?url=https://…`), but not a list that continues after it. */
const URL_IN_QUERY = new RegExp(`${LIST_SIGN}(?:${ADDRESS}|(${WITH_WWW}))`, "giu");
/** It may hold a list too (`?tags=a,b.io`), but not as its name or in a tracking parameter. */
const HOST_IN_QUERY = new RegExp(
  `(?:^\\?|#|[?&](?:utm_\\w*|\\w*clid)=)[^=&#]*${LIST_SIGN}(${NAME})`,
  "giu",
);

/**
 * Finds a second URL or host: `/,www.beta.com`, `/https://beta.com` or `/about;beta.com`.
 *
 * @param tail What follows the host, from its first `/`, `\`, `?` or `#` on.
 * @param isFirst Whether a name is another spelling of the first host.
 * @returns The fault, to be said after "Cannot read … as a company domain:", or undefined.
 */
export function findSecondHost(
  tail: string,
  isFirst: (name: string) => boolean,
): { fault: string; host?: string } | undefined {
  const end = tail.search(/[?#]/);
  const path = decode(end < 0 ? tail : tail.slice(0, end));
  const query = end < 0 ? "" : tail.slice(end);
  const find = (pattern: RegExp, text: string) => {
    const names = new Set(text.matchAll(pattern).map((match) => match[1] ?? match[2] ?? ""));
    return [...names].find((name) => !isFirst(name));
  };

  const isUrl = find(URL_IN_PATH, path) ?? find(URL_IN_QUERY, query);
  if (isUrl !== undefined) return { fault: "it holds more than one URL" };
  for (const pattern of HOSTS_IN_PATH) {
    const host = find(pattern, path);
    if (host !== undefined) return { fault: "its path names a second host", host };
  }
  const host = find(HOST_IN_QUERY, query);
  return host === undefined
    ? undefined
    : { fault: "its query or fragment names a second host", host };
}

/** The path as a browser shows it, with all full stops as dots and without invisible characters. */
function decode(path: string): string {
  let text = path;
  try {
    if (path.includes("%")) text = decodeURIComponent(path);
  } catch {
    // A path may contain a "%" that encodes nothing.
  }
  return text.replace(/[\u3002\uff0e\uff61]/g, ".").replace(
    /\p{Default_Ignorable_Code_Point}/gu,
    "",
  );
}
