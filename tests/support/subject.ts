/** The apps in memory as the tables of refusals see them. */
import { loadSample, SAMPLE } from "../database/fixtures.ts";
import { KEYS, NOW, OPERATOR, ORG_A, ORG_B } from "./apps.ts";
import type { TestDatabase } from "./database.ts";
import { createApiToken } from "./live_apps.ts";
import type { Subject } from "./refusals.ts";

/** The subject; {@link seedSubject} stores what it names. */
export const SUBJECT: Subject = {
  keys: KEYS,
  now: () => NOW,
  orgA: ORG_A,
  orgB: ORG_B,
  operator: OPERATOR,
  former: { id: "5a5a5a5a-0000-4000-8000-000000000004", email: "former@example.com" },
  tokens: {
    good: "an-api-token-that-is-good",
    likeJwt: "an-api-token.in-three.parts",
    revoked: "an-api-token-that-is-revoked",
    expired: "an-api-token-that-is-expired",
    expiresNow: "an-api-token-that-expires-now",
    ofDeletedOrg: "an-api-token-of-a-deleted-org",
  },
  sources: { submissionId: SAMPLE.submissionId, runId: SAMPLE.runId },
};

/** Stores what {@link SUBJECT} names, beside the orgs and the operator of `useLive`. */
export async function seedSubject(database: TestDatabase): Promise<void> {
  const { former, tokens } = SUBJECT;
  const { sql } = database;
  await loadSample(sql);
  await sql`insert into super_admins (id, email, password_hash, is_active)
    values (${former.id}, ${former.email}, 'not a hash', false)`;
  await createApiToken(database, tokens.good);
  await createApiToken(database, tokens.likeJwt);
  await createApiToken(database, tokens.revoked, { revoked_at: "2026-11-22T11:59:00Z" });
  await createApiToken(database, tokens.expired, { expires_at: "2026-11-22T11:59:00Z" });
  await createApiToken(database, tokens.expiresNow, { expires_at: NOW.toISOString() });
  const [org] = await sql`insert into orgs (name, slug) values ('deleted', 'deleted') returning id`;
  await createApiToken(database, tokens.ofDeletedOrg, { orgId: org!.id });
  await sql`delete from orgs where id = ${org!.id}`;
}
