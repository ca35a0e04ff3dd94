/** The error for a text that is not a company domain. */
import { ServiceError } from "../errors.ts";
import { quote } from "../text.ts";

/**
 * Refuses a text.
 *
 * @param fault What is wrong with it, such as `it is blank`.
 * @param advice What to send instead.
 * @throws {ServiceError} `invalid_company_domain` (422), always.
 */
export function refuse(
  input: string,
  fault: string,
  advice = 'Give one host name, such as "example.com".',
): never {
  const message = `Cannot read ${quote(input)} as a company domain: ${fault}. ${advice}`;
  throw new ServiceError("invalid_company_domain", message);
}
