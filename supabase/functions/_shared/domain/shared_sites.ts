/**
 * Sites on which many companies have a page: `linkedin.com/company/acme`.
 *
 * Pages there are refused: two companies would share one key, and the later write would replace the
 * earlier one. The site itself is accepted, because it is a company too, and so are subdomains that
 * belong to one company (`acme.github.io`, `acme.medium.com`).
 *
 * A site belongs here if companies use its pages instead of a website, or if other people describe
 * companies there. The list need not be complete: add the sites in your data.
 */

/** Including every subdomain, which is the same site in another form (`uk.`, `m.`). */
const WITH_SUBDOMAINS = list(
  // Social networks, video and messengers
  `linkedin.com linkedin.cn facebook.com fb.com m.me messenger.com instagram.com instagr.am ig.me
  x.com twitter.com threads.net threads.com bsky.app mastodon.social tiktok.com snapchat.com
  youtube.com youtu.be vimeo.com twitch.tv reddit.com quora.com xing.com vk.com ok.ru weibo.com
  weibo.cn line.me t.me telegram.me wa.me whatsapp.com discord.com discord.gg join.slack.com
  spotify.com soundcloud.com flickr.com`,
  // Code
  `github.com githubusercontent.com bitbucket.org sourceforge.net codeberg.org npmjs.com pypi.org
  hub.docker.com huggingface.co dev.to`,
  // Pages of links, bookings, newsletters, forms, documents
  `linktr.ee beacons.ai bio.link lnk.bio about.me campsite.bio taplink.cc linkin.bio bento.me
  flow.page calendly.com meetings.hubspot.com lu.ma share.hsforms.com form.typeform.com docsend.com
  mailchi.mp blogger.com open.substack.com slideshare.net issuu.com
  scribd.com`,
  // Directories and reviews
  `crunchbase.com pitchbook.com zoominfo.com owler.com tracxn.com rocketreach.co theorg.com
  builtin.com comparably.com ycombinator.com opencorporates.com northdata.com dnb.com bbb.org
  yellowpages.com foursquare.com g2.com getapp.com softwareadvice.com clutch.co trustpilot.com
  kununu.com angel.co wellfound.com f6s.com producthunt.com wikipedia.org wikidata.org
  bloomberg.com finance.yahoo.com apollo.io trustradius.com thomasnet.com kompass.com manta.com
  goodfirms.co saasworthy.com stackshare.io find-and-update.company-information.service.gov.uk`,
  // Job boards
  `boards.greenhouse.io boards.eu.greenhouse.io job-boards.greenhouse.io
  job-boards.eu.greenhouse.io jobs.lever.co jobs.eu.lever.co jobs.ashbyhq.com apply.workable.com
  jobs.smartrecruiters.com careers.smartrecruiters.com stepstone.de stepstone.at
  welcometothejungle.com otta.com`,
  // Shops, funding, events, portfolios and apps
  `etsy.com kickstarter.com indiegogo.com gofundme.com patreon.com buymeacoffee.com ko-fi.com
  meetup.com behance.net dribbble.com fiverr.com upwork.com apps.apple.com itunes.apple.com
  maps.apple.com podcasts.apple.com music.apple.com chromewebstore.google.com business.google.com
  appexchange.salesforce.com marketplace.atlassian.com apps.shopify.com wordpress.org`,
  // Search and archives
  `bing.com duckduckgo.com webcache.googleusercontent.com archive.org archive.ph archive.is
  archive.today`,
);

/** Excluding subdomains, which belong to companies or are other sites (`about.gitlab.com`). */
const WITHOUT_SUBDOMAINS = list(
  `medium.com substack.com wordpress.com tumblr.com notion.so notion.site wix.com carrd.co
  gumroad.com gitlab.com hashnode.com cal.com dropbox.com airtable.com trello.com miro.com canva.com
  figma.com storage.googleapis.com firebasestorage.googleapis.com`,
);

/** Link shorteners and redirects, which can lead to any site. */
const REDIRECTS = list(
  `bit.ly t.co tinyurl.com goo.gl ow.ly buff.ly rebrand.ly is.gd cutt.ly rb.gy t.ly shorturl.at
  lnkd.in fb.me fb.watch pin.it redd.it amzn.to g.co g.page forms.gle share.google lin.ee
  dlvr.it link.medium.com href.li safelinks.protection.outlook.com urldefense.com
  urldefense.proofpoint.com hubs.ly hubs.la eepurl.com trib.al wp.me geni.us tiny.cc bl.ink
  smarturl.it qr.ae spoti.fi apple.co 1drv.ms we.tl`,
);

/** Sites that have a domain in each country, such as `pinterest.de` and `amazon.co.uk`. */
const COUNTRY = "\\.(?:com|(?:com?\\.)?[a-z]{2})$";
const IN_EVERY_COUNTRY = [
  "^(?:.+\\.)?(?:capterra|doctolib|ebay|europages|eventbrite|glassdoor|houzz|indeed|opentable)",
  "^(?:.+\\.)?(?:pinterest|sortlist|tripadvisor|wlw|yelp)",
  // Other subdomains of these two are products (`cloud.google.com`).
  "^(?:(?:m|smile)\\.)?amazon",
  "^(?:(?:calendar|docs|drive|forms|groups|maps|news|play|plus|scholar|sites|translate)\\.)?google",
].map((name) => new RegExp(name + COUNTRY));

/** Amazon's path-style storage; `acme.s3.amazonaws.com` belongs to one company. */
const STORAGE_BY_PATH = /^s3(?:[.-][a-z\d-]+){0,2}\.amazonaws\.com(?:\.cn)?$/;

/** Parameters that only say where a visitor came from, or choose a language. */
const TRACKING =
  /^(?:utm_\w*|\w*clid|igshid|igsh|mc_[ce]id|_ga|_gl|trk|ref|ref_src|hl|lang|locale)(?:=|$)/i;

/**
 * Says why a page does not belong to one company.
 *
 * @param key The key of its host.
 * @param tail What follows the host, from its first `/`, `\`, `?` or `#` on.
 * @returns The fault, to be said after "Cannot read … as a company domain:", or undefined.
 */
export function findSharedSite(key: string, tail: string): string | undefined {
  if (isBare(tail)) return undefined;
  const labels = key.split(".");
  const parents = labels.map((_, index) => labels.slice(index).join("."));
  if (parents.some((name) => REDIRECTS.has(name))) return "it is a link that leads elsewhere";
  const isShared = WITHOUT_SUBDOMAINS.has(key) ||
    parents.some((name) => WITH_SUBDOMAINS.has(name)) ||
    [STORAGE_BY_PATH, ...IN_EVERY_COUNTRY].some((pattern) => pattern.test(key));
  return isShared ? "it is a page on a site that many companies share" : undefined;
}

/** Whether nothing but slashes and tracking follows a host. */
function isBare(tail: string): boolean {
  const bare = /^[/\\.]*(?:\?([^#]*))?#?$/.exec(tail);
  const parameters = (bare?.[1] ?? "").split(/[&;]/);
  return bare !== null && parameters.every((part) => part === "" || TRACKING.test(part));
}

function list(...groups: string[]): Set<string> {
  return new Set(groups.join(" ").split(/\s+/));
}
