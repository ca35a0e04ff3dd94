/**
 * Cursors: where the next page of a query begins.
 *
 * A cursor holds the place of the last row, and an HMAC over that place and the query's filters. So
 * it cannot be altered or used with other filters, and it reveals nothing that the row did not.
 */
import * as base64url from "jose/base64url";
import { isSameKey, toHex } from "../callers/keys.ts";
import { ServiceError } from "../errors.ts";

/** A row's place in the listing. */
export interface RowKey {
  created_at: string;
  id: string;
}

const SEPARATOR = "|";
const MAC_BYTES = 16;

/**
 * Makes the cursor that continues after a row.
 *
 * @param filters All that decides which rows the query has, as one text.
 * @param secret Known to the function only; with another one, cursors are refused.
 */
export async function sealCursor(key: RowKey, filters: string, secret: string): Promise<string> {
  const place = [key.created_at, key.id].join(SEPARATOR);
  return base64url.encode(`${place}${SEPARATOR}${await sign(place, filters, secret)}`);
}

/**
 * Reads a cursor.
 *
 * @throws {ServiceError} `validation_failed` (422) if it is altered, or of a query with other
 * filters.
 */
export async function openCursor(
  cursor: string,
  filters: string,
  secret: string,
): Promise<RowKey> {
  const [created_at = "", id = "", mac = ""] = decode(cursor).split(SEPARATOR);
  const place = [created_at, id].join(SEPARATOR);
  // The whole is compared, so that another spelling of the same cursor is refused too.
  const isOurs = isSameKey(mac, await sign(place, filters, secret)) &&
    cursor === base64url.encode([place, mac].join(SEPARATOR));
  if (!isOurs) {
    const message = "It is altered, or of a query with other filters. Begin without a cursor.";
    throw new ServiceError("validation_failed", `The cursor does not fit. ${message}`, {
      issues: [{ path: "cursor", message }],
    });
  }
  return { created_at, id };
}

async function sign(place: string, filters: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(`cursor:${secret}`),
    algorithm,
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign(
    "HMAC",
    key,
    encoder.encode(JSON.stringify([place, filters])),
  );
  return toHex(new Uint8Array(mac, 0, MAC_BYTES));
}

/** The text of a cursor; "" if it is not one. */
function decode(cursor: string): string {
  try {
    return new TextDecoder().decode(base64url.decode(cursor));
  } catch {
    return "";
  }
}
