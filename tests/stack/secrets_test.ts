import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { SignJWT } from "jose";
import postgres from "postgres";
import { StackError } from "../../scripts/local/processes.ts";
import { readSecrets } from "../../scripts/local/secrets.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { takeShare } from "../../scripts/local/share.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";

const OPTIONS = { keys: DEVELOPMENT_KEYS, port: 0, sample: false };

async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "icp-secrets-test-" });
  await Deno.chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Asks for the tables of a Data API, at the gateway or at its own port. */
async function askFor(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${url}/super_admins?select=id`, { headers });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("secrets are random for each folder, kept, and for their owner's eyes", async () => {
  await using first = await makeFolder();
  await using second = await makeFolder();
  const made = await readSecrets(first.path);
  assertEquals(await readSecrets(first.path), made);
  const other = await readSecrets(second.path);
  assertNotEquals(other.serviceKey, made.serviceKey);
  assertNotEquals(other.jwtSecret, made.jwtSecret);
  const { mode } = await Deno.stat(`${first.path}/local-secrets.json`);
  assertEquals(mode! & 0o777, 0o600);
});

for (const text of ["", "{", "null", "{}", '{"serviceKey":"sb_secret_a","jwtSecret":"short"}']) {
  Deno.test(`secrets that read ${JSON.stringify(text)} are refused, by the file's name alone`, async () => {
    await using folder = await makeFolder();
    await Deno.writeTextFile(`${folder.path}/local-secrets.json`, text);
    const error = await assertRejects(() => readSecrets(folder.path), StackError);
    assertEquals(
      error.message,
      `"${folder.path}/local-secrets.json" cannot be read. Remove it and start again: ` +
        "a new one is made.",
    );
  });
}

Deno.test("the Data API takes the stack's own key and no other, and is no superuser", async (t) => {
  await using folder = await makeFolder();
  const options = { ...OPTIONS, dataDir: `${folder.path}/data` };
  const stack = await startStack(options);
  const { url, databaseUrl, serviceKey, parts } = stack;
  const { url: direct, token } = parts.dataApi.current();
  try {
    await t.step("through the gateway and at its own port", async () => {
      const forged = await new SignJWT({ role: "service_role" })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode("unsafe-secret-change-me"));
      const keys = ["sb_secret_development-service-role-key", "other", forged];
      for (const key of keys) {
        const headers = { apikey: key, authorization: `Bearer ${key}` };
        assertEquals(await askFor(`${url}/rest/v1`, headers), 401);
        assertEquals(await askFor(direct, headers), 401);
      }
      const headers = { apikey: token, authorization: `Bearer ${token}` };
      assertEquals(await askFor(direct, headers), 200);
      assertEquals(await askFor(`${url}/rest/v1`, { apikey: serviceKey }), 200);
    });

    await t.step("nothing else is served at its port", async () => {
      for (const path of ["/", "/config", "/info", "/introspect", "/auth/v1/settings"]) {
        const answer = await fetch(new URL(path, direct), { headers: { apikey: token } });
        assert(!(await answer.text()).includes(new URL(databaseUrl).password));
      }
    });

    await t.step(
      "a page whose name leads here, and one of another origin, are turned away",
      async () => {
        const { hostname, port, host } = new URL(url);
        const ask = async (headers: string) => {
          using connection = await Deno.connect({ hostname, port: Number(port) });
          const text = `GET /health HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`;
          await connection.write(new TextEncoder().encode(text));
          return (await new Response(connection.readable).text()).slice(0, 12);
        };
        assertEquals(await ask(`Host: ${host}`), "HTTP/1.1 200");
        assertEquals(await ask(`Host: evil.example:${port}`), "HTTP/1.1 421");
        assertEquals(await ask(`Host: ${host}\r\nOrigin: http://evil.example`), "HTTP/1.1 403");
      },
    );

    await t.step("it connects as authenticator, who may do nothing itself", async () => {
      const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
      const users = await sql`
        select distinct usename from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      const [role] = await sql`
        select rolsuper or rolcreaterole or rolcreatedb or rolinherit or rolbypassrls as is_mighty,
          array(select roleid::regrole::text from pg_auth_members
            where member = pg_roles.oid order by 1) as roles
        from pg_roles where rolname = 'authenticator'`;
      const [own] = await sql`
        select count(*)::int from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'
          and has_table_privilege('authenticator', oid, 'select')`;
      await sql.end();
      assertEquals(users.map(({ usename }) => usename), ["authenticator"]);
      assertEquals(role, { is_mighty: false, roles: ["anon", "authenticated", "service_role"] });
      assertEquals(own!.count, 0);
    });

    await t.step({
      name: "no function listens where a page would look for it",
      ignore: Deno.build.os !== "linux",
      async fn() {
        for (const part of [parts.upsert, parts.query]) {
          const { hostname, port } = new URL(part.current().url);
          assertNotEquals(hostname, "127.0.0.1");
          await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: Number(port) }));
        }
      },
    });
  } finally {
    await stack.stop();
  }

  await t.step("a restart on the same data keeps the key", async () => {
    const again = await startStack(options);
    const status = await askFor(`${again.url}/rest/v1`, { apikey: serviceKey });
    await again.stop();
    assertEquals([again.serviceKey, status], [serviceKey, 200]);
  });
});

const OWN_KEYS = {
  INTERNAL_API_KEY: "an-internal-key-of-our-own",
  JWT_SECRET: "a-secret-of-our-own-that-signs-sessions",
  SUPER_ADMIN_API_KEY: "a-super-admin-key-of-our-own",
  SUPER_ADMIN_JWT_SECRET: "a-secret-of-our-own-that-signs-super-admins",
};

for (
  const [name, changes, status] of takeShare(
    [
      ["keys of our own", {}, 200],
      ["a public key, in capitals and being changed", {
        keys: {
          ...OWN_KEYS,
          INTERNAL_API_KEY: JSON.stringify([
            DEVELOPMENT_KEYS.INTERNAL_API_KEY.toUpperCase(),
            OWN_KEYS.INTERNAL_API_KEY,
          ]),
        },
      }, 403],
      ["keys of our own and the public token of the sample", { sample: true }, 403],
    ] as const,
  )
) {
  Deno.test(`a stack with ${name} answers a page of another origin with ${status}`, async () => {
    const stack = await startStack({ ...OPTIONS, keys: OWN_KEYS, ...changes });
    const answer = await fetch(`${stack.url}/health`, {
      headers: { origin: "https://app.example.com" },
    });
    await answer.body?.cancel();
    await stack.stop();
    assertEquals(answer.status, status);
  });
}
