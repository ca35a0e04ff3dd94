/** Sends a plan and holds its answer and its log line against all that is documented. */
import { assert, assertEquals } from "@std/assert";
import type { Apps } from "../../support/apps.ts";
import { type ErrorCode, STATUS_OF_CODE } from "../../../supabase/functions/_shared/errors.ts";
import { makeRequest, type Plan } from "./plan.ts";
import type { World } from "./world.ts";

/** Where plans are sent. */
interface Sender {
  world: World;
  apps: Apps;
  /** How long an answer may take; without end where absent. */
  limitMs?: number | undefined;
}

/** What came. */
export interface Answer {
  status: number;
  /** The code of an error. */
  code?: ErrorCode;
  text: string;
}

/** Names of the database's and the Data API's languages; no error tells of them. */
const INTERNALS = /PostgresError|PGRST|icp_job_titles|violates|syntax error|stack depth|at file:/;
/** An `x-request-id` that is taken over. */
const REQUEST_ID = /^[\w=-]{1,255}$/;

/** Sends a plan; fails where its answer, its log or its time is not as it has to be. */
export async function send({ world, apps, limitMs }: Sender, plan: Plan): Promise<Answer> {
  apps.logs.length = 0;
  apps.sent.length = 0;
  const request = makeRequest(plan);
  const { response, text } = await within(limitMs, async () => {
    const response = await apps.fetch(plan.function, request);
    const text = await response.text();
    await Promise.all(apps.background.splice(0));
    return { response, text };
  });

  const { status } = response;
  assert(status < 500, `${status}: ${text.slice(0, 500)} ${JSON.stringify(apps.logs)}`);
  if (plan.status !== undefined) assertEquals(status, plan.status, text.slice(0, 2000));
  if (!plan.isOffRoute) world.checkers[plan.function].checkAnswer(request, response, text);
  const code = checkBody(request, response, text);

  assertEquals(apps.logs.length, 1);
  const { level, request_id, status: logged } = apps.logs[0]!;
  const id = response.headers.get("x-request-id");
  assertEquals([level, request_id, logged], ["info", id, status]);
  const given = plan.headers["x-request-id"] ?? "";
  if (REQUEST_ID.test(given)) assertEquals(id, given);

  const seen = text + JSON.stringify([...response.headers]) + JSON.stringify(apps.logs);
  const found = secretsOf(plan, world).filter((secret) => seen.includes(secret));
  assertEquals(found, [], "A secret is in the answer or in the log.");
  return { status, text, ...(code && { code }) };
}

/** Checks that a body is `{ data }` or the one shape of an error, whose code it returns. */
function checkBody(request: Request, response: Response, text: string): ErrorCode | undefined {
  const isEmpty = request.method === "HEAD" || response.status === 204;
  if (isEmpty) return void assertEquals(text, "");
  const body = JSON.parse(text);
  if (response.ok) return;
  const { error, code, request_id, issues, ...others } = body;
  assertEquals(others, {});
  assertEquals([typeof error, STATUS_OF_CODE[code as ErrorCode]], ["string", response.status]);
  assertEquals(request_id, response.headers.get("x-request-id"));
  assertEquals(issues !== undefined, code === "validation_failed");
  const told = JSON.stringify([error, issues]);
  assert(!INTERNALS.test(told), told);
  return code;
}

/** What a plan must not find in its answer: the keys, and its own credentials. */
function secretsOf({ headers, path }: Plan, { secrets }: World): string[] {
  const own = (headers.authorization ?? "").split(/\s+/)
    .filter((part) => part.length > 12 && !path.includes(part));
  return [...secrets, ...own];
}

async function within<Result>(
  limitMs: number | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (limitMs === undefined) return await work();
  const late = Promise.withResolvers<never>();
  const message = `The answer took longer than ${limitMs} ms.`;
  const timer = setTimeout(() => late.reject(new Error(message)), limitMs);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
