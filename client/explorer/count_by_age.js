/** How many companies have research of each age, by counts alone. */

const DAY_MS = 86_400_000;
/** Before all research: a filter by it takes the rows that have a date of research. */
const BEFORE_ALL = "1970-01-01T00:00:00Z";

/**
 * Counts the companies whose research is at most so many days old. Where the date of the research is
 * not known, it is as old as its row was last updated.
 *
 * @param {(filters: Record<string, string>) => Promise<number>} count
 * @param {{ days: number[], now: number, hasDates: boolean }} options `hasDates`: whether the service
 * has dates of research at all.
 * @returns {Promise<{ total: number, dated: number, within: number[] }>} `dated` have a date of research.
 */
export async function countByAge(count, { days, now, hasDates }) {
  const [total, dated] = await Promise.all([
    count({}),
    hasDates ? count({ researched_since: BEFORE_ALL }) : 0,
  ]);
  const countWithin = async (age) => {
    const since = new Date(now - age * DAY_MS).toISOString();
    const [researched, updated, datedUpdated] = await Promise.all([
      dated > 0 ? count({ researched_since: since }) : 0,
      dated < total ? count({ updated_since: since }) : 0,
      dated > 0 && dated < total
        ? count({ updated_since: since, researched_since: BEFORE_ALL })
        : 0,
    ]);
    return researched + updated - datedUpdated;
  };
  return { total, dated, within: total > 0 ? await Promise.all(days.map(countWithin)) : [] };
}
