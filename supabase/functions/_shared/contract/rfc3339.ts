/** RFC 3339 times, and those that Postgres cannot read. */
import { z } from "zod";

/**
 * The grammar of RFC 3339, section 5.6: `T` and `Z` in either case, a space instead of `T`,
 * fractions of any length, and leap seconds.
 */
export const RFC_3339 = new RegExp(
  `${z.regexes.date.source.slice(0, -1)}[Tt ](?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)` +
    `(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`,
);

/** Says what Postgres cannot read in a time that matches {@link RFC_3339}, if anything. */
export function explainUnreadable(time: string): string | undefined {
  if (time.startsWith("0000")) return "The database has no years before 0001.";
  if (/[+-](1[6-9]|2\d):\d\d$/.test(time)) {
    return "The database only reads offsets below 16 hours. Send the time in UTC.";
  }
  if (time.slice(17, 19) !== "60") return undefined;
  if (!isEndOfMonth(time)) {
    return "Second 60 is a leap second: it must end a month in UTC, as in 2016-12-31T23:59:60Z.";
  }
  return /:60\.0*[1-9]/.test(time)
    ? "The database cannot read a fraction of a leap second. Leave out the fraction."
    : undefined;
}

/** Whether a leap second is the last second of a month in UTC. */
function isEndOfMonth(time: string): boolean {
  const before = `${time.slice(0, 10)}T${time.slice(11, 17)}59${time.slice(19)}`;
  return new Date(Date.parse(before.toUpperCase()) + 1000).toISOString().includes("-01T00:00:00");
}
