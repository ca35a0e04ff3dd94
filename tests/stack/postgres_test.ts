import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import postgres from "postgres";
import { explainFailure, startPostgres } from "../../scripts/local/postgres.ts";
import { makeLinks } from "../../scripts/local/postgres_programs.ts";
import { StackError } from "../../scripts/local/processes.ts";
import { listDescendants } from "../support/processes.ts";

async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "icp-postgres-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...await sql.unsafe(text)];
  } finally {
    await sql.end();
  }
}

Deno.test("what was stored is there after a restart", async () => {
  await using folder = await makeFolder();
  const first = await startPostgres({ dataDir: folder.path });
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();

  const second = await startPostgres({ dataDir: folder.path });
  const rows = await query(second.url, "select answer from kept");
  await second.stop();
  assertEquals(rows, [{ answer: 42 }]);
});

Deno.test("a throw-away server takes its folder with it", async () => {
  await using parent = await makeFolder();
  const server = await startPostgres({ dataDir: `${parent.path}/data`, durable: false });
  assertEquals(await query(server.url, "select 42 as answer"), [{ answer: 42 }]);
  await server.stop();
  assertEquals(await Array.fromAsync(Deno.readDir(parent.path)), []);
});

Deno.test("the server asks for its password", async () => {
  await using folder = await makeFolder();
  const server = await startPostgres({ dataDir: folder.path });
  const url = new URL(server.url);
  url.password = "wrong";
  await assertRejects(() => query(url.href, "select 1"), Error, "password authentication failed");
  await server.stop();
});

Deno.test("a server whose stack was killed leaves a file that does not stop the next, though its number is taken", async () => {
  await using folder = await makeFolder();
  const first = await startPostgres({ dataDir: folder.path });
  await first.stop();
  // Where the server's user may not ask for another's processes, it would not see ours.
  const { uid } = await Deno.stat(folder.path);
  const other = new Deno.Command("sleep", { args: ["600"], ...(uid && { uid }) }).spawn();
  await Deno.writeTextFile(`${folder.path}/postmaster.pid`, `${other.pid}\n/elsewhere\n`);
  try {
    const second = await startPostgres({ dataDir: folder.path });
    assertEquals(await query(second.url, "select 42 as answer"), [{ answer: 42 }]);
    await second.stop();
  } finally {
    other.kill("SIGKILL");
    await other.status;
  }
});

/** The servers' processes, each with its real user and whether it holds any capability. */
async function readServers(pid: number) {
  const servers = await Promise.all((await listDescendants(pid)).map(async (descendant) => {
    const program = await Deno.readLink(`/proc/${descendant}/exe`);
    const status = await Deno.readTextFile(`/proc/${descendant}/status`);
    const field = (name: string) => status.match(new RegExp(`^${name}:\\s+(\\S+)`, "m"))![1]!;
    const sets = ["CapEff", "CapPrm", "CapInh", "CapAmb"].map(field);
    const holds = sets.some((set) => BigInt(`0x${set}`) !== 0n);
    return program.endsWith("/postgres") ? [{ user: Number(field("Uid")), holds }] : [];
  }));
  return servers.flat();
}

Deno.test("Postgres holds no capability and is a user that is neither root nor nobody", async () => {
  await using folder = await makeFolder();
  await Deno.chmod(folder.path, 0o755);
  const server = await startPostgres({ dataDir: `${folder.path}/data` });
  const servers = await readServers(server.pid);
  await server.stop();
  assertEquals(servers.length >= 5, true, "the server and what it starts run");
  for (const { user, holds } of servers) {
    assertEquals(holds, false);
    assertEquals([0, 65534].includes(user), false, `It runs as ${user}.`);
  }
});

