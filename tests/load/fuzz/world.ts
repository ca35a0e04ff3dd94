/** What is in the database before the first run, and who asks. */
import {
  asBearer,
  asInternal,
  BATCH_PATHS,
  type FunctionName,
  KEYS,
  mintSession,
  mintSuperAdmin,
  ORG_A,
  ORG_B,
  PATHS,
} from "../../support/apps.ts";
import { createApiToken, insertRows, type Live } from "../../support/live_apps.ts";
import { type AnswerChecker, createAnswerChecker } from "../../support/openapi.ts";
import { addSubmission, research } from "../../support/pipeline.ts";
import { walk } from "../../support/query.ts";
import { sha256, toHex } from "../../../supabase/functions/_shared/callers/keys.ts";

/** A caller of the query: its headers, and what its body must have. */
interface Reader {
  headers: Record<string, string>;
  members: [name: string, text: string][];
}

/** An org of which the kind "literals" knows each row. */
export const ORG_OF_LITERALS = "cccccccc-0000-4000-8000-00000000000c";

/** Where the runs take place: writes go to org A, reads to org B. */
export interface World {
  live: Live;
  /** Each kind of caller, for org B. */
  readers: Reader[];
  /** Good cursors of org B's listing without filters. */
  cursors: string[];
  /** A submission and a run of org A, by the column that takes them. */
  sources: { source_submission_id: string; source_pipeline_run_id: string };
  checkers: Record<FunctionName, AnswerChecker>;
  /** What no answer and no log line may hold. */
  secrets: string[];
}

/** The paths of each route that takes a body. */
export const ROUTES = { upsert: PATHS.upsert, batch: BATCH_PATHS, query: PATHS.query };

/** Fills a fresh database. */
export async function createWorld(live: Live): Promise<World> {
  const { database, dataApi } = live;
  const token = "a-token-of-the-fuzz";
  await createApiToken(database, token, { orgId: ORG_B });
  await database.sql`insert into orgs (id, name, slug)
    values (${ORG_OF_LITERALS}, 'literals', 'literals')`;
  await insertRows(database, { orgId: ORG_B, prefix: "row", count: 25 });
  const runs = [{ payloads: [research("Acme", "acme.com")] }];
  const { submissionId, runIds } = await addSubmission(database.sql, runs, ORG_A);
  const apps = live.createApps();
  const pages = await walk(apps, { limit: 5 }, { orgId: ORG_B });
  const orgMember: Reader["members"] = [["org_id", JSON.stringify(ORG_B)]];
  return {
    live,
    readers: [
      { headers: asInternal(ORG_B), members: [] },
      { headers: asBearer(await mintSession(ORG_B)), members: [] },
      { headers: asBearer(token), members: [] },
      { headers: asBearer(KEYS.superAdminApiKey), members: orgMember },
      { headers: asBearer(await mintSuperAdmin()), members: orgMember },
    ],
    cursors: pages.flatMap(({ pagination }) => pagination.next_cursor ?? []),
    sources: { source_submission_id: submissionId, source_pipeline_run_id: runIds[0]! },
    checkers: {
      upsert: createAnswerChecker(await readDocument(live, "upsert")),
      query: createAnswerChecker(await readDocument(live, "query")),
    },
    secrets: [...Object.values(KEYS), dataApi.serviceKey, token, toHex(sha256(token))],
  };
}

async function readDocument({ createApps }: Live, name: FunctionName) {
  const request = new Request(`http://functions.test${PATHS[name][0]}/openapi.json`);
  return await (await createApps().fetch(name, request)).json();
}
