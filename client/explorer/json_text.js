/**
 * Reads JSON from its text, a level at a time: numbers stay as they are written, and a document of
 * megabytes costs one look through it, not a tree of objects. It takes valid JSON only.
 */

/**
 * A value's place in the text, and how many members it has where it is an object or a list.
 *
 * @typedef {{ start: number, end: number, count: number }} Span
 * @typedef {Span & { key: string | number }} Member
 */

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Skips white space, and the signs between members. */
function skipBetween(text, at) {
  for (;; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== COMMA && code !== COLON) return at;
  }
}

function skipString(text, at) {
  for (at++;; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE || Number.isNaN(code)) return at + 1;
  }
}

/**
 * Measures the value that begins at a place.
 *
 * @returns {Span}
 */
export function measure(text, start = skipBetween(text, 0)) {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return { start, end: skipString(text, start), count: 0 };
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) {
    let end = start;
    while (/[^,\]}\s]/.test(text.charAt(end))) end++;
    return { start, end, count: 0 };
  }
  let depth = 0;
  let commas = 0;
  let isEmpty = true;
  for (let at = start;;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) return { start, end: at, count: commas };
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (depth > 0) isEmpty = false;
      depth++;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      if (--depth === 0) return { start, end: at + 1, count: isEmpty ? 0 : commas + 1 };
    } else if (code === COMMA && depth === 1) commas++;
    else if (code > 0x20) isEmpty = false;
    at = code === QUOTE ? skipString(text, at) : at + 1;
  }
}

/**
 * Lists the members of the object or list that begins at a place; none of another value.
 *
 * @returns {Member[]}
 */
export function listMembers(text, start = skipBetween(text, 0)) {
  const isList = text.charCodeAt(start) === OPEN_LIST;
  const members = [];
  if (!isList && text.charCodeAt(start) !== OPEN_OBJECT) return members;
  for (let at = skipBetween(text, start + 1); !isClose(text.charCodeAt(at));) {
    let key = members.length;
    if (!isList) {
      const end = skipString(text, at);
      key = JSON.parse(text.slice(at, end));
      at = skipBetween(text, end);
    }
    const span = measure(text, at);
    members.push({ ...span, key });
    at = skipBetween(text, span.end);
  }
  return members;
}

function isClose(code) {
  return code === CLOSE_LIST || code === CLOSE_OBJECT;
}

/** Names the type of the value that begins at a place. */
export function typeAt(text, start) {
  const first = text.charAt(start);
  const types = { "{": "object", "[": "list", '"': "text", t: "boolean", f: "boolean", n: "null" };
  return types[first] ?? "number";
}

/** Writes a member's JSON Pointer (RFC 6901), below its parent's. */
export function extendPointer(pointer, key) {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * Finds the texts that a test takes, in one walk through a document of any depth.
 *
 * @param {(value: string) => boolean} isWanted
 * @returns {string[]} Their JSON Pointers, at most `most`.
 */
export function findTexts(text, isWanted, most = 100) {
  const found = [];
  /** @type {{ key: string | number, isList: boolean }[]} */
  const trail = [];
  let isKey = false;
  for (let at = 0; at < text.length && found.length < most; at++) {
    const code = text.charCodeAt(at);
    const top = trail.at(-1);
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      trail.push({ key: 0, isList: code === OPEN_LIST });
      isKey = code === OPEN_OBJECT;
    } else if (isClose(code)) {
      trail.pop();
      isKey = false;
    } else if (code === COMMA && top) {
      if (top.isList) top.key++;
      isKey = !top.isList;
    } else if (code === COLON) isKey = false;
    else if (code === QUOTE) {
      const end = skipString(text, at);
      const value = JSON.parse(text.slice(at, end));
      if (isKey && top) top.key = value;
      else if (isWanted(value)) found.push(trail.map(({ key }) => key).reduce(extendPointer, ""));
      at = end - 1;
    }
  }
  return found;
}
