/** Makes keys of a list of domains, of which some may be none. */
import { type DomainKey, normalizeCompanyDomain } from "../domain.ts";
import { ServiceError } from "../errors.ts";

/** The keys of a list, each once, and what of it is no domain. */
interface CompanyDomains {
  keys: DomainKey[];
  invalid: { input: string; message: string }[];
}

/** Reads a list such as `["https://Acme.com", "acme.com", "acme"]`: one key, one that is invalid. */
export function readCompanyDomains(inputs: readonly string[]): CompanyDomains {
  const keys = new Set<DomainKey>();
  const invalid: CompanyDomains["invalid"] = [];
  for (const input of inputs) {
    try {
      keys.add(normalizeCompanyDomain(input));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      invalid.push({ input, message: error.message });
    }
  }
  return { keys: [...keys], invalid };
}
