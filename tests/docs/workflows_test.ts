import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (file: string) => Deno.readTextFileSync(new URL(file, ROOT));

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { uses?: string; steps?: { uses?: string; run?: string }[] }>;
}

const FILES = ["check.yml", "deploy.yml"].map((name) => `.github/workflows/${name}`);
const WORKFLOWS = FILES.map((file) => parse(read(file)) as Workflow);
const JOBS = WORKFLOWS.flatMap(({ jobs }) => Object.values(jobs));
const COMMANDS = JOBS.flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));

Deno.test("workflows may read the repository and no more, and their actions are pinned", () => {
  for (const { permissions } of WORKFLOWS) assertEquals(permissions, { contents: "read" });
  const actions = JOBS.flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => uses ?? []));
  assert(actions.length >= 4);
  for (const action of actions) assertMatch(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

Deno.test("a pull request runs what .ci/run runs", () => {
  assertEquals(WORKFLOWS[0]!.jobs.test!.steps!.flatMap(({ run }) => run ?? []), [".ci/run"]);
  assertEquals(WORKFLOWS[1]!.jobs.check!.uses, "./.github/workflows/check.yml");
});

Deno.test("a deployment runs the commands of docs/DEPLOY.md, and tasks that exist", () => {
  const page = read("docs/DEPLOY.md");
  const { tasks } = JSON.parse(read("deno.json"));
  for (const command of COMMANDS.filter((command) => command !== ".ci/run")) {
    const task = /deno@\S+ task (\S+)/.exec(command)?.[1];
    const known = command.replace('"$PROJECT_REF"', "<ref>");
    assert(task === undefined ? page.includes(known) : task in tasks, command);
  }
});

Deno.test("docs/DEPLOY.md names each secret of the workflows", () => {
  const secrets = new Set(
    FILES.flatMap((file) => [...read(file).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name!)),
  );
  const page = read("docs/DEPLOY.md");
  assert(secrets.size >= 8);
  assertEquals([...secrets].filter((name) => !page.includes(`\`${name}\``)), []);
});

Deno.test(".env.example has the settings that are read, and no value of a secret", () => {
  const source = read("supabase/functions/_shared/env.ts");
  const names = [...source.matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g)].map(([, name]) => name!);
  const lines = [...read(".env.example").matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)];
  assertEquals(new Set(lines.map(([, name]) => name)), new Set(names));
  const given = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
  delete given.SUPABASE_SECRET_KEYS;
  const error: ServiceError = assertThrows(() => readQuerySettings(given), ServiceError);
  // The URL is an example; whatever is secret has to be filled in.
  assertEquals(error.issues?.map(({ path }) => path.split(" ")[0]), [
    "SUPABASE_SECRET_KEYS",
    "INTERNAL_API_KEY",
    "JWT_SECRET",
    "SUPER_ADMIN_JWT_SECRET",
  ]);
});
