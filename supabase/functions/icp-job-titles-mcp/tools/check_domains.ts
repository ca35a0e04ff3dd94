/** Which of a list of domains there is research on. */
import { z } from "zod";
import { uuid } from "../../_shared/contract/values.ts";
import { type DomainKey, normalizeCompanyDomain } from "../../_shared/domain.ts";
import { ServiceError } from "../../_shared/errors.ts";
import { queryIcpJobTitles } from "../../_shared/research/query.ts";
import { cutText } from "../document/collector.ts";
import { readPage, type Row } from "../document/page_reader.ts";
import { MAX_ANSWER_BYTES, measureTwice } from "../answer_size.ts";
import { COMPANY_FIELDS, COMPANY_PROPERTIES, describeCompany } from "./company.ts";
import { defineTool, ORG_ID_TEXT } from "./tool.ts";

const MAX_DOMAINS = 100;
/** Characters of an input that is no domain, and of why not, that are shown. */
const MAX_SHOWN = 300;
/** Bytes of an answer beside its lists. */
const AROUND_BYTES = 1000;

const { company_description: _, ...known } = COMPANY_PROPERTIES;

/** Tells what is known of a list. */
export const checkDomains = defineTool({
  name: "check_domains",
  title: "Check which companies are known",
  description: "Tells for a list of company domains which of them there is research on (`found`, " +
    "with its age and the run that made it), which there is none on (`not_found`), and which are no " +
    "domain of one company (`invalid`, with the reason). Any spelling of a domain will do.",
  input: z.strictObject({
    company_domains: z.array(z.string()).min(1).max(MAX_DOMAINS),
    org_id: uuid,
  }),
  inputTexts: {
    company_domains: `Domains or URLs, at most ${MAX_DOMAINS}, such as ["acme.com"].`,
    org_id: ORG_ID_TEXT,
  },
  output: {
    type: "object",
    properties: {
      found: {
        type: "array",
        items: {
          type: "object",
          properties: known,
          required: ["company_domain", "age_days", "run"],
        },
      },
      not_found: { type: "array", items: { type: "string" } },
      invalid: {
        type: "array",
        items: {
          type: "object",
          properties: { input: { type: "string" }, message: { type: "string" } },
          required: ["input", "message"],
        },
      },
      left_out: {
        type: "integer",
        description:
          "How many of the list's last domains are not answered, for want of room; 0 is " +
          "usual. Ask for them again.",
      },
    },
    required: ["found", "not_found", "invalid", "left_out"],
  },

  async answer({ company_domains }, { dataApi, orgId, now, ...options }) {
    const asked = company_domains.map(readDomain);
    const keys = asked.flatMap(({ key }) => key ?? []);
    const rows = new Map<unknown, Row>();
    if (keys.length > 0) {
      const query = { company_domains: keys, fields: COMPANY_FIELDS, limit: MAX_DOMAINS };
      const page = await readPage(await queryIcpJobTitles(dataApi, orgId, query, options));
      for (const row of page.data) rows.set(row.company_domain, row);
    }

    const lists = { found: [] as object[], not_found: [] as string[], invalid: [] as object[] };
    const told = new Set<string>();
    let room = MAX_ANSWER_BYTES - AROUND_BYTES;
    let done = 0;
    for (const { key, invalid } of asked) {
      const row = rows.get(key);
      const entry = invalid ?? (row ? describeKnown(row, now) : key!);
      // A company that is spelled twice is told once.
      if (key === undefined || !told.has(key)) {
        room -= measureTwice(`${JSON.stringify(entry)},`);
        if (room < 0) break;
        if (invalid) lists.invalid.push(invalid);
        else if (row) lists.found.push(entry as object);
        else lists.not_found.push(key!);
      }
      if (key) told.add(key);
      done++;
    }
    return JSON.stringify({ ...lists, left_out: asked.length - done });
  },
});

interface Asked {
  key?: DomainKey;
  invalid?: { input: string; message: string };
}

function readDomain(input: string): Asked {
  try {
    return { key: normalizeCompanyDomain(input) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return {
      invalid: { input: cutText(input, MAX_SHOWN), message: cutText(error.message, MAX_SHOWN) },
    };
  }
}

function describeKnown(row: Row, now: Date): object {
  const { company_description: _, ...company } = describeCompany(row, now);
  return company;
}
