import { assertEquals } from "@std/assert";
import { createDocument } from "../../scripts/generate/openapi/document.ts";
import { query } from "../../scripts/generate/openapi/query.ts";
import { PATHS, post } from "../support/apps.ts";
import { createAnswerChecker, type OpenApiDocument } from "../support/openapi.ts";

Deno.test("an answer that the document does not have is noticed", async () => {
  const document = await createDocument(query) as OpenApiDocument;
  const { checkAnswer } = createAnswerChecker(document);
  const page = { limit: 1, returned: 0, has_more: false, next_cursor: null };
  const request = post(PATHS.query[0], {});
  const known = { "x-request-id": "r", "server-timing": "auth;dur=0.4" };
  const judge = (body: unknown, status = 200, headers: HeadersInit = known) => {
    try {
      checkAnswer(request, new Response(null, { status, headers }), JSON.stringify(body));
      return "taken";
    } catch {
      return "refused";
    }
  };
  assertEquals(judge({ data: [], pagination: page }), "taken");
  assertEquals(judge({ data: [{ id: "no uuid" }], pagination: page }), "refused");
  assertEquals(judge({ data: [], pagination: page, more: 1 }), "refused");
  assertEquals(judge({ data: [], pagination: page }, 202), "refused");
  assertEquals(judge({ data: [], pagination: page }, 200, { "x-request-id": "r" }), "refused");
  assertEquals(judge({ error: "E.", code: "unauthorized", request_id: "r" }, 401), "refused");
  assertEquals(judge({ error: "E.", code: "unknown_org", request_id: "r" }, 422), "refused");
});
