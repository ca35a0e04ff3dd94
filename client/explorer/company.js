/** One company: what it is, where its research comes from and how old it is, and the research. */
import { make, makeAgeMark, makeButton, makeText, makeTime, pickAgeColumn } from "./elements.js";
import { findTexts } from "./json_text.js";
import { createTree } from "./tree.js";

const FACTS = [
  ["Domain", "company_domain"],
  ["Processor", "processor"],
  ["Parallel run", "parallel_run_id"],
  ["Pipeline run", "source_pipeline_run_id"],
  ["Submission", "source_submission_id"],
  ["Researched", "researched_at", makeTime],
  ["First stored", "created_at", makeTime],
  ["Last updated", "updated_at", makeTime],
];

/** Makes the way back to the list, and the title, which takes the focus. */
export function makeHeading(title, backLink) {
  return [
    make("a", { className: "back", href: backLink }, "← All results"),
    make("h2", { id: "company-title", tabIndex: -1 }, makeText(title)),
  ];
}

/**
 * Makes the page of a company.
 *
 * @param {object} row With its document as `{ text }`.
 * @param {{ pattern?: RegExp, tell: (sentence: string) => void, backLink: string }} options
 * @returns {Node[]}
 */
export function makeCompany(row, { pattern, tell, backLink }) {
  const { company_domain, company_name, company_description } = row;
  const { text } = row.raw_parallel_output;
  // Unlike test(), search() leaves no place behind in the pattern.
  const isFound = (value) => value.search(pattern) >= 0;
  const found = pattern ? findTexts(text, isFound) : [];
  let chosen;
  const pointer = make("output", { className: "pointer" });
  const copy = async (what, value) => {
    try {
      await navigator.clipboard.writeText(value);
      tell(`Copied ${what}.`);
    } catch {
      tell("The browser does not let this page copy.");
    }
  };
  const copyValue = makeButton("Copy value", () => {
    const written = chosen.value();
    return copy("the value", chosen.type === "text" ? JSON.parse(written) : written);
  });
  const copyPointer = makeButton(
    "Copy JSON Pointer",
    () => copy("the JSON Pointer", chosen.pointer),
  );
  const tree = createTree(text, {
    pattern,
    found: found.slice(0, 20),
    onSelect(node) {
      chosen = node;
      const shown = node.pointer === "" ? "the whole document" : node.pointer ?? "";
      pointer.replaceChildren(makeText(shown));
      copyValue.disabled = copyPointer.disabled = node.pointer === undefined;
    },
  });
  const buttons = make(
    "div",
    { className: "buttons", role: "group", "aria-label": "Research" },
    copyValue,
    copyPointer,
    makeButton("Copy all", () => copy("the whole document", text)),
    makeButton("Download JSON", () => download(`${company_domain}.json`, text)),
  );
  if (found.length > 0) buttons.append(makeNextMatch(found, tree, tell));

  const facts = FACTS.map(([label, column, show = makeText]) => {
    const value = row[column];
    if (value === undefined) return "";
    const shown = value === null ? make("span", { className: "none" }, "not known") : show(value);
    const mark = column === pickAgeColumn(row) ? makeAgeMark(row) : [];
    const told = make("dd", { "data-column": column }, shown, ...mark);
    return make("div", {}, make("dt", {}, label), told);
  });
  return [
    ...makeHeading(company_name ?? company_domain, backLink),
    make("p", { className: "description" }, makeText(company_description ?? "")),
    make("dl", {}, ...facts),
    make("h3", {}, "Research"),
    make("div", { className: "tools" }, buttons, pointer),
    tree.element,
  ];
}

function makeNextMatch(found, tree, tell) {
  let at = -1;
  return makeButton(`Next match (${found.length})`, () => {
    at = (at + 1) % found.length;
    tree.goTo(found[at]);
    tell(`Match ${at + 1} of ${found.length}.`);
  });
}

/** Saves the document as it came. */
function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: url, download: name }).click();
  // The browser has begun by then; kept, the text would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
