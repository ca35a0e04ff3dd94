/** The research of one company: whole, its outline, or a part. */
import { z } from "zod";
import { companyDomain, uuid } from "../../_shared/contract/values.ts";
import { ServiceError } from "../../_shared/errors.ts";
import { queryIcpJobTitles } from "../../_shared/research/query.ts";
import { readPage, type Row } from "../document/page_reader.ts";
import { type Part, PartReader } from "../document/part_reader.ts";
import { jsonPointer, writePointer } from "../../_shared/contract/pointer.ts";
import { fitsAnswer, MAX_ANSWER_BYTES, measureTwice } from "../answer_size.ts";
import { COMPANY_FIELDS, COMPANY_PROPERTIES, describeCompany } from "./company.ts";
import { defineTool, ORG_ID_TEXT } from "./tool.ts";

/** The most bytes that an answer has for what stands beside the part: mostly the company's texts. */
const MAX_BESIDE_BYTES = 24_000;

const input = z.strictObject({
  company_domain: companyDomain,
  pointer: jsonPointer.nullish().transform((tokens) => tokens ?? []),
  offset: z.int().min(0).max(100_000_000).nullish().transform((offset) => offset ?? 0),
  org_id: uuid,
});

/** Reads one company's research. */
export const readCompanyResearch = defineTool({
  name: "read_company_research",
  title: "Read the research on one company",
  description: "Reads what was researched on one company's job titles: who buys, champions or " +
    "decides there, with the evidence. Any spelling of its domain will do. Research that is small " +
    "comes whole, as `research`. Of larger research you get an `outline`, which lists its parts: " +
    "for each a JSON Pointer, its kind and its size in bytes. Call again with one of these pointers " +
    "to read that part. Research has no fixed shape, so begin without a pointer.",
  input,
  inputTexts: {
    company_domain:
      'The company\'s domain or URL, such as "acme.com" or "https://www.acme.com/about".',
    pointer:
      'The part to read, as a JSON Pointer from an outline, such as "/titles/0". Absent or "": ' +
      "all of it.",
    offset: "To go on where an answer stopped: its next_offset, with the same pointer.",
    org_id: ORG_ID_TEXT,
  },
  output: {
    type: "object",
    properties: {
      found: { type: "boolean", description: "Whether there is research on the company." },
      ...COMPANY_PROPERTIES,
      pointer: { type: "string", description: 'The part that this is; "" is all.' },
      kind: { enum: ["object", "array", "string", "number", "boolean", "null"] },
      bytes: { type: "integer", description: "The size of the part as JSON." },
      research: { description: "The part, exactly as it is stored." },
      outline: {
        type: "array",
        description: "What a part has that is too large for one answer.",
        items: {
          type: "object",
          properties: {
            pointer: {
              type: ["string", "null"],
              description: "How to ask for it; null if its name is too long for that.",
            },
            name_begins: { type: "string" },
            kind: { type: "string" },
            bytes: { type: "integer" },
            items: { type: "integer", description: "Elements of a list." },
            members: { type: "integer", description: "Members of an object." },
            value: { description: "A short value, whole." },
            begins: { type: "string", description: "How a longer text begins." },
          },
          required: ["pointer", "kind", "bytes"],
        },
      },
      text: { type: "string", description: "A piece of a text that is too long for one answer." },
      next_offset: { type: "integer", description: "Where to go on, if this is not all." },
      next: { type: "string", description: "What to do next." },
    },
    required: ["found", "company_domain", "next"],
  },

  async answer({ company_domain, pointer: tokens, offset }, call) {
    const { dataApi, orgId, ...options } = call;
    const pointer = writePointer(tokens);
    const room = MAX_ANSWER_BYTES - MAX_BESIDE_BYTES - 2 * measureTwice(JSON.stringify(pointer));
    const reader = new PartReader(tokens, offset, room);
    const fields = [...COMPANY_FIELDS, "raw_parallel_output" as const];
    const query = { company_domain, fields, limit: 1 };
    const page = await readPage(await queryIcpJobTitles(dataApi, orgId, query, options), reader);
    const [row] = page.data;
    if (row === undefined) return describeUnknown(company_domain);
    if (reader.part === undefined) throw noSuchPart(company_domain, tokens, reader);
    return describePart(row, pointer, offset, reader.part, call.now);
  },
});

function describeUnknown(company_domain: string): string {
  return JSON.stringify({
    found: false,
    company_domain,
    next: "This org has no research on the company. find_companies lists those that it has.",
  });
}

function describePart(row: Row, pointer: string, offset: number, part: Part, now: Date): string {
  const { kind, bytes, whole, outline, slice } = part;
  const head = { found: true, ...describeCompany(row, now), pointer, kind, bytes };
  if (whole !== undefined && offset === 0) {
    const json = join({ ...head, next: "This is the whole part." }, "research", whole);
    if (fitsAnswer(json)) return json;
  }
  if (slice) {
    const { text, nextOffset } = slice;
    const next = nextOffset === undefined
      ? "This is the end of the text."
      : "The text goes on: call again with this pointer and next_offset as offset.";
    return JSON.stringify({ ...head, text, ...describeOffset(nextOffset), next });
  }
  const { nextOffset } = outline;
  const more = nextOffset === undefined
    ? ""
    : " It has more: call again with this pointer and next_offset as offset.";
  const next = "The part is too large for one answer. Call again with a pointer of the outline." +
    more;
  return join({ ...head, ...describeOffset(nextOffset), next }, "outline", outline.writeEntries());
}

function describeOffset(nextOffset: number | undefined) {
  return nextOffset === undefined ? {} : { next_offset: nextOffset };
}

/** The JSON of an object with one more member, whose JSON is not parsed. */
function join(head: object, name: string, json: string): string {
  return `${JSON.stringify(head).slice(0, -1)},"${name}":${json}}`;
}

function noSuchPart(domain: string, tokens: readonly string[], { nearest }: PartReader) {
  const pointer = JSON.stringify(writePointer(tokens.slice(0, nearest.depth)));
  const kind = nearest.kind === "object" || nearest.kind === "array" ? nearest.kind : "value";
  return new ServiceError(
    "not_found",
    `The research on ${domain} has no such part. The nearest that it has is the ${kind} at the ` +
      `pointer ${pointer}: ask for that one to see what it has.`,
  );
}
