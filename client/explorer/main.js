/** The page: who is signed in, what is looked for, which company is open. */
import { makeCompany } from "./company.js";
import { make } from "./elements.js";
import { makeFreshness } from "./freshness.js";
import { createList } from "./list.js";
import { looksLikeDomain, makeWordPattern } from "./search_text.js";
import { createService } from "./service.js";
import { forgetSession, keepSession, readSession, readSettings } from "./session.js";

const byId = (id) => document.getElementById(id);
const TYPE_PAUSE_MS = 300;

const settings = await readSettings();
const view = { service: undefined, typed: undefined, domain: undefined, asWords: false };
const list = createList({ writeLink, onError: showError, onSearch: (words) => go(words, true) });

/** The address holds what is looked for and which company is open; never a token. */
function writeLink(domain, typed = view.typed, asWords = view.asWords) {
  const place = new URLSearchParams();
  if (typed) place.set("q", typed);
  if (asWords) place.set("words", "1");
  if (domain) place.set("company", domain);
  return `#${place}`;
}

function go(typed, asWords = false) {
  const link = writeLink(undefined, typed, asWords);
  if (link !== (location.hash || "#")) location.hash = link;
}

async function showPlace() {
  const { service } = view;
  if (!service) return;
  const place = new URLSearchParams(location.hash.slice(1));
  const typed = (place.get("q") ?? "").trim();
  const asWords = place.has("words");
  const domain = place.get("company") ?? undefined;
  const isOtherList = typed !== view.typed || asWords !== view.asWords;
  Object.assign(view, { typed, asWords, domain });
  document.body.dataset.view = domain ? "company" : "list";
  tell("");
  byId("companies").hidden = false;
  if (byId("find").value.trim() !== typed) byId("find").value = typed;
  byId("freshness").hidden = typed !== "";
  markOpen();
  const listed = isOtherList ? list.show(service, typed, { asWords }).then(markOpen) : undefined;
  if (domain) await showCompany(service, domain);
  else byId("company").hidden = true;
  await listed;
}

function markOpen() {
  for (const item of byId("results").children) {
    const link = item.querySelector("a");
    if (item.dataset.domain === view.domain) link.ariaCurrent = "page";
    else link.ariaCurrent = null;
  }
}

async function showCompany(service, domain) {
  const company = byId("company");
  const isWords = view.typed !== "" && (view.asWords || !looksLikeDomain(view.typed));
  const pattern = isWords ? makeWordPattern(view.typed) : undefined;
  try {
    const { data: [row] } = await service.read(domain);
    if (view.domain !== domain) return;
    const options = { pattern, tell, backLink: writeLink() };
    const missing = [make("h2", { id: "company-title" }, "Not known"), `No research on ${domain}.`];
    company.replaceChildren(...row ? makeCompany(row, options) : missing);
    company.hidden = false;
    byId("company-title").focus();
  } catch (error) {
    if (view.domain === domain) showError(error);
  }
}

function tell(sentence) {
  byId("told").textContent = sentence;
}

/** A token that is no longer good leads back to the sign-in; anything else is told. */
function showError(error) {
  const isTold = error?.name === "IcpJobTitlesError";
  if (!isTold) reportError(error);
  const sentence = isTold ? error.message : "This page has a fault: see the browser's console.";
  if (error?.status === 401) return showSignIn(sentence);
  const heading = make("h3", {}, "That did not work");
  byId("empty").replaceChildren(heading, make("p", { role: "alert" }, sentence));
  byId("results").replaceChildren();
  byId("count").textContent = "";
  byId("more").hidden = true;
}

function showSignIn(problem = "") {
  view.service = undefined;
  document.body.dataset.view = "sign-in";
  for (const id of ["search", "account", "companies", "company"]) byId(id).hidden = true;
  byId("sign-in").hidden = false;
  byId("url").value ||= settings.url ?? "";
  byId("url").readOnly = settings.url !== null;
  byId("sign-in-error").textContent = problem;
  byId(settings.url ? "token" : "url").focus();
}

async function start(session) {
  // Without this, the rows of the last one who was signed in could be shown to the next.
  Object.assign(view, { service: createService(session), typed: undefined });
  byId("sign-in").hidden = true;
  byId("search").hidden = byId("account").hidden = false;
  byId("project").textContent = new URL(session.url).host;
  const { service } = view;
  await showPlace();
  if (view.service !== service) return;
  // The list matters more: where this fails, its own error is shown already.
  byId("freshness").replaceChildren(...await makeFreshness(service).catch(() => []));
}

byId("sign-in").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const value = (id) => byId(id).value.trim();
  const session = { url: value("url"), token: value("token"), orgId: value("org") };
  try {
    await createService(session).list({});
  } catch (error) {
    byId("sign-in-error").textContent = error.message;
    return;
  }
  byId("token").value = "";
  keepSession(session);
  await start(session);
});
byId("sign-out").addEventListener("click", () => {
  forgetSession();
  for (const id of ["results", "company", "freshness"]) byId(id).replaceChildren();
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
