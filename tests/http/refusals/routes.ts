/** Requests refused for their path or method. */
import { PATHS } from "../../support/apps.ts";
import { forBoth, type Refusal } from "../../support/refusals.ts";

const METHODS = ["GET", "PUT", "PATCH", "DELETE"];

function notAllowed(method: string, takes: string) {
  return {
    status: 405,
    code: "method_not_allowed",
    sentence: `This path does not take ${method}. Use ${takes}.`,
    responseHeaders: { allow: takes === "GET" ? "GET, HEAD" : takes },
  };
}

const [upsertPath, olderUpsertPath] = PATHS.upsert;
const [queryPath, olderQueryPath] = PATHS.query;
const healthOf = { upsert: `${upsertPath}/health`, query: `${olderQueryPath}/health` } as const;

const UNKNOWN_PATHS: [name: "upsert" | "query", path: string][] = [
  ["upsert", `${upsertPath}/api`],
  ["upsert", `${upsertPath}/api/internal/icp-job-titles/query`],
  ["upsert", `${olderUpsertPath}/x`],
  ["upsert", `${upsertPath}/batch/batch`],
  ["upsert", `${upsertPath}/batch/health`],
  ["query", `${queryPath}/batch`],
  ["query", `${olderQueryPath}/batch`],
  ["query", `${queryPath}/api/v1/icp-job-titles`],
  ["query", `${queryPath}/api/v1/icp-job-titles/upsert`],
];

/** Paths of no function, or of another one. */
const FOREIGN_PATHS: typeof UNKNOWN_PATHS = [
  ["upsert", `${upsertPath.toUpperCase()}`],
  ["query", `${queryPath}x`],
  ["query", `/functions/v1${queryPath}`],
  ["query", upsertPath],
  ["query", `${queryPath}/../secrets`],
  ["query", "/"],
];

function notFound([name, path]: (typeof UNKNOWN_PATHS)[number]): Refusal {
  return {
    name: `POST ${path}`,
    function: name,
    path,
    status: 404,
    code: "not_found",
    sentence: "There is nothing at this path. See the endpoints of " +
      `icp-job-titles-${name} in docs/API.md.`,
  };
}

/** A path or method that no route has. */
export const routeRefusals = (): Refusal[] => [
  ...METHODS.flatMap((method) => forBoth({ name: method, method, ...notAllowed(method, "POST") })),
  {
    name: "a preflight, which only the query function answers",
    function: "upsert",
    method: "OPTIONS",
    headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
    ...notAllowed("OPTIONS", "POST"),
  },
  ...forBoth({ name: "POST to health", method: "POST", ...notAllowed("POST", "GET") })
    .map((refusal) => ({ ...refusal, path: healthOf[refusal.function] })),
  ...UNKNOWN_PATHS.map(notFound),
  ...FOREIGN_PATHS.map((path) => ({
    ...notFound(path),
    cannotTravel: "The platform chooses the function by its path.",
  })),
];
