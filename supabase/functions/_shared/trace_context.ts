/**
 * The trace that a request belongs to, from its W3C Trace Context headers.
 *
 * No span of our own is made: the headers go on as they came, so that what the Data API does hangs
 * on the caller's span.
 *
 * @see https://www.w3.org/TR/trace-context/
 */

/** A valid `traceparent`, and what is passed on with it. */
export interface TraceContext {
  /** 32 hexadecimal digits; the same in each service that the trace goes through. */
  traceId: string;
  /** The headers to send on: `traceparent`, and `tracestate` if it is well formed. */
  headers: { traceparent: string; tracestate?: string };
}

/** Version, trace id, parent id, flags, and what a later version may add. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** A key, with the tenant's part or without, and a value of visible ASCII that does not end blank. */
const MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
/** What a service must pass on at least; longer ones are left out. */
const MAX_TRACESTATE = { characters: 512, members: 32 };

/** Reads the trace of a request; undefined if it has no valid one, which is not an error. */
export function readTraceContext(headers: Headers): TraceContext | undefined {
  const match = TRACEPARENT.exec(headers.get("traceparent") ?? "");
  if (!match) return undefined;
  const [traceparent, version, traceId, parentId, flags, rest] = match as string[];
  const isKnown = version === "00";
  if (version === "ff" || (isKnown && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId!) || /^0+$/.test(parentId!)) return undefined;
  const tracestate = readTracestate(headers.get("tracestate"));
  return {
    traceId: traceId!,
    headers: {
      // Of a later version we pass on only what we know: the ids, and whether the trace is sampled.
      traceparent: isKnown
        ? traceparent!
        : `00-${traceId}-${parentId}-0${Number.parseInt(flags!, 16) & 1}`,
      ...(tracestate !== undefined && { tracestate }),
    },
  };
}

/** A `tracestate` that is well formed; what is not is dropped whole, and does the trace no harm. */
function readTracestate(header: string | null): string | undefined {
  if (header === null || header.length > MAX_TRACESTATE.characters) return undefined;
  const members = header.split(",").map((member) => member.trim()).filter((member) => member);
  const keys = new Set(members.map((member) => member.split("=", 1)[0]));
  const isValid = members.length > 0 && members.length <= MAX_TRACESTATE.members &&
    keys.size === members.length && members.every((member) => MEMBER.test(member));
  return isValid ? members.join(",") : undefined;
}
