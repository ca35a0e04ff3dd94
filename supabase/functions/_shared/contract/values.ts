/** Zod schemas for the kinds of values that callers send. */
import { z } from "zod";
import { type DomainKey, normalizeCompanyDomain } from "../domain.ts";
import { ServiceError } from "../errors.ts";
import { RawJson } from "../raw_json.ts";
import { textOrUndefined } from "../text.ts";
import { explainCost } from "./contains.ts";
import { explainUnreadable, RFC_3339 } from "./rfc3339.ts";

/** Text that a Postgres `text` column can hold. */
export const storableText = z.string().refine(
  (value) => value.isWellFormed() && !value.includes("\0"),
  "Contains a character that the database cannot hold: \\u0000 or half of a surrogate pair.",
);

/** Text for a column; blank counts as absent. */
export const text = storableText.transform(textOrUndefined).nullish();

/** Text that a filter compares with a column; no value from the pipeline is longer. */
export const filterText = storableText.check(z.maxLength(1000)).transform(textOrUndefined)
  .nullish();

/** A uuid, converted to lower case. */
export const uuid = z.guid().transform((value) => value.toLowerCase()).nullish();

/** Any spelling of a company's domain, converted to its key. */
export const companyDomain = z.string().transform((value, context): DomainKey => {
  try {
    return normalizeCompanyDomain(value);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
});

/** The same in a filter; `""` counts as absent. */
export const filterDomain = z.literal("").transform(() => undefined).or(companyDomain).nullish();

/** A JSON object, kept as text. */
export const document = z.instanceof(RawJson, { error: "Required: a JSON object." }).check(
  (context) => {
    const { text, fault } = context.value;
    const message = text.startsWith("{") ? fault : "Expected a JSON object.";
    if (message) context.issues.push({ code: "custom", message, input: context.value });
  },
);

/** A containment filter. A null arrives as the text `null`. */
export const containedDocument = z.instanceof(RawJson).refine(({ text }) => text === "null")
  .transform(() => undefined)
  .or(document.check(({ value, issues }) => {
    const message = explainCost(value.text);
    if (message) issues.push({ code: "custom", message, input: value });
  }))
  .nullish();

/** An RFC 3339 time that Postgres can read. */
export const time = z.stringFormat("datetime", RFC_3339, { abort: true }).check(
  // Postgres reads up to 141 characters.
  z.maxLength(128, { abort: true }),
  ({ value, issues }) => {
    const message = explainUnreadable(value);
    if (message) issues.push({ code: "custom", message, input: value });
  },
).nullish();
