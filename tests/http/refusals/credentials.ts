/** Requests refused for their credentials, or for the org that they ask for. */
import type { Refusal, Subject } from "../../support/refusals.ts";
import { claimRefusals } from "./claims.ts";
import { headerRefusals } from "./headers.ts";
import { holderRefusals } from "./holders.ts";
import { keyRefusals } from "./keys.ts";
import { orgRefusals } from "./orgs.ts";
import { signatureRefusals } from "./signatures.ts";

/** Every kind of credential with everything that may be wrong with it. */
export function credentialRefusals(subject: Subject): Refusal[] {
  return [
    ...headerRefusals(subject),
    ...keyRefusals(subject),
    ...signatureRefusals(subject),
    ...claimRefusals(subject),
    ...holderRefusals(subject),
    ...orgRefusals(subject),
  ];
}
