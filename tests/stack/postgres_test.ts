import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import postgres from "postgres";
import { startPostgres } from "../../scripts/local/postgres.ts";
import { explainPostgresFailure } from "../../scripts/local/postgres_folder.ts";
import { StackError } from "../../scripts/local/stack_error.ts";

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

Deno.test("a second server on the same folder is refused with whose it is", async () => {
  await using folder = await makeFolder();
  const server = await startPostgres({ dataDir: folder.path });
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    `A stack runs on the data folder "${folder.path}" already`,
  );
  await server.stop();
});

Deno.test("a folder of another version is refused with what to do", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(`${folder.path}/PG_VERSION`, "16\n");
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    "was made by Postgres 16, and this is Postgres 17. Pass --data-dir with a new folder",
  );
});

Deno.test("a folder with other files is refused and left alone", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(`${folder.path}/notes.txt`, "mine");
  await assertRejects(
    () => startPostgres({ dataDir: folder.path }),
    StackError,
    "holds other files and no database",
  );
  assertEquals(await Deno.readTextFile(`${folder.path}/notes.txt`), "mine");
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
  const failure = explainPostgresFailure("/data", log, new Error(log));
  assertStringIncludes(String(failure), `The disk under "/data" is full. Free some space`);
});
