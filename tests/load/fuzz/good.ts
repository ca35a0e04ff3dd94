/** Whole requests: by construction answered with 200, or with a body of the caller's choice. */
import fc from "fast-check";
import { asInternal, ORG_A } from "../../support/apps.ts";
import { type Members, queryMembers, spoil, upsertMembers, writeObject } from "./bodies.ts";
import type { Plan } from "./plan.ts";
import { ROUTES, type World } from "./world.ts";

/** A request whose body is still the text that was written. */
type TextPlan = Plan & { body: string };

/** The text of an upsert or an item that is written. */
export const goodItem = (world: World) => upsertMembers(world).map(writeObject);
/** The text of one that is likely to be refused. */
export const badItem = (world: World) => spoil(upsertMembers(world)).map(writeObject);
/** The body of a batch of the texts of items. */
export const asItems = (items: string[]) => `{"items":[${items}]}`;

/** An upsert that is answered with 200. */
export const goodUpsert = (world: World) => write("upsert", goodItem(world), 200);
/** A batch that is answered with 200. */
export const goodBatch = (world: World) =>
  write("batch", fc.array(goodItem(world), { minLength: 1, maxLength: 6 }).map(asItems), 200);
/** A query that is answered with 200. */
export const goodQuery = (world: World) => ask(world, queryMembers(world), 200);
/** A request of any route that is answered with 200. */
export const goodRequest = (world: World) =>
  fc.oneof(goodUpsert(world), goodBatch(world), goodQuery(world));

/** Sends bodies to a route of the upsert, as a worker of org A. */
export function write(
  route: "upsert" | "batch",
  body: fc.Arbitrary<string>,
  status?: number,
): fc.Arbitrary<TextPlan> {
  return fc.record({
    function: fc.constant("upsert"),
    method: fc.constant("POST"),
    path: fc.constantFrom(...ROUTES[route]),
    headers: fc.constant({ "content-type": "application/json", ...asInternal(ORG_A) }),
    body,
    status: fc.constant(status),
  });
}

/** Sends members of a query, as any kind of caller for org B. */
export function ask(
  { readers }: World,
  members: fc.Arbitrary<Members>,
  status?: number,
): fc.Arbitrary<TextPlan> {
  return fc.tuple(members, fc.constantFrom(...readers), fc.constantFrom(...ROUTES.query))
    .map(([members, reader, path]) => ({
      function: "query",
      method: "POST",
      path,
      headers: { "content-type": "application/json", ...reader.headers },
      body: writeObject([...members, ...reader.members]),
      status,
    }));
}
