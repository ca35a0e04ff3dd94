/**
 * How reads are sent. Read replicas take GET only, and long URLs fail. So a read goes by GET where its
 * URL is short, else by POST, which the primary answers.
 *
 * @see https://supabase.com/docs/guides/platform/read-replicas
 */

import type { Database } from "./database.types.ts";

type Tables = Database["public"]["Tables"];
type Functions = Database["public"]["Functions"];

/** A read whose answer is taken as bytes: what stands behind `/rest/v1/`, and its body by POST. */
export interface Read {
  path: string;
  body?: string;
}

/** Bytes of a URL; on the hosted platform those over about 8 kB fail. */
const MAX_URL_BYTES = 4096;
/** What a URL has beside its arguments: the project, the function's name and the columns. */
const REST_BYTES = 600;
const MAX_BYTES = MAX_URL_BYTES - REST_BYTES;

/**
 * Makes what `client.rpc` takes for a function that reads.
 *
 * @param args Text, numbers, booleans and lists of texts; undefined is absent.
 * @example
 * ```ts
 * client.rpc(...asRead("count_matching_icp_job_titles", { p_org_id, p_filters }))
 * ```
 */
export function asRead<Name extends string, Args extends Record<string, unknown>>(
  name: Name,
  args: Args,
): [name: Name, args: Args, options: { get: boolean }] {
  const query = writeQuery(args);
  if (query === undefined) return [name, args, { get: false }];
  // Behind the name, since `postgrest-js` parses the URL anew for each argument, which takes 50 µs,
  // and puts no quotes around the texts of a list.
  return [`${name}?${query}` as Name, {} as Args, { get: true }];
}

/**
 * Makes the read of a table's rows that have these values.
 *
 * @example
 * ```ts
 * readRows("orgs", ["id", "name"], { slug: "acme" })
 * ```
 */
export function readRows<Table extends keyof Tables>(
  table: Table,
  columns: readonly (string & keyof Tables[Table]["Row"])[],
  values: { [Column in keyof Tables[Table]["Row"]]?: string },
): Read {
  const filters = Object.entries(values).map(([column, value]) =>
    `&${column}=eq.${encodeURIComponent(String(value))}`
  );
  return { path: `${table}?select=${columns.join(",")}${filters.join("")}` };
}

/** Makes the read of what a function of the database returns, or of some columns of it. */
export function readFunction<Name extends string & keyof Functions>(
  name: Name,
  args: Functions[Name]["Args"],
  columns?: readonly string[],
): Read {
  const select = columns && `select=${columns.join(",")}`;
  const query = writeQuery(args);
  const path = `rpc/${name}?${[query, select].filter((part) => part !== undefined).join("&")}`;
  return query === undefined ? { path, body: JSON.stringify(args) } : { path };
}

/** The arguments as they stand in a URL, or undefined where they are too long for one. */
function writeQuery(args: Record<string, unknown>): string | undefined {
  const texts: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(args)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? writeList(value) : String(value);
    size += text.length;
    texts[name] = text;
  }
  // Encoded it is longer still, and a filter can have a megabyte.
  if (size > MAX_BYTES) return undefined;
  const query = new URLSearchParams(texts).toString();
  return query.length > MAX_BYTES ? undefined : query;
}

/** A list of texts as Postgres reads it: `{"a","b"}`. */
function writeList(texts: unknown[]): string {
  return `{${texts.map((text) => `"${String(text).replace(/["\\]/g, "\\$&")}"`)}}`;
}
