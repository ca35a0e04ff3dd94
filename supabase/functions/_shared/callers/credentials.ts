/** Reads credentials from a request's headers. */
import { z } from "zod";
import { ServiceError } from "../errors.ts";

/** Made once, because making a schema costs more than a check. */
const uuid = z.guid();

/** Far longer than any real key or JWT; anything longer is refused without a check. */
const MAX_HEADER_LENGTH = 8192;

/**
 * Reads the token of `Authorization: Bearer <token>`.
 *
 * @throws {ServiceError} `unauthorized` (401) if it is missing or has another form.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function readBearerToken(headers: Headers): string {
  const header = headers.get("authorization") ?? "";
  const token = header.length > MAX_HEADER_LENGTH
    ? undefined
    : /^Bearer +([\x21-\x7e]+)$/i.exec(header)?.[1];
  if (token === undefined) {
    const sentence = "Give credentials as the header Authorization: Bearer <token>.";
    throw unauthorized("no_token", sentence);
  }
  return token;
}

/**
 * Reads the org that an internal caller acts for, from `x-internal-org-id`.
 *
 * @returns The org's id in lower case.
 * @throws {ServiceError} `unauthorized` (401) without the header, `validation_failed` (422) if it
 * is not a uuid.
 */
export function readInternalOrgId(headers: Headers): string {
  const value = headers.get("x-internal-org-id")?.trim();
  if (!value) throw unauthorized("no_org", "Give the org's id as the header x-internal-org-id.");
  const parsed = uuid.safeParse(value);
  if (!parsed.success) {
    const message = "The header x-internal-org-id must be a uuid.";
    throw new ServiceError("validation_failed", message, {
      issues: [{ path: "x-internal-org-id", message: "Expected a uuid." }],
    });
  }
  return parsed.data.toLowerCase();
}

/** Why a request is refused: what is missing, or which kind of credential is not valid. */
export type UnauthorizedCause =
  | "no_token"
  | "no_org"
  | "internal_key"
  | "jwt"
  | "super_admin"
  | "api_token";

/**
 * The error for a request without valid credentials (401).
 *
 * @param cause Only logged, because the caller may be guessing credentials.
 */
export function unauthorized(
  cause: UnauthorizedCause,
  sentence = "The credentials are not valid. Check the token, and that it has not expired.",
): ServiceError {
  const headers = { "WWW-Authenticate": "Bearer" };
  return new ServiceError("unauthorized", sentence, { cause, headers });
}
