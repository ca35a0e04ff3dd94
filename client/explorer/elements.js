/** Makes elements; what comes from outside only ever becomes text. */

/**
 * Characters that would show as nothing, or turn the text around them: controls, marks of direction,
 * separators of lines, and other invisible ones. Tabs and line ends are shown as they are, and joiners
 * are left to the scripts and emoji that need them.
 */
const HIDDEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Makes an element.
 *
 * @param {Record<string, unknown>} properties Its properties; `aria-…`, `data-…`, `role` and `for`
 * are attributes.
 * @param {(Node | string)[]} content
 */
export function make(name, properties = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (/^(aria|data)-|^(role|for|datetime)$/.test(key)) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...content);
  return element;
}

/** Makes a button. */
export function makeButton(label, work) {
  const button = make("button", { type: "button" }, label);
  button.addEventListener("click", work);
  return button;
}

/**
 * Makes nodes of a foreign text: found words are marked, and hidden characters are spelt out.
 *
 * @param {RegExp} [pattern] With the flag `g`.
 */
export function makeText(text, pattern) {
  const nodes = [];
  let done = 0;
  const found = pattern ? text.matchAll(pattern) : [];
  for (const { 0: part, index } of found) {
    nodes.push(...showHidden(text.slice(done, index)), make("mark", {}, ...showHidden(part)));
    done = index + part.length;
  }
  // A text keeps its own direction, and leaves that of the page alone.
  return make("bdi", {}, ...nodes, ...showHidden(text.slice(done)));
}

function showHidden(text) {
  const nodes = [];
  let done = 0;
  for (const { 0: sign, index } of text.matchAll(HIDDEN)) {
    const code = sign.codePointAt(0).toString(16).padStart(4, "0");
    nodes.push(text.slice(done, index), make("span", { className: "hidden-sign" }, `\\u${code}`));
    done = index + sign.length;
  }
  return [...nodes, text.slice(done)];
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const UNITS = [["year", 365], ["month", 30], ["day", 1], ["hour", 1 / 24], ["minute", 1 / 1440]];
const DAY_MS = 86_400_000;

/** Days after which research is marked as old. */
const STALE_DAYS = 90;

/** Says how old a time is: `3 days ago`. */
export function describeAge(time, now = Date.now()) {
  const days = (now - Date.parse(time)) / DAY_MS;
  if (days < 1 / 1440) return "just now";
  const [unit, length] = UNITS.find(([, length]) => days >= length);
  return RELATIVE.format(-Math.floor(days / length), unit);
}

/** Makes a time as its age, or as its date and its age. */
export function makeTime(time, { isShort = false } = {}) {
  const age = describeAge(time);
  const text = isShort ? age : `${DATE.format(new Date(time))}, ${age}`;
  return make("time", { datetime: time, title: time }, text);
}

/**
 * The column that says how old a row's research is; without a date of its own, when it was written.
 *
 * @param {{ researched_at?: string | null }} row
 */
export function pickAgeColumn({ researched_at }) {
  return researched_at ? "researched_at" : "updated_at";
}

/** Makes the mark of research that is old; nothing for other research. */
export function makeAgeMark(row) {
  const age = Date.now() - Date.parse(row[pickAgeColumn(row)]);
  if (age <= STALE_DAYS * DAY_MS) return [];
  return [" ", make("span", { className: "stale" }, `older than ${STALE_DAYS} days`)];
}
