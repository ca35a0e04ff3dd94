/** Asking the query function in tests, where the answer is to be a page. */
import { assertEquals } from "@std/assert";
import type { IcpJobTitlesPage } from "../../client/types.ts";
import { type Apps, asInternal, ORG_A, PATHS, post } from "./apps.ts";

/** A row of a page; columns that were not asked for are absent. */
export type Row = Record<string, unknown>;

/** A page, and how it came. */
export type Page = Omit<IcpJobTitlesPage, "data"> & { data: Row[] };

/** Reads a page, as an internal caller unless told; anything but 200 and a consistent page fails the test. */
export async function readPage(
  apps: Pick<Apps, "fetch">,
  body: unknown,
  { orgId = ORG_A as string, path = PATHS.query[0] as string, headers = asInternal(orgId) } = {},
): Promise<Page> {
  const response = await apps.fetch("query", post(path, body, headers));
  const text = await response.text();
  assertEquals(response.status, 200, text.slice(0, 1000));
  const page: Page = JSON.parse(text);
  const { returned, has_more, next_cursor } = page.pagination;
  assertEquals([returned, typeof next_cursor], [
    page.data.length,
    has_more ? "string" : "object",
  ]);
  return page;
}

/** Sends a query that is refused, and returns its status, code and issues as `path: message`. */
export async function readRefusal(apps: Apps, body: unknown, orgId: string = ORG_A) {
  const response = await apps.fetch("query", post(PATHS.query[0], body, asInternal(orgId)));
  const { code, issues } = await response.json();
  const told = (issues ?? []).map((issue: { path: string; message: string }) =>
    `${issue.path}: ${issue.message}`
  );
  return { status: response.status, code, issues: told as string[] };
}

/** Follows cursors from page to page until there are no more, and returns all pages. */
export async function walk(
  apps: Pick<Apps, "fetch">,
  body: Record<string, unknown>,
  {
    orgId = ORG_A as string,
    headers = asInternal(orgId),
    betweenPages = () => Promise.resolve(),
  } = {},
): Promise<Page[]> {
  const pages = [await readPage(apps, body, { headers })];
  while (true) {
    const page = pages.at(-1)!;
    const { next_cursor: cursor } = page.pagination;
    if (cursor === null) return pages;
    await betweenPages();
    pages.push(await readPage(apps, { ...body, cursor }, { headers }));
  }
}
