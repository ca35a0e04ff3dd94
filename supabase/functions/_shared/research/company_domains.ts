/** Makes keys of a list of domains; some may not be valid. */
import { type DomainKey, normalizeCompanyDomain } from "../domain.ts";
import { ServiceError } from "../errors.ts";

/** The keys of a list, each once, and the inputs that are not domains. */
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
