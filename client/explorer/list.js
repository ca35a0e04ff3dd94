/** The list of companies, its pages, and what it says where it is empty. */
import { make, makeText, makeTime } from "./elements.js";
import { looksLikeDomain, makeWordPattern } from "./search_text.js";

const byId = (id) => document.getElementById(id);

/**
 * Makes the list.
 *
 * @param {{ writeLink: (domain: string) => string, onError: (error: unknown) => void,
 * onSearch: (words: string) => void }} options
 */
export function createList({ writeLink, onError, onSearch }) {
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
    const addPage = ({ data, pagination }) => {
      results.append(...data.map((row) => makeResult(row, pattern)));
      shown += data.length;
      cursor = pagination.next_cursor;
      more.hidden = !pagination.has_more;
      count.textContent = describeCount(shown, total);
    };
    try {
      const page = await service.list(filters);
      if (own !== round) return;
      shown = 0;
      total = page.pagination.total;
      results.replaceChildren();
      empty.replaceChildren();
      addPage(page);
      if (page.data.length === 0) empty.append(...describeEmpty(typed, isDomain, page));
      readNext = async () => {
        const following = await service.list(filters, cursor);
        if (own === round) addPage(following);
      };
    } catch (error) {
      if (own === round) onError(error);
    } finally {
      if (own === round) results.ariaBusy = "false";
    }
  }

  function makeResult(row, pattern) {
    const { company_domain, company_name, company_description, processor, matches = [] } = row;
    const link = make(
      "a",
      { href: writeLink(company_domain) },
      makeText(company_name ?? company_domain),
    );
    const about = make("p", { className: "about" }, makeText(company_domain), " · ");
    about.append(makeTime(row.researched_at ?? row.updated_at, { isShort: true }));
    if (processor) about.append(" · ", makeText(processor));
    const texts = matches.length > 0 ? matches : [company_description ?? ""].filter(Boolean);
    const lines = texts.map((text) => make("p", { className: "match" }, makeText(text, pattern)));
    return make("li", { "data-domain": company_domain }, make("h3", {}, link), about, ...lines);
  }

  function describeEmpty(typed, isDomain, { invalid = [], not_found = [] }) {
    if (typed === "") {
      return [make("h3", {}, "No research yet"), make("p", {}, "The org has none.")];
    }
    if (!isDomain) {
      const advice = 'Every word must occur in one company\'s research. "titl*" finds beginnings.';
      return [make("h3", {}, "Nothing found"), make("p", {}, advice)];
    }
    const search = make("button", { type: "button" }, "Search the research for it");
    search.addEventListener("click", () => onSearch(typed));
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

  more.addEventListener("click", async () => {
    more.disabled = true;
    const first = results.children.length;
    await readNext().catch(onError);
    more.disabled = false;
    results.children[first]?.querySelector("a").focus();
  });

  return { show };
}

function describeCount(shown, total) {
  const all = `${total.toLocaleString("en")} ${total === 1 ? "company" : "companies"}`;
  return shown === total ? all : `${shown.toLocaleString("en")} of ${all}`;
}
