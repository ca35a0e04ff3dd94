import { assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { parseEnv } from "node:util";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { serveApps } from "../client/service.ts";
import { createApps } from "../support/apps.ts";
import { readShellBlocks, runShellWell } from "../support/cli.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";

const PAGE = "docs/DEPLOY.md";

Deno.test("the secrets and first requests of DEPLOY.md work when pasted", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const secrets = await readShellBlocks(PAGE, "3. Set the secrets");
  const file = (await runShellWell(database.url, `${secrets}printf %s "$SECRETS"`)).trim();
  assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);

  const settings = readQuerySettings({
    ...parseEnv(await Deno.readTextFile(file)),
    SUPABASE_URL: dataApi.url,
    SUPABASE_SECRET_KEY: dataApi.serviceKey,
  });
  const apps = createApps({ ...settings, settings });
  await using service = serveApps(apps);
  const requests = await readShellBlocks(PAGE, "5. Check health") +
    await readShellBlocks(PAGE, "6. First write, first read");
  const written = await runShellWell(
    database.url,
    requests.replace("https://<ref>.supabase.co", service.url),
    { env: { SECRETS: file } },
  );
  await Promise.all(apps.background);
  const count = (text: string) => written.split(text).length - 1;
  assertEquals(count('{"data":{"status":"ok","database":"ok"}}'), 3);
  assertEquals(count('"company_domain":"acme.com"'), 2);
  assertEquals(count('"returned":1'), 1);
  assertEquals(existsSync(file), false);
});
