/** Companies by the words of their research, its age and what made it: heads and matches only. */
import { z } from "zod";
import { QUERY_FIELDS } from "../../_shared/contract/query.ts";
import { queryIcpJobTitles } from "../../_shared/research/query.ts";
import { type Page, readPage } from "../document/page_reader.ts";
import { fitsAnswer, MAX_ANSWER_BYTES, measureTwice } from "../answer_size.ts";
import { COMPANY_FIELDS, COMPANY_PROPERTIES, describeCompany } from "./company.ts";
import { defineTool, ORG_ID_TEXT, type ToolCall } from "./tool.ts";

/** The query's fields that the tool has too, each with its sentence in the contract. */
const SHARED = [
  "search",
  "updated_since",
  "updated_before",
  "researched_since",
  "researched_before",
  "processor",
  "parallel_run_id",
  "source_submission_id",
  "source_pipeline_run_id",
  "include_total",
  "cursor",
  "org_id",
] as const;

const MAX_COMPANIES = 50;
const FEW_COMPANIES = 10;

const fields = Object.fromEntries(
  SHARED.map((name) => [name, QUERY_FIELDS[name]]),
) as Pick<typeof QUERY_FIELDS, typeof SHARED[number]>;

const input = z.strictObject({
  ...Object.fromEntries(SHARED.map((name) => [name, fields[name].input])) as {
    [Name in typeof SHARED[number]]: typeof QUERY_FIELDS[Name]["input"];
  },
  limit: z.int().min(1).max(MAX_COMPANIES).nullish().transform((limit) => limit ?? FEW_COMPANIES),
});

/** Lists companies, newest first. */
export const findCompanies = defineTool({
  name: "find_companies",
  title: "Find companies with research",
  description: "Lists the companies on which there is research, the newest first, each with its " +
    "name, the age of its research and the run that made it. With search it finds those whose " +
    "research has some words, and shows where they stand (`matches`). Every filter is optional, and " +
    "a company has to pass all that are given. It does not return the research itself: read that " +
    "with read_company_research. To walk a long list, call again with the same filters and next_cursor.",
  input,
  inputTexts: {
    ...Object.fromEntries(SHARED.map((name) => [name, fields[name].inputText])),
    search: "Only research that has each of these words, in any letter case, such as " +
      '"revenue operations" controll*: words in double quotes stand together, and * stands for how ' +
      "a word goes on. There is no OR: search once for each. Names of fields are not searched.",
    updated_since:
      "Only research that was last written at this time or later, in RFC 3339 with an " +
      "offset, such as 2026-01-31T00:00:00Z.",
    updated_before: "Only research that was last written before this time.",
    researched_since: "Only research whose run finished at this time or later. Research of a run " +
      "that is not known is then left out.",
    researched_before: "Only research whose run finished before this time, to find what is old. " +
      "Research of a run that is not known is then left out.",
    processor: 'Only research by this processor of Parallel, such as "core" or "pro".',
    parallel_run_id: "Only the research of this run of Parallel.",
    source_submission_id: "Only research that came from this submission, a uuid.",
    source_pipeline_run_id: "Only research that came from this pipeline run, a uuid.",
    cursor: "next_cursor of the answer before, with the same filters.",
    include_total: "Whether to count all companies that pass the filters.",
    limit: `Companies of one answer: ${FEW_COMPANIES} where absent, at most ${MAX_COMPANIES}.`,
    org_id: ORG_ID_TEXT,
  },
  output: {
    type: "object",
    properties: {
      companies: {
        type: "array",
        items: {
          type: "object",
          properties: {
            ...COMPANY_PROPERTIES,
            matches: {
              type: "array",
              items: { type: "string" },
              description:
                "With search: up to three texts of the research in which the words stand.",
            },
          },
          required: ["company_domain", "age_days", "run"],
        },
      },
      total: { type: "integer", description: "With include_total: all that pass the filters." },
      has_more: { type: "boolean" },
      next_cursor: { type: ["string", "null"], description: "Null where there are no more." },
    },
    required: ["companies", "has_more", "next_cursor"],
  },

  async answer({ limit, ...query }, call) {
    let count = limit;
    while (true) {
      const page = await read({ ...query, limit: count }, call);
      const companies = page.data.map(({ matches, ...row }) => ({
        ...describeCompany(row, call.now),
        ...(matches !== undefined && { matches }),
      }));
      const { total, has_more, next_cursor } = page.pagination;
      const json = JSON.stringify({
        companies,
        ...(total !== undefined && { total }),
        has_more,
        next_cursor,
      });
      if (fitsAnswer(json)) return json;
      // The cursor has to be that of the last company that is shown.
      count = Math.max(1, Math.min(count - 1, countFitting(companies)));
    }
  },
});

async function read(
  query: Parameters<typeof queryIcpJobTitles>[2],
  { dataApi, orgId, ...options }: ToolCall,
): Promise<Page> {
  const asked = { ...query, fields: COMPANY_FIELDS };
  return await readPage(await queryIcpJobTitles(dataApi, orgId, asked, options));
}

/** How many of the first companies fit into an answer, with room for the rest of it. */
function countFitting(companies: readonly object[]): number {
  let room = MAX_ANSWER_BYTES - 2000;
  const tooMany = companies.findIndex((company) => {
    room -= measureTwice(`${JSON.stringify(company)},`);
    return room < 0;
  });
  return tooMany < 0 ? companies.length : tooMany;
}
