/** The kinds of requests, what each is made of, and the statuses that its answers must not miss. */
import fc from "fast-check";
import { alteredCursor, type Members, queryMembers, spoil } from "./bodies.ts";
import { chunkBytes, compress, damageText } from "./bytes.ts";
import type { Answer } from "./check.ts";
import { costlyPlans } from "./costly.ts";
import {
  asItems,
  ask,
  badItem,
  goodBatch,
  goodItem,
  goodQuery,
  goodRequest,
  goodUpsert,
  write,
} from "./good.ts";
import { checkLiterals, literalPlans } from "./literals.ts";
import type { Plan } from "./plan.ts";
import { headers, routesFrom } from "./requests.ts";
import { anything } from "./values.ts";
import type { World } from "./world.ts";

/** One kind of requests. */
interface Kind {
  /** Its part of all runs. */
  share: number;
  /** The least part of its answers that each status has. */
  least: Record<number, number>;
  plans(world: World): fc.Arbitrary<Plan>;
  /** What is asked after a plan, to see that it was done. */
  /** Whether nothing runs beside it, so that what it costs is its own. */
  isAlone?: true;
  follow?(plan: Plan, send: (plan: Plan) => Promise<Answer>): Promise<void>;
}

/** The kinds by their names. */
export const KINDS: Record<string, Kind> = {
  literals: {
    share: 0.01,
    least: { 200: 1 },
    plans: literalPlans,
    follow: checkLiterals,
  },
  upsert: {
    share: 0.2,
    least: { 200: 0.35, 422: 0.2 },
    plans: (world) => fc.oneof(goodUpsert(world), write("upsert", badItem(world))),
  },
  batch: {
    share: 0.1,
    least: { 200: 0.2, 207: 0.1, 422: 0.05 },
    plans(world) {
      const item = fc.oneof(goodItem(world), badItem(world), anything);
      const long = fc.tuple(goodItem(world), fc.integer({ min: 499, max: 502 }))
        .map(([item, count]) => Array(count).fill(item));
      return fc.oneof(
        { weight: 40, arbitrary: goodBatch(world) },
        { weight: 50, arbitrary: write("batch", fc.array(item, { maxLength: 6 }).map(asItems)) },
        { weight: 9, arbitrary: write("batch", anything.map((items) => `{"items":${items}}`)) },
        { weight: 1, arbitrary: write("batch", long.map(asItems)) },
      );
    },
  },
  costly: {
    share: 0.002,
    least: {},
    plans: costlyPlans,
    isAlone: true,
  },
  query: {
    share: 0.248,
    least: { 200: 0.4, 422: 0.15 },
    plans(world) {
      const cursor = alteredCursor(world).map((text): Members => [["cursor", text]]);
      const bad = fc.oneof(
        { weight: 5, arbitrary: spoil(queryMembers(world)) },
        { weight: 1, arbitrary: cursor },
      );
      return fc.oneof(goodQuery(world), ask(world, bad));
    },
  },
  bytes: {
    share: 0.2,
    least: { 200: 0.02, 400: 0.5 },
    plans: (world) =>
      goodRequest(world).chain((plan) =>
        fc.tuple(damageText(fc.constant(plan.body)), chunkBytes)
          .map(([body, chunkBytes]) => ({ ...plan, body, chunkBytes, status: undefined }))
      ),
  },
  gzip: {
    share: 0.08,
    least: { 200: 0.15, 400: 0.2, 413: 0.01, 415: 0.05 },
    plans: (world) =>
      goodRequest(world).chain((plan) =>
        fc.tuple(compress(fc.constant(plan.body)), chunkBytes).map((
          [{ body, encoding, isGood }, chunkBytes],
        ) => ({
          ...plan,
          headers: { ...plan.headers, "content-encoding": encoding },
          body,
          chunkBytes,
          status: isGood ? 200 : undefined,
        }))
      ),
  },
  headers: {
    share: 0.09,
    least: { 200: 0.2, 401: 0.05, 413: 0.005, 415: 0.05 },
    plans: (world) =>
      fc.tuple(goodRequest(world), headers).map(([plan, changed]) => ({
        ...plan,
        headers: { ...plan.headers, ...changed },
        status: undefined,
      })),
  },
  routes: {
    share: 0.07,
    least: { 200: 0.05, 404: 0.2, 405: 0.05 },
    plans: (world) =>
      goodRequest(world).chain((plan) =>
        routesFrom(plan.path).map(({ method, path }) => ({
          ...plan,
          method,
          path,
          body: ["GET", "HEAD"].includes(method.toUpperCase()) ? null : plan.body,
          status: undefined,
          isOffRoute: true,
        }))
      ),
  },
};
