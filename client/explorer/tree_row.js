/** One row of the tree: a key and its value, cut where it is long. */
import { make, makeText } from "./elements.js";
import { typeAt } from "./json_text.js";

/** Characters of a text that are shown before and after Enter. */
const CHARACTERS = 1000;
const MORE_CHARACTERS = 50_000;
/** Deeper levels are not moved further in, or nothing would be left to read at 360 px. */
const DEEPEST_INDENT = 16;

/** Makes a row of the tree, of a level that counts from 1. */
export function makeTreeItem(level, properties, ...content) {
  const row = make("div", {
    role: "treeitem",
    tabIndex: -1,
    "aria-level": level,
    "aria-selected": "false",
    ...properties,
  }, ...content);
  row.style.setProperty("--level", Math.min(level - 1, DEEPEST_INDENT));
  return row;
}

/** Makes the row of a member, which is the `place`th of `size`. */
export function makeMemberRow(text, { level, key, count, start, end }, { size, place, pattern }) {
  const type = typeAt(text, start);
  const properties = {
    className: `row ${type}`,
    "aria-setsize": size,
    "aria-posinset": place,
    "aria-expanded": count > 0 ? "false" : undefined,
  };
  const label = key === undefined
    ? []
    : [make("span", { className: "key" }, makeText(String(key))), ": "];
  const value = makeValue(type, count, text.slice(start, end), pattern, CHARACTERS);
  return makeTreeItem(level, properties, ...label, ...value);
}

/** Shows more of a text that was cut. */
export function lengthenText(row, written, pattern) {
  const value = makeValue("text", 0, written, pattern, MORE_CHARACTERS);
  row.querySelector(".value").nextElementSibling?.remove();
  row.querySelector(".value").replaceWith(...value);
}

function makeValue(type, count, written, pattern, characters) {
  if (type === "object" || type === "list") {
    const size = describeSize(count, type === "object" ? "key" : "item");
    return [make("span", { className: "size" }, type === "object" ? `{ ${size} }` : `[ ${size} ]`)];
  }
  if (type !== "text") return [make("span", { className: "value" }, written)];
  const whole = JSON.parse(written);
  const cut = makeText(whole.slice(0, characters), pattern);
  const value = make("span", { className: "value" }, cut);
  const left = whole.length - characters;
  if (left <= 0) return [value];
  const hint = characters === CHARACTERS ? "Enter shows more" : "copy the value to see it whole";
  const rest = `${left.toLocaleString("en")} more characters; ${hint}`;
  return [value, make("span", { className: "size" }, ` … ${rest}`)];
}

function describeSize(count, one) {
  if (count === 0) return "empty";
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
}
