/**
 * Gathers candidates into batches and keeps a bounded number of writes in flight.
 *
 * 1. A batch ends at a number of rows or of bytes. Both are halved when a request was too much for
 *    the Data API, and grown again.
 * 2. A batch waits until no write in flight has a company of its own. Candidates come newest first,
 *    so an older result is never written before or beside a newer one.
 * 3. A batch that is refused is halved, down to the record that is to blame.
 */
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import type { Candidate } from "./judge.ts";
import { Interrupted, type Retrier } from "./retry.ts";
import { createAdaptiveLimit } from "./adaptive_limit.ts";
import type { StoreBatch, StoreOutcome } from "./store.ts";

/** How a writer works. */
interface WriterOptions {
  store: StoreBatch;
  retrier: Retrier;
  /** Writes in flight at most. */
  concurrency: number;
  /** Rows and bytes of a batch at most. */
  most: { rows: number; bytes: number };
  onOutcome(candidate: Candidate, outcome: StoreOutcome): void;
  onFailure(candidate: Candidate, error: unknown): void;
}

/** Made by {@link createWriter}. */
interface Writer {
  /**
   * Takes a candidate, and waits while too many writes are in flight.
   *
   * @throws {CannotGoOn} When a write met what would meet every other.
   */
  add(candidate: Candidate): Promise<void>;
  /** Writes what is gathered, and waits until nothing is in flight; throws as `add` does. */
  finish(): Promise<void>;
  /** Leaves what is gathered unwritten, and waits until nothing is in flight. */
  leave(): Promise<void>;
}

/** Makes a writer; see the head of this file. */
export function createWriter(options: WriterOptions): Writer {
  const { store, retrier, concurrency, most, onOutcome, onFailure } = options;
  const rows = createAdaptiveLimit(most.rows);
  const bytes = createAdaptiveLimit(most.bytes);
  const inFlight = new Set<{ keys: Set<string>; done: Promise<void> }>();
  let gathered: Candidate[] = [];
  let gatheredBytes = 0;
  let end: unknown;

  async function write(batch: Candidate[]): Promise<void> {
    const size = batch.reduce((sum, candidate) => sum + candidate.bytes, 0);
    if (end !== undefined) return fail(batch, end);
    const lighten = () => {
      rows.shrink(batch.length);
      bytes.shrink(size);
      return batch.length > 1;
    };
    let outcomes: StoreOutcome[];
    try {
      const label = `write of ${batch.length} ${batch.length === 1 ? "record" : "records"}`;
      outcomes = await retrier.run(label, () => store(batch), lighten);
    } catch (error) {
      // What waits for another try when the run is interrupted is left to the next run.
      if (error instanceof Interrupted) return;
      // The Data API's answers to this batch are ServiceErrors; anything else meets every batch.
      if (!(error instanceof ServiceError)) end ??= error;
      if (end !== undefined || batch.length === 1) return fail(batch, error);
      const middle = Math.ceil(batch.length / 2);
      await write(batch.slice(0, middle));
      return await write(batch.slice(middle));
    }
    rows.grow(batch.length);
    bytes.grow(size);
    for (const [index, candidate] of batch.entries()) onOutcome(candidate, outcomes[index]!);
  }

  function fail(batch: Candidate[], error: unknown): void {
    for (const candidate of batch) onFailure(candidate, error);
  }

  async function launch(): Promise<void> {
    const batch = gathered;
    gathered = [];
    gatheredBytes = 0;
    const keys = new Set(batch.map(({ row }) => row.company_domain));
    await Promise.all(
      [...inFlight].filter((other) => !other.keys.isDisjointFrom(keys)).map(({ done }) => done),
    );
    while (inFlight.size >= concurrency) {
      await Promise.race([...inFlight].map(({ done }) => done));
    }
    if (end !== undefined) throw end;
    const flight = { keys, done: write(batch).finally(() => void inFlight.delete(flight)) };
    inFlight.add(flight);
  }

  async function leave(): Promise<void> {
    await Promise.all([...inFlight].map(({ done }) => done));
  }

  return {
    async add(candidate) {
      const isFull = gathered.length >= rows.now || gatheredBytes + candidate.bytes > bytes.now;
      if (isFull && gathered.length > 0) await launch();
      gathered.push(candidate);
      gatheredBytes += candidate.bytes;
    },
    async finish() {
      if (gathered.length > 0) await launch();
      await leave();
      if (end !== undefined) throw end;
    },
    leave,
  };
}
