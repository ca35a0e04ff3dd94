/** What is killed, and how. */
import type { Stack } from "../../../scripts/local/stack.ts";
import { awaitEnd, listDescendants } from "../../support/processes.ts";

/** Kills one thing; `random` makes numbers from 0 up to 1. */
type Kill = (stack: Stack, random: () => number) => void | Promise<void>;

const killPart = (name: keyof Stack["parts"]): Kill => ({ parts }) =>
  signalGroup(parts[name].current().pid, "SIGKILL");

/** By what a kill is called. */
export const VICTIMS = {
  "Postgres": killPart("postgres"),
  "a backend of Postgres": async ({ parts }, random) => {
    const backends = await listBackends(parts.postgres.current().pid);
    Deno.kill(backends[Math.floor(random() * backends.length)]!, "SIGKILL");
    // Postgres ends the others too, since one that crashed may have spoilt what they share.
    await awaitEnd(backends);
  },
  "the Data API": killPart("dataApi"),
  "the upsert function": killPart("upsert"),
  "the query function": killPart("query"),
  "the gateway": killPart("gateway"),
  "all at once": ({ parts }) => {
    for (const part of Object.values(parts)) signalGroup(part.current().pid, "SIGKILL");
  },
} satisfies Record<string, Kill>;

/** One of {@link VICTIMS}. */
export type Victim = keyof typeof VICTIMS;

/** Orders kills by chance, so that each victim comes equally often. */
export function chooseVictims(count: number, random: () => number): Victim[] {
  const victims = Object.keys(VICTIMS) as Victim[];
  const rounds = Array.from(
    { length: Math.ceil(count / victims.length) },
    () =>
      victims.map((victim) => ({ victim, place: random() }))
        .sort((a, b) => a.place - b.place).map(({ victim }) => victim),
  );
  return rounds.flat().slice(0, count);
}

/** Kills Postgres, and keeps it away until the function that it returns is called. */
export async function takeDatabaseAway({ parts: { postgres } }: Stack) {
  signalGroup(postgres.current().pid, "SIGKILL");
  await postgres.stop();
  return () => postgres.start();
}

/** Stops Postgres where it stands, so that it neither answers nor refuses, until it is let go on. */
export async function freezeDatabase({ parts: { postgres } }: Stack) {
  const { pid } = postgres.current();
  // A second time, for those that it started meanwhile.
  for (let round = 0; round < 2; round++) await signalDescendants(pid, "SIGSTOP");
  return () => signalDescendants(pid, "SIGCONT");
}

async function signalDescendants(pid: number, signal: Deno.Signal): Promise<void> {
  for (const descendant of await listDescendants(pid)) {
    try {
      Deno.kill(descendant, signal);
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Signals a process and the shell that leads its group. */
function signalGroup(pid: number, signal: Deno.Signal): void {
  Deno.kill(-pid, signal);
}

/** The processes of Postgres that each serve one connection. */
async function listBackends(pid: number): Promise<number[]> {
  const found = await Promise.all((await listDescendants(pid)).map(async (descendant) => {
    const command = await Deno.readTextFile(`/proc/${descendant}/cmdline`).catch(() => "");
    return /^postgres: \S+ \S+ 127\.0\.0\.1/.test(command) ? [descendant] : [];
  }));
  return found.flat();
}
