/** Holds answers against the OpenAPI document of the function that gave them. */
import { Ajv2020 } from "ajv";
import addFormats from "ajv-formats";
import { assert, assertEquals } from "@std/assert";

interface ResponseObject {
  $ref?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, unknown>;
}

interface OperationObject {
  operationId: string;
  requestBody?: { content: { "application/json": { example?: unknown } } };
  responses: Record<string, ResponseObject>;
}

/** The parts of an OpenAPI document that tests look at. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, OperationObject>>;
  components: { responses: Record<string, ResponseObject>; schemas: Record<string, unknown> };
}

/** Checks answers, and the bodies of requests that were taken. */
export interface AnswerChecker {
  /** Fails unless the document has the answer's status with its headers and its body. */
  checkAnswer(request: Request, response: Response, body: string): void;
  /** Fails unless the document has this body for the request's operation. */
  checkBody(request: Request, body: unknown): void;
}

/** Makes the checker of one document. */
export function createAnswerChecker(document: OpenApiDocument): AnswerChecker {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, "document");

  function checkJson(value: unknown, ...pointer: string[]): void {
    const tokens = [...pointer, "content", "application/json", "schema"]
      .map((token) => encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1")));
    const $ref = `document#/${tokens.join("/")}`;
    const check = ajv.getSchema($ref) ?? ajv.compile({ $id: $ref.replace("#", "?"), $ref });
    check(value);
    assertEquals(check.errors ?? [], [], $ref);
  }

  return {
    checkAnswer(request, response, body) {
      const [pointer, found] = findResponse(document, request, response.status);
      for (const header of Object.keys(found.headers ?? {})) {
        assert(response.headers.has(header), `The answer has no ${header}.`);
      }
      if (found.content === undefined || request.method === "HEAD") return assertEquals(body, "");
      checkJson(JSON.parse(body), ...pointer);
    },
    checkBody(request, body) {
      const path = pathOf(request);
      checkJson(body, "paths", path, request.method.toLowerCase(), "requestBody");
    },
  };
}

/** The document's path of a request to an app: what the hosted gateway strips stands before it. */
function pathOf(request: Request): string {
  return `/functions/v1${new URL(request.url).pathname.replace(/\/$/, "")}`;
}

/** Where the response stands in the document, and what it says. */
function findResponse(
  { paths, components }: OpenApiDocument,
  request: Request,
  status: number,
): [pointer: string[], found: ResponseObject] {
  const path = pathOf(request);
  const item = paths[path];
  if (item === undefined) {
    assertEquals(status, 404, `The document lacks ${path}.`);
    return [["components", "responses", "Refusal404"], components.responses.Refusal404!];
  }
  const asked = request.method === "HEAD" ? "get" : request.method.toLowerCase();
  // A method that the path does not take has no operation: the ones that are there tell of 405.
  const method = item[asked] === undefined && status === 405 ? Object.keys(item)[0]! : asked;
  const response = item[method]?.responses[status];
  if (response === undefined) {
    throw new Error(`The document lacks ${status} of ${request.method} ${path}.`);
  }
  const name = response.$ref?.split("/").at(-1);
  return name === undefined
    ? [["paths", path, method, "responses", String(status)], response]
    : [["components", "responses", name], components.responses[name]!];
}
