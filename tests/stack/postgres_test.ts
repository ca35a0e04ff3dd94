import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import postgres from "postgres";
import { explainFailure, startPostgres } from "../../scripts/local/postgres.ts";
import { StackError } from "../../scripts/local/processes.ts";

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
