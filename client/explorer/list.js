/** The list of companies, its pages, and what it says where it is empty. */
import { make, makeAgeMark, makeButton, makeText, makeTime, pickAgeColumn } from "./elements.js";
import { looksLikeDomain, makeWordPattern } from "./search_text.js";

const byId = (id) => document.getElementById(id);

/**
 * Makes the list.
 *
 * @param {{ writeLink: (domain: string) => string, onSearch: (words: string) => void,
 * makeFailure: (error: unknown, tryAgain: () => void) => Node[] }} options
 */
export function createList({ writeLink, makeFailure, onSearch }) {
  const [results, empty, more, count] = ["results", "empty", "more", "count"].map(byId);
  let round = 0;
  let [shown, total, cursor] = [0, 0, null];
  let readNext = () => {};

  /** Shows what was typed; an answer that comes after a later one is dropped. */
  async function show(service, typed, { asWords = false } = {}) {
    const own = ++round;
    const isDomain = !asWords && looksLikeDomain(typed);
    const filters = typed === "" ? {} : isDomain ? { company_domains: [typed] } : { search: typed };
    const pattern = isDomain ? undefined : makeWordPattern(typed);
    results.ariaBusy = "true";
    count.textContent = "Reading…";
    const addPage = ({ data, pagination }) => {
      results.append(...data.map((row) => makeResult(row, pattern)));
      shown += data.length;
      cursor = pagination.next_cursor;
      more.hidden = !pagination.has_more;
      count.textContent = describeCount(shown, Math.max(shown, total));
    };
    try {
      const page = await service.list(filters);
      if (own !== round) return;
      clear();
      total = page.pagination.total;
      addPage(page);
      if (page.data.length === 0) empty.append(...describeEmpty(typed, isDomain, page));
      readNext = async () => {
        const following = await service.list(filters, cursor);
        if (own === round) addPage(following);
      };
    } catch (error) {
      if (own !== round) return;
      clear();
      empty.append(...makeFailure(error, () => show(service, typed, { asWords })));
    } finally {
      if (own === round) results.ariaBusy = "false";
    }
  }

  /** Takes everything away, so that nobody sees the rows of another search or another org. */
  function clear() {
    shown = 0;
    results.replaceChildren();
    empty.replaceChildren();
    count.textContent = "";
    more.hidden = true;
  }

  function makeResult(row, pattern) {
    const { company_domain, company_name, company_description, processor, matches = [] } = row;
    const link = make(
      "a",
      { href: writeLink(company_domain) },
      makeText(company_name ?? company_domain),
    );
    const about = make("p", { className: "about" }, makeText(company_domain), " · ");
    const column = pickAgeColumn(row);
    about.append(column === "updated_at" ? "updated " : "researched ");
    about.append(makeTime(row[column], { isShort: true }), ...makeAgeMark(row));
    if (processor) about.append(" · ", makeText(processor));
    const texts = matches.length > 0 ? matches : [company_description ?? ""].filter(Boolean);
    const lines = texts.map((text) => make("p", { className: "match" }, makeText(text, pattern)));
    return make("li", { "data-domain": company_domain }, make("h3", {}, link), about, ...lines);
  }

  function describeEmpty(typed, isDomain, { invalid = [], not_found = [] }) {
    if (typed === "") {
      return [make("h3", {}, "No research yet"), make("p", {}, "This org has no research.")];
    }
    if (!isDomain) {
      const advice =
        'Every word must occur in the same company\'s research. "titl*" matches the beginning of a word.';
      return [make("h3", {}, "Nothing found"), make("p", {}, advice)];
    }
    const search = makeButton("Search the research for it", () => onSearch(typed));
    const [problem] = invalid;
    if (problem) {
      return [make("h3", {}, "Not a domain"), make("p", {}, makeText(problem.message)), search];
    }
    const sentence = make(
      "p",
      {},
      "There is no research on ",
      makeText(not_found[0] ?? typed),
      ".",
    );
    return [make("h3", {}, "Not known"), sentence, search];
  }

  async function showMore() {
    more.disabled = true;
    empty.replaceChildren();
    const first = results.children.length;
    const own = round;
    try {
      await readNext();
      results.children[first]?.querySelector("a").focus();
    } catch (error) {
      if (own === round) empty.replaceChildren(...makeFailure(error, showMore));
    }
    more.disabled = false;
  }
  more.addEventListener("click", showMore);

  return { show, clear: () => (round++, clear()) };
}

function describeCount(shown, total) {
  const all = `${total.toLocaleString("en")} ${total === 1 ? "company" : "companies"}`;
  return shown === total ? all : `${shown.toLocaleString("en")} of ${all}`;
}
