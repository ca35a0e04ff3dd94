/** The page: who is signed in, what is looked for, which company is open. */
import { makeCompany, makeHeading } from "./company.js";
import { make, makeText } from "./elements.js";
import { makeFreshness } from "./freshness.js";
import { createList } from "./list.js";
import { describeProblem, makeProblem } from "./problem.js";
import { looksLikeDomain, makeWordPattern } from "./search_text.js";
import { createService } from "./service.js";
import { forgetSession, keepSession, readSession, readSettings } from "./session.js";

const byId = (id) => document.getElementById(id);
const TYPE_PAUSE_MS = 300;

const settings = await readSettings();
const TITLE = document.title;
/** `typed`, `asWords` and `domain` are of the address; `open` is the domain's key once it is known. */
const view = {};
/** What the field said when the page last went by it or wrote it. */
let fieldText = "";
const list = createList({ writeLink, makeFailure, onSearch: searchWords });

/** The address holds what is looked for and which company is open; never a token. */
function writeLink(domain, typed = view.typed, asWords = view.asWords) {
  const place = new URLSearchParams();
  if (typed) place.set("q", typed);
  if (asWords) place.set("words", "1");
  if (domain) place.set("company", domain);
  return `#${place}`;
}

function go(typed, asWords = false) {
  fieldText = typed;
  const link = writeLink(undefined, typed, asWords);
  if (link === (location.hash || "#")) return;
  // One step of the history for what is typed in one go.
  if (view.typed && typed && !view.domain) location.replace(link);
  else location.hash = link;
}

function searchWords(words) {
  byId("main").focus();
  go(words, true);
}

async function showPlace() {
  const { service } = view;
  if (!service) return;
  const place = new URLSearchParams(location.hash.slice(1));
  const typed = (place.get("q") ?? "").trim();
  const asWords = place.has("words");
  const domain = place.get("company") ?? undefined;
  const isOtherList = typed !== view.typed || asWords !== view.asWords;
  const closed = domain ? undefined : view.open;
  Object.assign(view, { typed, asWords, domain, open: domain });
  document.body.dataset.view = domain ? "company" : "list";
  document.title = TITLE;
  tell("");
  byId("companies").hidden = false;
  // The field is ahead of the address while somebody types.
  if (fieldText !== typed) byId("find").value = fieldText = typed;
  byId("freshness").hidden = typed !== "";
  markOpen();
  const listed = isOtherList ? list.show(service, typed, { asWords }).then(markOpen) : undefined;
  if (domain) await showCompany(service, domain);
  else byId("company").hidden = true;
  await listed;
  // The focus was on what is closed: it goes back to where it came from.
  if (closed && isFocusLost()) {
    const item = [...byId("results").children].find((item) => item.dataset.domain === closed);
    item?.querySelector("a").focus();
  }
}

/** Whether the focus is nowhere, or in a company that is about to go. */
function isFocusLost() {
  const { activeElement, body } = document;
  return activeElement === body || byId("company").contains(activeElement);
}

function markOpen() {
  for (const item of byId("results").children) {
    item.querySelector("a").ariaCurrent = item.dataset.domain === view.open ? "page" : null;
  }
}

async function showCompany(service, domain) {
  const company = byId("company");
  const isWords = view.typed !== "" && (view.asWords || !looksLikeDomain(view.typed));
  const pattern = isWords ? makeWordPattern(view.typed) : undefined;
  const show = (...content) => {
    const isLost = isFocusLost();
    company.replaceChildren(...content);
    company.hidden = false;
    // Whoever has gone elsewhere meanwhile stays there.
    if (isLost) byId("company-title").focus();
  };
  const showOther = (title, ...content) => show(...makeHeading(title, writeLink()), ...content);
  // Otherwise the company before would stand beside the mark of this one.
  showOther(domain, make("p", {}, "Reading…"));
  if (document.activeElement !== byId("find")) byId("company-title").focus();
  try {
    const { data: [row], invalid: [problem] = [] } = await service.read(domain);
    if (view.domain !== domain || view.service !== service) return;
    if (!row) {
      const sentence = problem ? [problem.message] : [`There is no research on ${domain}.`];
      const heading = problem ? "Not a domain" : "Not known";
      return showOther(heading, make("p", {}, ...sentence.map((text) => makeText(text))));
    }
    show(...makeCompany(row, { pattern, tell, backLink: writeLink() }));
    view.open = row.company_domain;
    markOpen();
    document.title = `${row.company_domain} · ${TITLE}`;
  } catch (error) {
    if (view.domain !== domain || view.service !== service) return;
    const failure = makeFailure(error, () => showCompany(service, domain));
    if (failure.length > 0) showOther(domain, ...failure);
  }
}

function tell(sentence) {
  byId("told").textContent = sentence;
}

/** A token that is no longer good leads back to the sign-in; anything else is told in its place. */
function makeFailure(error, tryAgain) {
  const again = () => {
    // The button that had the focus goes away.
    byId("main").focus();
    tryAgain();
  };
  if (error?.status !== 401) return makeProblem(error, again);
  showSignIn(error.message);
  return [];
}

function showSignIn(problem = "") {
  view.service = undefined;
  // Nothing stays that the next one who signs in, perhaps of another org, could see.
  list.clear();
  for (const id of ["company", "freshness"]) byId(id).replaceChildren();
  document.title = TITLE;
  document.body.dataset.view = "sign-in";
  for (const id of ["search", "account", "companies", "company"]) byId(id).hidden = true;
  byId("sign-in").hidden = false;
  byId("url").value ||= settings.url ?? "";
  byId("url").readOnly = settings.url !== null;
  byId("sign-in-error").textContent = problem;
  byId(settings.url ? "token" : "url").focus();
}

async function start(session) {
  Object.assign(view, { service: createService(session), typed: undefined });
  byId("sign-in").hidden = true;
  byId("search").hidden = byId("account").hidden = false;
  byId("project").textContent = new URL(session.url).host;
  const { service } = view;
  await showPlace();
  if (view.service !== service) return;
  // The list matters more: where this fails, its own error is shown already.
  const freshness = await makeFreshness(service).catch(() => []);
  if (view.service === service) byId("freshness").replaceChildren(...freshness);
}

byId("sign-in").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const value = (id) => byId(id).value.trim();
  const session = { url: value("url"), token: value("token"), orgId: value("org") };
  try {
    await createService(session).list({});
  } catch (error) {
    byId("sign-in-error").textContent = describeProblem(error);
    return;
  }
  byId("token").value = "";
  keepSession(session);
  await start(session);
});
byId("sign-out").addEventListener("click", () => {
  forgetSession();
  history.replaceState(null, "", location.pathname);
  showSignIn();
});

let pause;
byId("find").addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => go(byId("find").value.trim()), TYPE_PAUSE_MS);
});
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  go(byId("find").value.trim());
});
addEventListener("hashchange", showPlace);
document.querySelector(".skip").addEventListener("click", (event) => {
  // Followed, the link would take what is looked for out of the address.
  event.preventDefault();
  byId("main").focus();
});

const session = readSession(settings);
if (session) await start(session);
else showSignIn();
