import { assertEquals } from "@std/assert";
import { readTraceContext } from "../../supabase/functions/_shared/trace_context.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT_ID = "00f067aa0ba902b7";
const IDS = `${TRACE_ID}-${PARENT_ID}`;

const read = (traceparent: string, tracestate?: string) =>
  readTraceContext(
    new Headers({ traceparent, ...(tracestate !== undefined && { tracestate }) }),
  );

/** A valid header, and what goes on. */
const VALID: [sent: string, sentOn: string][] = [
  [`00-${IDS}-01`, `00-${IDS}-01`],
  [`00-${IDS}-00`, `00-${IDS}-00`],
  [`00-${IDS}-03`, `00-${IDS}-03`],
  [` \t00-${IDS}-01 `, `00-${IDS}-01`],
  [`01-${IDS}-01`, `00-${IDS}-01`],
  [`cc-${IDS}-02`, `00-${IDS}-00`],
  [`fe-${IDS}-ff-what-a-later-version-says`, `00-${IDS}-01`],
];

for (const [sent, traceparent] of VALID) {
  Deno.test(`the traceparent "${sent}" is a trace`, () => {
    assertEquals(read(sent), { traceId: TRACE_ID, headers: { traceparent } });
  });
}

const INVALID = [
  "",
  "00",
  TRACE_ID,
  `00-${IDS}`,
  `00-${IDS}-`,
  `00-${IDS}-1`,
  `00-${IDS}-001`,
  `00-${IDS}-0g`,
  `00-${IDS}-01-`,
  `00-${IDS}-01-more`,
  `01-${IDS}-01.more`,
  `01-${IDS}-01more`,
  `ff-${IDS}-01`,
  `0-${IDS}-01`,
  `000-${IDS}-01`,
  `0x-${IDS}-01`,
  `00-${IDS.toUpperCase()}-01`,
  `00-${IDS}-0A`,
  `00-${TRACE_ID.slice(1)}-${PARENT_ID}-01`,
  `00-${TRACE_ID}0-${PARENT_ID}-01`,
  `00-${TRACE_ID}-${PARENT_ID}0-01`,
  `00-${"0".repeat(32)}-${PARENT_ID}-01`,
  `00-${TRACE_ID}-${"0".repeat(16)}-01`,
  `01-${"0".repeat(32)}-${PARENT_ID}-01`,
  `00_${TRACE_ID}_${PARENT_ID}_01`,
  `00-${TRACE_ID} -${PARENT_ID}-01`,
  `00-${IDS}-01, 00-${IDS}-01`,
  `"00-${IDS}-01"`,
];

for (const traceparent of INVALID) {
  Deno.test(`the traceparent "${traceparent}" is ignored`, () => {
    assertEquals(read(traceparent, "a=1"), undefined);
  });
}

Deno.test("a tracestate without traceparent is ignored", () => {
  assertEquals(readTraceContext(new Headers({ tracestate: "a=1" })), undefined);
});

const STATES: [sent: string, sentOn: string][] = [
  ["congo=t61rcWkgMzE", "congo=t61rcWkgMzE"],
  ["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"],
  ["a=1 ,\t b=2 3,", "a=1,b=2 3"],
  ["fw529a3039@dt=FfAC;1,0_-*/=!~", "fw529a3039@dt=FfAC;1,0_-*/=!~"],
  [`a=${"x".repeat(256)}`, `a=${"x".repeat(256)}`],
  [
    Array.from({ length: 32 }, (_, n) => `k${n}=1`).join(","),
    Array.from({ length: 32 }, (_, n) => `k${n}=1`).join(","),
  ],
];

for (const [sent, tracestate] of STATES) {
  Deno.test(`the tracestate "${sent.slice(0, 60)}" goes on with its traceparent`, () => {
    const traceparent = `00-${IDS}-01`;
    assertEquals(read(traceparent, sent)?.headers, { traceparent, tracestate });
  });
}

const NO_STATES = [
  "",
  ",",
  "a",
  "a=",
  "=1",
  "A=1",
  "a=b=c",
  "a =1",
  "é=1",
  "a=\u00e9",
  "a=1,b",
  "a=1,a=2",
  "_a=1",
  "@a=1",
  `${"k".repeat(257)}=1`,
  `a=${"x".repeat(257)}`,
  Array.from({ length: 33 }, (_, n) => `k${n}=1`).join(","),
  Array.from({ length: 4 }, (_, n) => `k${n}=${"x".repeat(130)}`).join(","),
];

for (const tracestate of NO_STATES) {
  Deno.test(`the tracestate "${tracestate.slice(0, 60)}" is left out`, () => {
    const traceparent = `00-${IDS}-01`;
    assertEquals(read(traceparent, tracestate)?.headers, { traceparent });
  });
}
