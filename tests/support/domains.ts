/** What the tests of the domain key share. */
import { assertEquals, assertInstanceOf } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

/** The refusal of a text, which must be one. */
export function refusalOf(input: string): ServiceError {
  try {
    normalizeCompanyDomain(input);
  } catch (error) {
    assertInstanceOf(error, ServiceError);
    const refusal = error as ServiceError;
    assertEquals(refusal.code, "invalid_company_domain");
    return refusal;
  }
  throw new Error(`${nameOf(input)} was accepted.`);
}

/** A text as a part of a test's name. */
export function nameOf(text: string): string {
  const escaped = JSON.stringify(text.slice(0, 60)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length > 60 ? `${escaped}… (${text.length} characters)` : escaped;
}
