/** What a tool is, and what a call of it is given. */
import type { z } from "zod";
import type { DataApi } from "../../_shared/data_api/client.ts";

/** One call, of a caller who may read the org. */
export interface ToolCall {
  dataApi: DataApi;
  orgId: string;
  /** Signs cursors. */
  cursorSecret: string;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number | undefined;
  /** The time from which the age of research is counted. */
  now: Date;
  signal: AbortSignal;
}

/** A JSON Schema of an object. */
type ObjectSchema = {
  type: "object";
  properties: Record<string, unknown>;
  required: string[];
};

/** A tool: what agents are told of it, and what it does. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  /** Validates the arguments; has `org_id`. */
  input: z.ZodObject;
  /** A sentence on each argument. */
  inputTexts: Record<string, string>;
  output: ObjectSchema;
  /**
   * Answers a call.
   *
   * @param input What `input` made of the arguments.
   * @returns The JSON of an object as `output` tells, that `fitsAnswer`.
   * @throws {ServiceError} As `queryIcpJobTitles`, and `not_found` (404).
   */
  answer(input: never, call: ToolCall): Promise<string>;
}

/** Makes a tool whose `answer` is typed by its `input`. */
export function defineTool<Input extends z.ZodObject>(
  tool: Omit<Tool, "input" | "answer"> & {
    input: Input;
    answer(input: z.output<Input>, call: ToolCall): Promise<string>;
  },
): Tool {
  return tool;
}

/** The argument that every tool has. */
export const ORG_ID_TEXT =
  "The org to read, a uuid. Only for super-admin credentials; others always read their own org.";
