/** The Model Context Protocol by its official library: tools go in, messages are answered. */
import {
  type CallToolResult,
  createMcpHandler,
  McpServer,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import { ServiceError } from "../_shared/errors.ts";
import { describeInput } from "./input_schema.ts";
import { INSTRUCTIONS, TOOLS } from "./tools.ts";
import type { Tool } from "./tools/tool.ts";

const SERVER = { name: "icp-job-titles", title: "ICP job titles", version: "1.0.0" };
const READ_ONLY = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
/** The one member of an answer whose JSON is written into the response instead. */
const PLACE = "in_place_of";

/** What answers the calls of one request. */
interface Calls {
  requestId: string;
  /** Answers a call by the JSON of an object. */
  call(tool: Tool, args: unknown): Promise<string>;
  /** Is told of each call that is refused. */
  onRefusal(error: ServiceError): void;
}

/** A response, its body read whole. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Null where the response has no body, as to a notification. */
  text: string | null;
}

type AnswerMessages = (request: Request, body: unknown, calls: Calls) => Promise<Answer>;

/**
 * Makes what answers the messages of a request, which is authenticated, and whose body is read.
 *
 * A server is made for each request and forgotten after it. Clients of 2026-07-28 and of the
 * versions from 2024-11-05 on are answered; sessions and subscriptions there are none.
 */
export function createProtocol(): AnswerMessages {
  const tools = TOOLS.map((tool) => ({ tool, schemas: createSchemas(tool) }));

  return async (request, body, calls) => {
    const answers = new Map<string, string>();
    // One after the other, so that a batch takes no more memory than one call.
    let before: Promise<unknown> = Promise.resolve();
    const inTurn = (work: () => Promise<CallToolResult>) => {
      const result = before.then(work);
      before = result;
      return result;
    };
    const handler = createMcpHandler(() => {
      const server = new McpServer(SERVER, {
        instructions: INSTRUCTIONS,
        capabilities: { tools: { listChanged: false } },
      });
      for (const { tool, schemas } of tools) {
        const { name, title, description } = tool;
        const config = { title, description, ...schemas, annotations: { title, ...READ_ONLY } };
        server.registerTool(name, config, (args) => inTurn(() => callTool(tool, args)));
      }
      return server;
    }, { maxSubscriptions: 0, keepAliveMs: 0 });

    async function callTool(tool: Tool, args: unknown): Promise<CallToolResult> {
      try {
        const text = await calls.call(tool, args);
        const place = crypto.randomUUID();
        answers.set(place, text);
        return { content: [{ type: "text", text }], structuredContent: { [PLACE]: place } };
      } catch (cause) {
        const error = cause instanceof ServiceError
          ? cause
          : new ServiceError("internal_error", "Something went wrong.", { cause });
        calls.onRefusal(error);
        return refuse(error, calls.requestId);
      }
    }

    const response = await handler.fetch(request, { parsedBody: body });
    const { status, body: bytes } = response;
    const headers = Object.fromEntries(response.headers);
    return { status, headers, text: bytes && fillIn(await response.text(), answers) };
  };
}

/** Writes answers into the text of a response; parsed, their numbers would be others. */
function fillIn(response: string, answers: ReadonlyMap<string, string>): string {
  let text = response;
  for (const [place, json] of answers) text = text.replace(`{"${PLACE}":"${place}"}`, () => json);
  return text;
}

/** A refusal, as agents see it: its sentence, what is wrong with which argument, its code. */
function refuse(error: ServiceError, requestId: string): CallToolResult {
  const { publicMessage, code, issues = [] } = error;
  const lines = [
    publicMessage,
    ...issues.map(({ path, message }) => `${path}: ${message}`),
    `(code ${code}, request_id ${requestId})`,
  ];
  return { content: [{ type: "text", text: lines.join("\n") }], isError: true };
}

/** The schemas that agents see; arguments are validated by the call, so that its sentences count. */
function createSchemas({ input, inputTexts, output }: Tool) {
  return {
    inputSchema: asStandardSchema(describeInput(input, inputTexts)),
    outputSchema: asStandardSchema(output),
  };
}

function asStandardSchema(schema: object): StandardSchemaWithJSON {
  const tell = () => ({ ...schema });
  return {
    "~standard": {
      version: 1,
      vendor: "icp-job-titles",
      validate: (value) => ({ value }),
      jsonSchema: { input: tell, output: tell },
    },
  };
}
