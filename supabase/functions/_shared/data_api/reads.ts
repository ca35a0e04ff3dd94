/**
 * By which method a function that reads is called: read replicas take GET only, and a URL has its
 * limits. So a read goes by GET where its URL is short, else by POST, which the primary answers.
 *
 * @see https://supabase.com/docs/guides/platform/read-replicas
 */

/** Bytes of a URL; on the hosted platform those over about 8 kB fail. */
const MAX_URL_BYTES = 4096;
/** What a URL has beside its arguments: the project, the function's name and the columns. */
const REST_BYTES = 600;

/**
 * Makes what `client.rpc` takes after the name of a function that reads.
 *
 * @param args Text, numbers, booleans and lists of texts; undefined is absent.
 * @example
 * ```ts
 * client.rpc("count_matching_icp_job_titles", ...asRead({ p_org_id, p_filters }))
 * ```
 */
export function asRead<Args extends Record<string, unknown>>(
  args: Args,
): [args: Args, options: { get: boolean }] {
  // Written out only where it may fit: a filter can have a megabyte.
  const isShort = sizeOf(args) <= MAX_URL_BYTES;
  const inUrl = isShort ? quoteLists(args) : args;
  const get = isShort && new URLSearchParams(textsOf(inUrl)).toString().length <=
      MAX_URL_BYTES - REST_BYTES;
  return [get ? inUrl : args, { get }];
}

/** A size that arguments have at least in a URL, without writing them. */
function sizeOf(args: Record<string, unknown>): number {
  return Object.values(args).reduce<number>((sum, value) => sum + String(value).length, 0);
}

/** Quotes the texts of lists, which `postgrest-js` joins to `{a,b}` as they are. */
function quoteLists<Args extends Record<string, unknown>>(args: Args): Args {
  const quoted = Object.entries(args).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.map((text) => `"${String(text).replace(/["\\]/g, "\\$&")}"`)
      : value,
  ]);
  return Object.fromEntries(quoted);
}

/** The arguments as `postgrest-js` writes them into a URL. */
function textsOf(args: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(args).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? `{${value}}` : String(value)]);
  return Object.fromEntries(texts);
}
