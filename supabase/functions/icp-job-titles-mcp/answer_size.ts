/**
 * How large an answer becomes: each tool answers the same JSON twice, as text for the agents that
 * read text and as `structuredContent` for those that read data (MCP, "Structured Content").
 */

/** The most bytes that a tool's answer has, as JSON: Claude Code refuses over 25,000 tokens. */
export const MAX_ANSWER_BYTES = 60_000;
/** What stands around both: names, brackets, quotes, and what the protocol adds. */
const AROUND_BYTES = 500;

const encoder = new TextEncoder();

/** The bytes that a piece of JSON takes in an answer: as it is, and again within a JSON string. */
export function measureTwice(json: string): number {
  return encoder.encode(json).length + encoder.encode(JSON.stringify(json)).length - 2;
}

/** Whether an answer of this JSON is small enough. */
export function fitsAnswer(json: string): boolean {
  return measureTwice(json) <= MAX_ANSWER_BYTES - AROUND_BYTES;
}
