import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (file: string) => Deno.readTextFileSync(new URL(file, ROOT));

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}

interface Job {
  uses?: string;
  needs?: string;
  environment?: string;
  steps?: Step[];
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
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

Deno.test("each step of a deployment has the secrets that it needs, and nothing else has any", () => {
  const { deploy, ...others } = WORKFLOWS[1]!.jobs;
  const { steps = [], ...job } = deploy!;
  const nameSecrets = (value: unknown) =>
    [...JSON.stringify(value).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name!).sort();
  assertEquals(nameSecrets([WORKFLOWS[0], others, job]), []);
  assertEquals(JSON.stringify(WORKFLOWS).includes("inherit"), false);
  const given = steps.filter(({ env }) => env).map(({ run, env }) => [
    /supabase@\S+ (\w+ ?\w+)|task (\S+)/.exec(run!)!.slice(1).find(Boolean),
    nameSecrets(env),
  ]);
  assertEquals(given, [
    ["link", ["SUPABASE_ACCESS_TOKEN", "SUPABASE_PROJECT_REF"]],
    ["db push", ["SUPABASE_ACCESS_TOKEN", "SUPABASE_DB_PASSWORD"]],
    ["functions deploy", ["SUPABASE_ACCESS_TOKEN"]],
    ["test:remote", [
      "INTERNAL_API_KEY",
      "JWT_SECRET",
      "SUPABASE_PROJECT_REF",
      "SUPABASE_SECRET_KEY",
      "SUPER_ADMIN_API_KEY",
      "SUPER_ADMIN_JWT_SECRET",
    ]],
  ]);
  assertEquals(job.environment, "production");
});

Deno.test("a tag is deployed from a commit of main only, and before any secret is given", async () => {
  const { main, check, deploy } = WORKFLOWS[1]!.jobs;
  assertEquals([check!.needs, deploy!.needs], ["main", "check"]);
  const guard = main!.steps!.find(({ run }) => run)!.run!;
  const folder = await Deno.makeTempDir();
  const run = async (script: string) => {
    const git = "git -c user.name=t -c user.email=t@example.com -c init.defaultBranch=main";
    const command = new Deno.Command("sh", {
      args: ["-ec", script.replaceAll(/^git/gm, git)],
      cwd: folder,
      env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
    });
    return (await command.output()).code;
  };
  const commit = "git commit -q --allow-empty -m";
  const made = await run(`mkdir there && cd there
git init -q
${commit} one
git tag v1
${commit} two
git checkout -q -b side
${commit} three
git tag v2
git checkout -q main
cd .. && git clone -q there here 2> /dev/null`);
  assertEquals(made, 0);
  const tryTag = (tag: string) => run(`cd here\ngit checkout -q ${tag} 2> /dev/null\n${guard}`);
  assertEquals([await tryTag("v1"), await tryTag("v2")], [0, 1]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("no command of the pages has a key on its command line", () => {
  const pages = ["DEPLOY", "RUNBOOK", "API", "LOCAL_STACK", "SYSTEM_OVERVIEW", "ICP_JOB_TITLES"];
  const commands = pages.flatMap((page) =>
    [...read(`docs/${page}.md`).matchAll(/^ *```sh\n([^]*?)^ *```/gm)].flatMap(([, block]) =>
      block!.replaceAll(/\\\n/g, " ").split("\n")
    )
  );
  const shown = commands.filter((command) =>
    /\$\{?\w*(KEY|TOKEN|SECRET|PASSWORD|JWT)\b/.test(command) &&
    // The shell does these itself: no process has them among its arguments.
    !/^ *(echo|printf|export|\.|[A-Z_]+=)/.test(command)
  );
  assertEquals(shown, []);
  assert(commands.length > 50);
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
  const names = [...source.matchAll(/(?:"|^ {2})([A-Z]+(?:_[A-Z]+)+)(?:"|: )/gm)].map(([, name]) =>
    name!
  );
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
