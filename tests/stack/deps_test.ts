import { assertEquals } from "@std/assert";
import { type Audit, auditLock, auditPackages, type Place } from "../../scripts/deps/commands.ts";

const ADVISORY = {
  id: 1,
  name: "hono",
  url: "https://example.com/advisory",
  title: "Told for the test",
  severity: "high",
  vulnerable_versions: "<5",
  cwe: [],
  cvss: { score: 7, vectorString: null },
};
const DEPENDENCIES = { hono: "4.13.19" };
/** Folders as the two tools want them, with one package. */
const FILES = {
  "deno.json": { imports: { hono: "npm:hono@4.13.19" } },
  "deno.lock": {
    version: "5",
    specifiers: { "npm:hono@4.13.19": "4.13.19" },
    npm: { "hono@4.13.19": { integrity: "sha512-none" } },
  },
  "package.json": { dependencies: DEPENDENCIES },
  "package-lock.json": {
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { dependencies: DEPENDENCIES },
      "node_modules/hono": { version: "4.13.19" },
    },
  },
};

/** Asks a registry that gives one answer to every `POST`. */
async function ask(
  audit: (place: Place) => Promise<Audit>,
  files: (keyof typeof FILES)[],
  answer: () => Response,
): Promise<Audit> {
  const cwd = await Deno.makeTempDir();
  for (const file of files) await Deno.writeTextFile(`${cwd}/${file}`, JSON.stringify(FILES[file]));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ method }) => method === "POST" ? answer() : new Response(null, { status: 404 }),
  );
  const registry = `http://127.0.0.1:${server.addr.port}/`;
  const env = { NPM_CONFIG_REGISTRY: registry, NPM_CONFIG_FETCH_RETRIES: "0" };
  try {
    return await audit({ cwd, env });
  } finally {
    await server.shutdown();
    await Deno.remove(cwd, { recursive: true });
  }
}

const TOOLS = [
  ["deno.lock", auditLock, ["deno.json", "deno.lock"]],
  ["package-lock.json", auditPackages, ["package.json", "package-lock.json"]],
] as const;

for (const [lock, audit, files] of TOOLS) {
  const asked = (answer: () => Response) => ask(audit, [...files], answer);

  Deno.test(`no known vulnerability of ${lock} is told only where the registry said so`, async () => {
    assertEquals(await asked(() => Response.json({})), { advisories: [] });
    for (const status of [405, 500]) {
      const result = await asked(() => new Response("no audits here", { status }));
      assertEquals(Object.keys(result), ["unanswered"]);
    }
  });

  Deno.test(`a known vulnerability of ${lock} is told with its severity and its page`, async () => {
    const result = await asked(() => Response.json({ hono: [ADVISORY] }));
    const [told = ""] = "advisories" in result ? result.advisories : [];
    const parts = ["hono", "high", ADVISORY.title, ADVISORY.url];
    assertEquals(parts.filter((part) => !told.includes(part)), []);
  });
}
