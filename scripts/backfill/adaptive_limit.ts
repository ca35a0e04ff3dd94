/** How much to ask for in one request: halved when it was too much, grown again when it was not. */

/** A limit that follows what the Data API can take; made by {@link createAdaptiveLimit}. */
interface AdaptiveLimit {
  /** How much to ask for now. */
  readonly now: number;
  /** Tells that this much was too much. */
  shrink(asked: number): void;
  /** Tells that this much went well. */
  grow(asked: number): void;
}

/**
 * Makes a limit that begins at its most.
 *
 * @example
 * ```ts
 * const rows = createAdaptiveLimit(500);
 * rows.shrink(500); // rows.now === 250
 * rows.grow(250); // rows.now === 375
 * ```
 */
export function createAdaptiveLimit(most: number): AdaptiveLimit {
  let now = most;
  return {
    get now() {
      return now;
    },
    shrink(asked) {
      now = Math.max(1, Math.min(now, Math.floor(asked / 2)));
    },
    grow(asked) {
      // A small request says nothing about a larger one; what a batch holds is mostly below its limit.
      if (asked * 2 >= now) now = Math.min(most, Math.ceil(now * 1.5));
    },
  };
}
