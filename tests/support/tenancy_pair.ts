/** Two deployments: one with every org of some worlds, and one without the other orgs. */
import { assertEquals } from "@std/assert";
import type postgres from "postgres";
import { startLive } from "./live_apps.ts";
import { type Answer, type Ask, ask, cursorFor } from "./tenancy_asks.ts";
import { loadOrgs, type World } from "./tenancy_world.ts";

/** The two, as one. */
export interface Pair {
  /** A superuser's connection to the database that has every org. */
  sql: postgres.Sql;
  /** Puts worlds in place of what is there. */
  load(worlds: World[]): Promise<void>;
  /**
   * Asks both the same.
   *
   * @returns The answers, which are the same; else it throws.
   */
  compare(world: World, asked: Ask): Promise<Answer[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts both. */
export async function startPair(): Promise<Pair> {
  const [all, alone] = await Promise.all([startLive(), startLive()]);
  const apps = { all: all.createApps(), alone: alone.createApps() };
  return {
    sql: all.database.sql,
    async load(worlds) {
      await Promise.all([
        loadOrgs(all.database, worlds.flatMap(({ own, others }) => [own, ...others])),
        loadOrgs(alone.database, worlds.map(({ own }) => own)),
      ]);
    },
    async compare({ own, others }, asked) {
      const isForeign = asked.kind === "query" && asked.then === "foreign";
      const cursor = isForeign ? await cursorFor(apps.all, others[0]!, asked.body) : null;
      const [among, apart] = await Promise.all([
        ask(apps.all, own, asked, cursor),
        ask(apps.alone, own, asked, cursor),
      ]);
      assertEquals(among, apart);
      return among;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...apps.all.background, ...apps.alone.background]);
      await all[Symbol.asyncDispose]();
      await alone[Symbol.asyncDispose]();
    },
  };
}
