/** What is under test: how to ask it, and what the run keeps in it for all tests. */
import { createDataApi, type DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import queryDocument from "../../supabase/functions/icp-job-titles-query/openapi.json" with {
  type: "json",
};
import upsertDocument from "../../supabase/functions/icp-job-titles-upsert/openapi.json" with {
  type: "json",
};
import type { Apps, FunctionName } from "../support/apps.ts";
import { createAnswerChecker, type OpenApiDocument } from "../support/openapi.ts";
import type { Subject } from "../support/refusals.ts";
import { createFixtures, type Fixtures } from "./fixtures.ts";
import type { Target } from "./target.ts";
import { removeTraces } from "./traces.ts";

/** The documents that the functions are to serve, and all their answers to fit. */
export const DOCUMENTS = {
  upsert: upsertDocument as unknown as OpenApiDocument,
  query: queryDocument as unknown as OpenApiDocument,
};

/** What an edge may answer to odd headers and large bodies before a function sees the request. */
export const EDGE_REFUSALS = [400, 403, 413, 414, 431, 494, 502];

/** Says that a request was refused on its way to the function. */
export class EdgeRefusal extends Error {
  override readonly name = "EdgeRefusal";
}

/** A subject of the contract, and what a run keeps in it for its tests. */
export interface ContractSubject extends Target, Subject, Fixtures {
  /** Its database, by the service key. */
  dataApi: DataApi;
  /** Fails unless the answer, and a body that is taken, fit the function's document; throws {@link EdgeRefusal}. */
  fetch: Apps["fetch"];
}

/** Makes what the tests share in a subject. */
export async function openSubject(target: Target): Promise<ContractSubject> {
  const { settings } = target;
  const dataApi = createDataApi(settings);
  const fixtures = createFixtures(dataApi, target.run);
  const subject = await addSubject(fixtures, target);
  const goneOrg = await fixtures.addOrg();
  const ofDeletedOrg = await fixtures.addToken(goneOrg);
  await removeTraces(dataApi, { orgs: [{ id: goneOrg }], superAdmins: [] });
  const checkers = {
    upsert: createAnswerChecker(DOCUMENTS.upsert),
    query: createAnswerChecker(DOCUMENTS.query),
  };

  return {
    ...target,
    ...fixtures,
    ...subject,
    tokens: { ...subject.tokens, ofDeletedOrg },
    dataApi,
    async fetch(name: FunctionName, request: Request) {
      const { pathname, search } = new URL(request.url);
      const isPlain = request.method === "POST" && !request.headers.has("content-encoding");
      const sent = isPlain ? request.clone() : undefined;
      const response = await target.send(pathname + search, request);
      if (!response.headers.has("x-request-id") && EDGE_REFUSALS.includes(response.status)) {
        throw new EdgeRefusal(`${response.status} came from the edge, not from the function.`);
      }
      checkers[name].checkAnswer(request, response, await response.clone().text());
      if (response.status === 200) {
        await sent?.json().then((body) => checkers[name].checkBody(request, body));
      } else await sent?.body?.cancel();
      return response;
    },
  };
}

/** Adds what the tables of refusals name. */
async function addSubject(fixtures: Fixtures, { settings }: Target) {
  const orgA = await fixtures.addOrg();
  const { submissionId, runIds } = await fixtures.addSubmission(orgA, [{ payloads: [{}] }]);
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  return {
    keys: {
      internalApiKey: settings.internalApiKeys[0]!,
      jwtSecret: settings.jwtSecrets[0]!,
      superAdminJwtSecret: settings.superAdminJwtSecrets[0]!,
      // Where there is none, what gives it is left out.
      superAdminApiKey: settings.superAdminApiKeys[0] ?? `none-${crypto.randomUUID()}`,
    },
    now: () => new Date(),
    orgA,
    orgB: await fixtures.addOrg(),
    operator: await fixtures.addSuperAdmin("operator", true),
    former: await fixtures.addSuperAdmin("former", false),
    tokens: {
      good: await fixtures.addToken(orgA),
      likeJwt: await fixtures.addToken(orgA, { token: `in.three.${crypto.randomUUID()}` }),
      revoked: await fixtures.addToken(orgA, { revoked_at: anHourAgo }),
      expired: await fixtures.addToken(orgA, { expires_at: anHourAgo }),
      expiresNow: "of a clock that stands",
    },
    sources: { submissionId, runId: runIds[0]! },
  };
}
