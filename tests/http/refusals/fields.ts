/** Requests refused for a field of their body. */
import {
  jsonHeaders,
  type Refusal,
  SECRET,
  type Subject,
  upsertText,
} from "../../support/refusals.ts";

const INVALID = { status: 422, code: "validation_failed" };
const UNKNOWN = "Unknown field. Remove it, or check its spelling.";
const NOT_OBJECT = `Expected object, received`;
const UPSERT_PATH = "POST /rest/v1/icp_job_titles";

/** One fault in the body of an upsert or a query. */
function invalid(
  name: string,
  functionName: "upsert" | "query",
  body: string,
  ...issues: string[]
): Refusal {
  const paths = issues.map((issue) => issue.slice(0, issue.indexOf(":")) || "the body");
  const sentence = `The body is not valid: see ${paths.join(", ")} in issues.`;
  return { name, function: functionName, body, ...INVALID, sentence, issues };
}

const NO_ORG = "99999999-0000-4000-8000-000000000009";
const NOT_IN_ORG = {
  status: 422,
  code: "source_not_in_org",
  sentence:
    "A source does not belong to this org. Check source_submission_id and source_pipeline_run_id.",
  sent: [UPSERT_PATH],
};

/** A field that is refused, by its schema or by the database. */
export function fieldRefusals(subject: Subject): Refusal[] {
  const { orgB, sources } = subject;
  return [
    invalid("an unknown field", "query", `{"nope":"${SECRET}"}`, `nope: ${UNKNOWN}`),
    invalid("an org in the body", "upsert", upsertText("{}", `"org_id":1`), `org_id: ${UNKNOWN}`),
    invalid("two unknown fields", "query", `{"a":1,"b.c":2}`, `a: ${UNKNOWN}`, `b.c: ${UNKNOWN}`),
    invalid("__proto__ as a field", "query", `{"__proto__":{}}`, `__proto__: ${UNKNOWN}`),
    invalid("a list as the body", "query", `[1]`, `: ${NOT_OBJECT} array.`),
    invalid("a list as the body", "upsert", `[{}]`, `: ${NOT_OBJECT} array.`),
    invalid("null as the body", "query", `null`, `: ${NOT_OBJECT} null.`),
    invalid("text as the body", "upsert", `"${SECRET}"`, `: ${NOT_OBJECT} string.`),
    invalid("limit 0", "query", `{"limit":0}`, "limit: Expected at least 1."),
    invalid("limit 1001", "query", `{"limit":1001}`, "limit: Expected at most 1000."),
    invalid("limit 1.5", "query", `{"limit":1.5}`, "limit: Expected int, received number."),
    invalid("limit as text", "query", `{"limit":"5"}`, "limit: Expected number, received string."),
    invalid("offset -1", "query", `{"offset":-1}`, "offset: Expected at least 0."),
    invalid(
      "offset as a list",
      "query",
      `{"offset":[]}`,
      "offset: Expected number, received array.",
    ),
    invalid(
      "an org_id that is no uuid",
      "query",
      `{"org_id":"${SECRET}"}`,
      "org_id: Expected a uuid.",
    ),
    invalid(
      "a domain that is none",
      "query",
      `{"company_domain":"localhost"}`,
      `company_domain: Cannot read "localhost" as a company domain: it has no dot. ` +
        `Give one host name, such as "example.com".`,
    ),
    invalid(
      "a domain that is none",
      "upsert",
      `{"company_domain":"mailto:a@b.com","raw_parallel_output":{"a":"${SECRET}"}}`,
      `company_domain: Cannot read "mailto:a@b.com" as a company domain: ` +
        `it reads as an e-mail address. Give only the host name, without "@".`,
    ),
    invalid(
      "a search whose quote is not closed",
      "query",
      `{"search":"\\"${SECRET}"}`,
      "search: A double quote is not closed. Close it, or remove it.",
    ),
    invalid(
      "a search without a word",
      "query",
      `{"search":"& | ! <-> ( ) : \\\\ * '"}`,
      "search: It has no word. Give one with a letter or a digit.",
    ),
    invalid(
      "a search of 1,000 words",
      "query",
      `{"search":"${"x ".repeat(1000)}"}`,
      "search: Expected at most 1000 characters.",
    ),
    invalid(
      "a pointer that is none",
      "query",
      `{"pointer":"${SECRET}"}`,
      'pointer: Expected a JSON Pointer, such as "/titles/0": it begins with "/", or is "" for all.',
    ),
    invalid(
      "an empty object",
      "upsert",
      `{}`,
      "company_domain: Required.",
      "raw_parallel_output: Required: a JSON object.",
    ),
    invalid(
      "a domain of null",
      "upsert",
      `{"company_domain":null,"raw_parallel_output":{}}`,
      "company_domain: Expected string, received null.",
    ),
    ...["null", "[]", `"${SECRET}"`, "1"].map((document) =>
      invalid(
        `a document of ${document}`,
        "upsert",
        upsertText(document),
        "raw_parallel_output: Expected a JSON object.",
      )
    ),
    ...["\\u0000", "\\ud83d", "\\uDE00"].map((escape) =>
      invalid(
        `${escape} in the document`,
        "upsert",
        upsertText(`{"a":["${SECRET}${escape}"]}`),
        `raw_parallel_output: Contains ${escape}, which the database cannot hold. ` +
          "Remove it.",
      )
    ),
    ...["\\u0000", "\\udfff"].map((escape) =>
      invalid(
        `${escape} in company_name`,
        "upsert",
        upsertText("{}", `"company_name":"${SECRET}${escape}"`),
        "company_name: Contains a character that the database cannot hold: " +
          "\\u0000 or half of a surrogate pair.",
      )
    ),
    invalid(
      "a company_name that is a number",
      "upsert",
      upsertText("{}", `"company_name":7`),
      "company_name: Expected string, received number.",
    ),
    invalid(
      "a source that is no uuid",
      "upsert",
      upsertText("{}", `"source_submission_id":"${SECRET}","source_pipeline_run_id":""`),
      "source_submission_id: Expected a uuid.",
      "source_pipeline_run_id: Expected a uuid.",
    ),
    {
      name: "an org that does not exist",
      function: "upsert",
      headers: jsonHeaders(subject, NO_ORG),
      status: 422,
      code: "unknown_org",
      sentence: "The org does not exist. Check its id.",
      sent: [UPSERT_PATH],
    },
    {
      name: "a submission of another org",
      function: "upsert",
      headers: jsonHeaders(subject, orgB),
      body: upsertText("{}", `"source_submission_id":"${sources.submissionId}"`),
      ...NOT_IN_ORG,
    },
    {
      name: "a run of another org",
      function: "upsert",
      headers: jsonHeaders(subject, orgB),
      body: upsertText("{}", `"source_pipeline_run_id":"${sources.runId}"`),
      ...NOT_IN_ORG,
    },
    {
      name: "a submission that does not exist",
      function: "upsert",
      body: upsertText("{}", `"source_submission_id":"${NO_ORG}"`),
      ...NOT_IN_ORG,
    },
  ];
}
