/** Writes the JSON of a request; its errors quote nothing of the input. */
import { IcpJobTitlesError } from "./errors.ts";
import { RawJson } from "./raw_json.ts";

/**
 * Writes an object whose members may be {@link RawJson}; undefined members are left out.
 *
 * @throws {IcpJobTitlesError} `unserializable_input` for what JSON cannot say, such as a bigint.
 */
export function toJson(members: object): string {
  if (!isObject(members)) return refuse("the input", "it is not an object");
  let part = "the input";
  try {
    const texts = Object.entries(members).flatMap(([name, value]) => {
      part = /^[a-z_]{1,40}$/.test(name) ? name : "a member";
      // JSON.stringify would silently write null, which is another limit or offset.
      if (typeof value === "number" && !Number.isFinite(value)) refuse(part, `it is ${value}`);
      const text = value instanceof RawJson ? value.text : JSON.stringify(value);
      return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    });
    return `{${texts.join(",")}}`;
  } catch (error) {
    if (error instanceof IcpJobTitlesError) throw error;
    return refuse(part, explain(error));
  }
}

/** Whether a value is an object and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(part: string, reason: string): never {
  const message = `Cannot write ${part} as JSON: ${reason}. Nothing of it was sent.`;
  throw new IcpJobTitlesError("unserializable_input", message);
}

/** The engine's text names keys of the data, and a `toJSON` may throw anything. */
function explain(error: unknown): string {
  if (error instanceof RangeError) return "it is too large or nested too deeply";
  const text = error instanceof TypeError ? error.message : "";
  if (/rawJson\(\)/.test(text)) return "rawJson() stands inside it, not for the whole";
  if (/bigint/i.test(text)) return "it holds a bigint; give the whole as rawJson(text)";
  if (/circular|cyclic/i.test(text)) return "a part of it refers back to the whole";
  return "a getter or toJSON() of it throws";
}
