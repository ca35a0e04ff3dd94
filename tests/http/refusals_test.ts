import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { BATCH_PATHS, KEYS, PATHS } from "../support/apps.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";
import { JSON_HEADERS, type Refusal, SECRET, VALID_BODY } from "../support/refusals.ts";
import { loadSample } from "../database/fixtures.ts";
import { BATCH_REFUSALS, GZIP_REFUSALS } from "./refusals/batches.ts";
import { BODY_REFUSALS } from "./refusals/bodies.ts";
import { CREDENTIAL_REFUSALS, FORMER } from "./refusals/credentials.ts";
import { FIELD_REFUSALS } from "./refusals/fields.ts";
import { ROUTE_REFUSALS } from "./refusals/routes.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  const { database } = live();
  await loadSample(database.sql);
  await database.sql`insert into super_admins (id, email, password_hash, is_active)
    values (${FORMER.id}, ${FORMER.email}, 'not a hash', false)`;
  await createApiToken(database, "good");
  await createApiToken(database, "revoked", { revoked_at: "2026-11-22T11:59:00Z" });
  await createApiToken(database, "expired", { expires_at: "2026-11-22T11:59:00Z" });
  await createApiToken(database, "expires-now", { expires_at: "2026-11-22T12:00:00.500Z" });
});

/** Refusals before a body is looked into; those of the upsert hold for its batch too. */
const EARLY_REFUSALS = [...BODY_REFUSALS, ...CREDENTIAL_REFUSALS];
const BATCH_COPIES = EARLY_REFUSALS.filter((refusal) => refusal.function === "upsert")
  .flatMap((refusal) => BATCH_PATHS.map((path) => ({ ...refusal, path })));
const LATE_REFUSALS = [...FIELD_REFUSALS, ...BATCH_REFUSALS, ...GZIP_REFUSALS, ...ROUTE_REFUSALS];

for (const refusal of [...EARLY_REFUSALS, ...BATCH_COPIES, ...LATE_REFUSALS]) {
  const paths = refusal.path === undefined ? PATHS[refusal.function] : [refusal.path];
  for (const path of paths.flatMap((path) => [path, path === "/" ? path : `${path}/`])) {
    const name = `${refusal.status}: ${refusal.name} (${refusal.method ?? "POST"} ${path})`;
    Deno.test(name, () => checkRefusal(refusal, path));
  }
}

async function checkRefusal(refusal: Refusal, path: string): Promise<void> {
  const apps = live().createApps();
  const id = crypto.randomUUID();
  const request = await makeRequest(refusal, path, id);
  const response = await apps.fetch(refusal.function, request);
  const text = await response.text();
  const { error, issues, ...body } = JSON.parse(text);

  assertEquals([response.status, body], [refusal.status, { code: refusal.code, request_id: id }]);
  if (typeof refusal.sentence === "string") assertStringIncludes(error, refusal.sentence);
  else assertMatch(error, refusal.sentence);
  assertEquals(
    issues?.map(({ path, message }: Record<string, string>) => `${path}: ${message}`),
    refusal.issues,
  );
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(response.headers.get("x-request-id"), id);
  for (const [header, value] of Object.entries(refusal.responseHeaders ?? {})) {
    assertEquals(response.headers.get(header), value);
  }
  assertEquals(apps.sent, refusal.sent ?? []);

  const log = JSON.stringify(apps.logs);
  for (const hidden of [SECRET, ...Object.values(KEYS), ...bearerOf(request)]) {
    assert(!text.includes(hidden) && !log.includes(hidden), `${text} ${log}`);
  }
  assertEquals(apps.logs.length, 1);
  const { status, request_id, level } = apps.logs[0]!;
  assertEquals({ status, request_id, level }, {
    status: refusal.status,
    request_id: id,
    level: "info",
  });
}

async function makeRequest(refusal: Refusal, path: string, id: string): Promise<Request> {
  const { method = "POST", headers = JSON_HEADERS, body = VALID_BODY[refusal.function] } = refusal;
  const all = new Headers(typeof headers === "function" ? await headers() : headers);
  all.set("x-request-id", id);
  const content = typeof body === "function" ? body() : body;
  return new Request(`http://functions.test${path}`, {
    method,
    headers: all,
    body: method === "GET" ? null : content,
  });
}

/** The token of a request, where it is long enough not to stand in a sentence by chance. */
function bearerOf(request: Request): string[] {
  const token = request.headers.get("authorization")?.split(" ").at(-1) ?? "";
  return token.length > 12 ? [token] : [];
}
