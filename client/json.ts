/** JSON that leaves as text, so that numbers which JavaScript cannot hold reach the database. */
import { IcpJobTitlesError } from "./errors.ts";

/** A JSON document as text; {@link rawJson} makes it. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Inside of another document it would become a string without a word. */
  toJSON(): never {
    throw new TypeError("rawJson() stands for a whole raw_parallel_output or contains, not a part");
  }
}

/**
 * Takes a document as the text it came as, such as `rawJson('{"id":9007199254740993,"p":1.10}')`.
 *
 * @throws {IcpJobTitlesError} `malformed_json`; broken text would break the other items of a batch.
 */
export function rawJson(text: string): RawJson {
  try {
    JSON.parse(text);
  } catch (cause) {
    const message = `Cannot read ${JSON.stringify(text.slice(0, 100))} as JSON. Check the text.`;
    throw new IcpJobTitlesError("malformed_json", message, { cause });
  }
  return new RawJson(text);
}

/**
 * Writes an object whose members may be {@link RawJson}; undefined members are left out.
 *
 * @throws {IcpJobTitlesError} `unserializable_input` for what JSON cannot say, such as a bigint.
 */
export function toJson(members: object): string {
  try {
    const parts = Object.entries(members).flatMap(([name, value]) => {
      const text = value instanceof RawJson ? value.text : JSON.stringify(value);
      return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    });
    return `{${parts.join(",")}}`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot write the input as JSON: ${reason}. Nothing of it was sent.`;
    throw new IcpJobTitlesError("unserializable_input", message, { cause });
  }
}