Deno.test("nobody else can enter the data folder, nor read its password", async () => {
  await using folder = await makeFolder();
  await Deno.chmod(folder.path, 0o755);
  const dataDir = `${folder.path}/data`;
  const server = await startPostgres({ dataDir });
  const asNobody = Deno.uid() === 0
    ? await new Deno.Command("cat", {
      args: [`${dataDir}/local-password`, `${dataDir}/pg_hba.conf`],
      uid: 65534,
      gid: 65534,
      stdout: "null",
      stderr: "null",
    }).output()
    : { code: 1 };
  const modes = [dataDir, `${dataDir}/local-password`].map((path) => Deno.statSync(path).mode!);
  await server.stop();
  assertEquals(asNobody.code, 1);
  assertEquals(modes.map((mode) => mode & 0o077), [0, 0]);
});

Deno.test("a folder that nobody may enter but root or its owner holds a database too", async () => {
  await using folder = await makeFolder();
  await Deno.chmod(folder.path, 0o700);
  const server = await startPostgres({ dataDir: `${folder.path}/data` });
  const users = (await readServers(server.pid)).map(({ user }) => user);
  assertEquals(await query(server.url, "select 42 as answer"), [{ answer: 42 }]);
  await server.stop();
  assertEquals(users.filter((user) => [0, 65534].includes(user)), []);
});

/** What a package's folder has before its links are made, and how one of them was left. */
const LEFT: Record<string, (link: string) => Promise<void> | void> = {
  "missing": () => {},
  "absolute and good": (link) => Deno.symlink(link.replace("libx.so", "libx.so.1"), link),
  "to a folder that is gone": (link) => Deno.symlink("/gone/native/lib/libx.so.1", link),
  "to another file": (link) => Deno.symlink("other", link),
};

for (const [name, leave] of Object.entries(LEFT)) {
  Deno.test(`a link of the programs that was left ${name} is made relative`, async () => {
    await using folder = await makeFolder();
    const lib = `${folder.path}/native/lib`;
    await Deno.mkdir(lib, { recursive: true });
    await Deno.writeTextFile(`${lib}/libx.so.1`, "library");
    const links = [{ source: "native/lib/libx.so.1", target: "native/lib/libx.so" }];
    await Deno.writeTextFile(`${folder.path}/native/pg-symlinks.json`, JSON.stringify(links));
    await leave(`${lib}/libx.so`);
    await Promise.all([makeLinks(folder.path), makeLinks(folder.path)]);
    assertEquals(await Deno.readLink(`${lib}/libx.so`), "libx.so.1");
    const names = await Array.fromAsync(Deno.readDir(lib), ({ name }) => name);
    assertEquals(names.sort(), ["libx.so", "libx.so.1"]);
  });
}

Deno.test("a second server on the same folder is refused with what to do", async () => {
  await using folder = await makeFolder();
  const server = await startPostgres({ dataDir: folder.path });
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    `The data folder "${folder.path}" has a running stack already`,
  );
  await server.stop();
});

Deno.test("a folder of another version is refused with what to do", async () => {
  await using folder = await makeFolder();
  const server = await startPostgres({ dataDir: folder.path });
  await server.stop();
  await Deno.writeTextFile(`${folder.path}/PG_VERSION`, "16\n");
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    "is of another version than Postgres 17. Use a new folder (--data-dir).",
  );
});

Deno.test("a folder with other files is refused and left alone", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(`${folder.path}/notes.txt`, "mine");
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    "holds other files and no complete database. Use a new or an empty folder",
  );
  assertEquals(await Deno.readTextFile(`${folder.path}/notes.txt`), "mine");
  assertEquals((await Deno.stat(folder.path)).uid, Deno.uid());
});

Deno.test("a folder that cannot be entered is refused with what to do", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const dataDir = `${folder.path}/file/data`;
  await assertRejects(
    () => startPostgres({ dataDir }),
    StackError,
    `The data folder "${dataDir}" cannot be entered`,
  );
});

Deno.test("a full disk is told apart from other failures", () => {
  const log = `initdb: error: could not write to file "pg_wal": No space left on device`;
  const failure = explainFailure("/data", new Error(log));
  assertStringIncludes(String(failure), `The data folder "/data" is on a full disk. Free`);
  const other = new Error("initdb ended with exit code 1");
  assertEquals(explainFailure("/data", other), other);
});
