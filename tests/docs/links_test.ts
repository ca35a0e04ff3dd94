import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
const PAGES = [
  "README.md",
  "CLAUDE.md",
  ...(await Array.fromAsync(Deno.readDir(new URL("docs/", ROOT)), ({ name }) => `docs/${name}`))
    .filter((name) => name.endsWith(".md")),
];
/** How a page names a file or folder of the repository. */
const PATH = /`((?:supabase|scripts|tests|docs|client|\.github)\/[\w./-]+)`/g;
const FUNCTIONS = "supabase/functions/";
/** How a page names a file of a function, or of a room of `_shared`, for short. */
const SHORT_PATH =
  /`((?:icp-job-titles-\w+|callers|contract|data_api|domain|env|http|json|research)\/[\w./-]*\.ts)`/g;

const readPage = (page: string) => Deno.readTextFileSync(new URL(page, ROOT));

/** The anchors that a page's headings have on a code-hosting site. */
function anchorsOf(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\w\s-]/g, "").replaceAll(" ", "-")
  );
}

for (const page of PAGES) {
  Deno.test(`every link of ${page} leads somewhere`, () => {
    const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file, anchor]) => {
      const target = file ? new URL(file, new URL(page, ROOT)) : new URL(page, ROOT);
      if (!existsSync(target)) return true;
      return anchor !== undefined &&
        !anchorsOf(target.href.slice(ROOT.href.length)).includes(anchor);
    });
    assertEquals(broken.map(([link]) => link), []);
  });

  Deno.test(`every file that ${page} names is there`, () => {
    const text = readPage(page);
    const short = [...text.matchAll(SHORT_PATH)].map(([, path]) =>
      FUNCTIONS + (path!.startsWith("icp-") ? path : `_shared/${path}`)
    );
    const paths = [...text.matchAll(PATH)].map(([, path]) => path!).concat(short)
      // The reader's own, which git does not keep.
      .filter((path) => !path.endsWith("/.env"));
    assertEquals(paths.filter((path) => !existsSync(new URL(path, ROOT))), []);
  });
}

Deno.test("the pages are found", () => assert(PAGES.length > 6));
