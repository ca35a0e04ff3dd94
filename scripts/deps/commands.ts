/** The tools that know the registry, and whether it told them anything. */

import { ToldError } from "../errors/describe.ts";

/** What a registry told of known vulnerabilities, or why it told nothing. */
export type Audit = { advisories: string[] } | { unanswered: string };

/** A package, its pinned version, and the one that the registry tags as latest. */
interface Outdated {
  name: string;
  pinned: string;
  latest: string;
}

/** Where a tool runs, and what it finds in its environment. */
export interface Place {
  cwd: string;
  env?: Record<string, string>;
}

/** Asks about every package of a folder's `deno.lock`: what the tests run. */
export async function auditLock(place: Place): Promise<Audit> {
  const { stdout } = await run(Deno.execPath(), ["audit"], place);
  // By its words, since it ends with the same code where it was told something and nothing.
  if (/^No known vulnerabilities found/m.test(stdout)) return { advisories: [] };
  if (/^Found \d+ vulnerabilit/m.test(stdout)) return { advisories: [stdout.trim()] };
  return { unanswered: "deno audit got no answer; run it by itself to see its words" };
}

/** Asks about all that npm would install for a folder's `package-lock.json` today. */
export async function auditPackages(place: Place): Promise<Audit> {
  const { stdout } = await run("npm", ["audit", "--json"], place);
  const { metadata, statusCode, error, vulnerabilities = {} } = JSON.parse(stdout || "{}");
  if (!metadata) return { unanswered: describeNpm("audit", error?.code ?? statusCode) };
  const found = Object.values(vulnerabilities) as { via: (string | Advisory)[] }[];
  // A text instead of an advisory is the name of a package that is listed by itself.
  const advisories = found.flatMap(({ via }) => via.filter((one) => typeof one !== "string"));
  return {
    advisories: advisories.map(({ name, range, severity, title, url }) =>
      `${severity}: ${name} ${range}: ${title} (${url})`
    ),
  };
}

interface Advisory {
  name: string;
  range: string;
  severity: string;
  title: string;
  url: string;
}

/**
 * Lists the packages of a folder's `package.json` that are not the registry's latest.
 *
 * @throws {ToldError} with npm's code where the registry does not answer.
 */
export async function listOutdated(place: Place): Promise<Outdated[]> {
  const { stdout } = await run("npm", ["outdated", "--json"], place);
  const { error, ...packages } = JSON.parse(stdout || "{}");
  if (error) throw new ToldError(describeNpm("outdated", error.code));
  const versions = Object.entries(packages) as [string, { wanted: string; latest: string }][];
  return versions.filter(([, { wanted, latest }]) => wanted !== latest)
    .map(([name, { wanted, latest }]) => ({ name, pinned: wanted, latest }));
}

/**
 * Writes `package.json` with these versions, and the lock that npm makes of it.
 *
 * @throws {ToldError} with npm's code where the registry does not answer.
 */
export async function resolvePackages(
  place: Place,
  versions: Record<string, string>,
): Promise<void> {
  const text = JSON.stringify({ private: true, dependencies: versions });
  await Deno.writeTextFile(`${place.cwd}/package.json`, text);
  // Forced, since one of them is for one platform, and nothing is installed.
  const flags = ["--package-lock-only", "--ignore-scripts", "--no-audit", "--force"];
  const { success, stderr } = await run("npm", ["install", ...flags], place);
  if (!success) throw new ToldError(describeNpm("install", /\bcode (E\w+)/.exec(stderr)?.[1]));
}

/** By the code alone: the words of npm may have a registry's URL, with a password in it. */
function describeNpm(command: string, code: unknown): string {
  const told = /^(E\w+|\d{3})$/.test(String(code)) ? String(code) : "an error";
  return `npm ${command} ended with ${told}; run it by itself to see its words`;
}

async function run(command: string, args: string[], { cwd, env = {} }: Place) {
  const output = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1", NPM_CONFIG_LOGLEVEL: "error", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    success: output.success,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
