/**
 * A JSON document as a tree of the ARIA pattern, in one flat list: a level is read when it is
 * opened, and long ones are shown a part at a time. Arrow keys move, as the pattern says.
 */
import { make } from "./elements.js";
import { extendPointer, listMembers, measure, typeAt } from "./json_text.js";
import { lengthenText, makeMemberRow, makeTreeItem } from "./tree_row.js";

/** Rows that a level shows at once. */
const ROWS = 100;
/** Rows up to which levels are open from the start. */
const OPEN_ROWS = 150;

/**
 * Makes the tree of a document.
 *
 * @param {string} text The document.
 * @param {{ pattern?: RegExp, found?: string[], onSelect: (node: object) => void }} options What to
 * mark in texts, pointers to open the way to, and what to tell of the chosen node.
 */
export function createTree(text, { pattern, found = [], onSelect }) {
  const tree = make("div", { className: "tree", role: "tree", "aria-label": "Research" });
  /** @type {WeakMap<Element, object>} */
  const nodes = new WeakMap();
  let current;

  function makeRow(node, size, place) {
    const row = makeMemberRow(text, node, { size, place, pattern });
    const value = () => text.slice(node.start, node.end);
    nodes.set(row, { ...node, type: typeAt(text, node.start), value });
    return row;
  }

  function makeRows(parent, members, from) {
    const rows = members.slice(from, from + ROWS).map((member, at) => {
      const pointer = extendPointer(parent.pointer, member.key);
      const node = { ...member, pointer, level: parent.level + 1 };
      return makeRow(node, members.length, from + at + 1);
    });
    const left = members.length - from - ROWS;
    if (left > 0) {
      const label = `Show ${Math.min(left, ROWS)} more of ${left.toLocaleString("en")}`;
      const row = makeTreeItem(parent.level + 1, { className: "row more" }, label);
      nodes.set(row, {
        level: parent.level + 1,
        more: () => makeRows(parent, members, from + ROWS),
      });
      rows.push(row);
    }
    return rows;
  }

  function open(row) {
    const node = nodes.get(row);
    if (row.ariaExpanded !== "false") return [];
    row.ariaExpanded = "true";
    const rows = makeRows(node, listMembers(text, node.start), 0);
    row.after(...rows);
    return rows;
  }

  function close(row) {
    const { level } = nodes.get(row);
    row.ariaExpanded = "false";
    for (let next; (next = row.nextElementSibling) && nodes.get(next).level > level;) next.remove();
  }

  function showMore(row) {
    const rows = nodes.get(row).more();
    row.replaceWith(...rows);
    return rows;
  }

  function select(row, { isFocused = true } = {}) {
    if (current) Object.assign(current, { tabIndex: -1, ariaSelected: "false" });
    current = row;
    Object.assign(row, { tabIndex: 0, ariaSelected: "true" });
    if (isFocused) row.focus();
    onSelect(nodes.get(row));
  }

  function act(row) {
    const node = nodes.get(row);
    if (node.more) return select(showMore(row)[0]);
    if (row.ariaExpanded === "false") open(row);
    else if (row.ariaExpanded === "true") close(row);
    else if (node.type === "text" && row.querySelector(".size")) {
      lengthenText(row, node.value(), pattern);
    }
    select(row);
  }

  function findParent(row) {
    const { level } = nodes.get(row);
    let before = row.previousElementSibling;
    while (before && nodes.get(before).level >= level) before = before.previousElementSibling;
    return before;
  }

  const KEYS = {
    ArrowDown: (row) => row.nextElementSibling,
    ArrowUp: (row) => row.previousElementSibling,
    ArrowRight: (row) =>
      row.ariaExpanded === "false" ? act(row) : row.ariaExpanded && row.nextElementSibling,
    ArrowLeft: (row) => row.ariaExpanded === "true" ? act(row) : findParent(row),
    Home: () => tree.firstElementChild,
    End: () => tree.lastElementChild,
    Enter: act,
    " ": act,
  };
  tree.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    if (!row || !KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = KEYS[event.key](row);
    if (next) select(next);
  });
  tree.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    // A text that is being selected with the mouse is not to be opened.
    if (row && getSelection().isCollapsed) act(row);
  });

  const root = makeRow({ ...measure(text), pointer: "", level: 1 }, 1, 1);
  tree.append(root);
  let level = open(root);
  for (let left = OPEN_ROWS; level.length > 0;) {
    left -= level.length;
    const next = level.flatMap((row) => {
      const { count } = nodes.get(row);
      if (!count || count > left) return [];
      left -= count;
      return open(row);
    });
    level = nodes.get(level[0]).level < 4 ? next : [];
  }
  for (const pointer of found) openTo(pointer);
  select(root, { isFocused: false });

  /** Opens what a pointer leads through, level by level, as far as it is shown. */
  function openTo(pointer) {
    let row = root;
    while (row && nodes.get(row).pointer !== pointer) {
      open(row);
      row = findStep(row, pointer);
    }
    return row;
  }

  function findStep(parent, pointer) {
    const { level } = nodes.get(parent);
    for (let row = parent.nextElementSibling; row; row = row.nextElementSibling) {
      const node = nodes.get(row);
      if (node.level <= level) return undefined;
      if (node.level > level + 1) continue;
      if (node.more) row = showMore(row)[0];
      const own = nodes.get(row).pointer;
      if (pointer === own || pointer.startsWith(`${own}/`)) return row;
    }
  }

  return {
    element: tree,
    /** Goes to the value of a pointer. */
    goTo(pointer) {
      const row = openTo(pointer);
      if (!row) return;
      select(row);
      row.scrollIntoView({ block: "center" });
    },
  };
}
