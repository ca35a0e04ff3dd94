/** What an export refuses before it writes a row. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HELP } from "../../scripts/export/flags.ts";
import type { Live } from "../support/live_apps.ts";
import { inFolder, list, run, serve } from "./service.ts";

const REFUSED: [what: string, args: string[], sentence: string, token?: string][] = [
  ["a filter", ["--updated-since", "yesterday"], "updated_since"],
  ["a filter that is no JSON", ["--contains", "{"], "--contains must be JSON"],
  ["an input that is not a domain", ["--company-domain", "a@b.com"], "e-mail"],
  ["the token", [], "unauthorized", "another-token"],
  ["the lack of a token", [], "ICP_JOB_TITLES_TOKEN", ""],
  ["an unknown format", ["--format", "xml"], "--format must be jsonl or csv"],
  ["an unknown flag", ["--frmat", "csv"], "--frmat"],
  ["a blank filter, as the help says,", ["--search", " "], "--search must not be blank"],
];

/** Makes the tests, on the database of those who call. */
export function testRefusals(live: () => Live): void {
  Deno.test("the help does not call a blank filter absent", () => {
    assert(HELP.includes("--search <value>") && !HELP.includes("counts as absent"));
  });
  for (const [what, args, sentence, token] of REFUSED) {
    Deno.test(`${what} ends with 2, and leaves no file`, async () => {
      await using service = serve(live());
      await inFolder(async (folder) => {
        const { code, said, complained } = await run(
          service.url,
          ["--out", `${folder}/rows`, ...args],
          { token },
        );
        assertEquals([code, said], [2, ""]);
        assertStringIncludes(complained, sentence);
        assert(!complained.includes("another-token"));
        assertEquals(await list(folder), []);
      });
    });
  }
}
