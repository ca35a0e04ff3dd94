/** JSON that leaves as text, so that numbers which JavaScript cannot hold reach the database. */
import { IcpJobTitlesError } from "./errors.ts";

/** A JSON document as text; {@link rawJson} makes it. */
export class RawJson {
  readonly text: string;

  /** @throws {IcpJobTitlesError} `malformed_json`, as {@link rawJson}. */
  constructor(text: string) {
    checkJson(text);
    this.text = text;
  }

  /** Inside another document it would silently become a string. */
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
  return new RawJson(text);
}

/** The sentences quote nothing of the text: it is the caller's data. */
function checkJson(text: string): void {
  const refuse = (reason: string): never => {
    throw new IcpJobTitlesError("malformed_json", `Cannot take the text as JSON: ${reason}.`);
  };
  if (typeof text !== "string") return refuse(`it is of type ${typeof text}, not a string`);
  // Sent as UTF-8, it would silently become another character.
  if (/\p{Surrogate}/u.test(text)) return refuse("it holds half of a surrogate pair");
  try {
    JSON.parse(text);
  } catch (error) {
    const [place] = error instanceof Error ? /position \d+/.exec(error.message) ?? [] : [];
    refuse(place ? `something is wrong at ${place}` : "it is empty, cut off, or not JSON at all");
  }
}
