import { assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { nameOf, refusalOf } from "../support/domains.ts";

/** A page on each site that the contract names, and in each way to spell one. */
const PAGES = [
  "linkedin.com/company/acme",
  "https://www.linkedin.com/company/acme/",
  "HTTPS://UK.LINKEDIN.COM/COMPANY/ACME",
  "linkedin.com./company/acme",
  "linkedin.com:443/company/acme",
  "https://user:pass@www.linkedin.com/company/acme",
  "//de.linkedin.com/in/acme",
  "linkedin.com\\company\\acme",
  "https:\\\\linkedin.com\\company\\acme",
  "https://linkedin.com\\@acme.com",
  "linkedin.com//company/acme",
  "linkedin.com/%63ompany%2Facme",
  "linkedin%2Ecom/company/acme",
  "ｌｉｎｋｅｄｉｎ．ｃｏｍ/company/acme",
  "link\u00adedin.com/company/acme",
  "linkedin.com/about",
  "linkedin.com/?trk=x&id=1",
  "linkedin.com?id=1",
  "linkedin.com/#/acme",
  "linkedin.com#acme",
  "facebook.com/acme",
  "https://de-de.facebook.com/acme/",
  "m.facebook.com/acme",
  "https://www.facebook.com/profile.php?id=1000",
  "https://www.facebook.com/?id=1000",
  "https://www.facebook.com/#!/acme",
  "fb.com/acme",
  "https://www.instagram.com/acme/?hl=de",
  "x.com/acme",
  "mobile.twitter.com/acme",
  "twitter.com/#!/acme",
  "https://www.youtube.com/@acme",
  "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
  "youtube.com/?v=dQw4w9WgXcQ",
  "youtu.be/dQw4w9WgXcQ",
  "tiktok.com/@acme",
  "https://vm.tiktok.com/ZM1/",
  "threads.net/@acme",
  "bsky.app/profile/acme.com",
  ...words(`
  de.pinterest.com/acme pinterest.co.uk/acme reddit.com/r/acme https://www.xing.com/pages/acme
  t.me/acme wa.me/15550100 https://api.whatsapp.com/send?phone=15550100 discord.gg/acme
  github.com/acme https://gist.github.com/acme/1 gitlab.com/acme bitbucket.org/acme
  medium.com/@acme https://substack.com/@acme notion.so/acme/Home-1
  https://www.notion.site/Home-1 crunchbase.com/organization/acme g2.com/products/acme
  glassdoor.co.uk/Overview/acme.htm https://de.indeed.com/cmp/Acme wellfound.com/company/acme
  producthunt.com/products/acme yelp.de/biz/acme https://de.trustpilot.com/review/acme.com
  https://en.wikipedia.org/wiki/Acme https://boards.greenhouse.io/acme/jobs/1
  https://www.ycombinator.com/companies/acme linktr.ee/acme bio.link/acme about.me/acme
  sites.google.com/view/acme docs.google.com/document/d/1 google.com/maps/place/Acme
  https://www.google.de/maps?cid=1 google.com/search?q=acme https://maps.google.co.uk/?cid=1
  play.google.com/store/apps/details?id=com.acme apps.apple.com/us/app/acme/id1
  amazon.co.uk/stores/acme etsy.com/shop/acme ebay.com.au/str/acme kickstarter.com/profile/acme
  eventbrite.com/o/acme-1 https://jobs.eu.lever.co/acme boards.eu.greenhouse.io/acme/jobs/1
  job-boards.eu.greenhouse.io/acme podcasts.apple.com/us/podcast/acme/id1
  music.apple.com/us/artist/acme/1 forms.google.com/acme
  calendar.google.com/calendar/u/0/appointments/acme news.google.com/publications/acme
  scholar.google.de/citations?user=acme webcache.googleusercontent.com/search?q=cache:acme.com
  s3.amazonaws.com/acme/index.html https://s3.eu-central-1.amazonaws.com/acme/index.html
  s3-us-west-2.amazonaws.com/acme s3.dualstack.us-east-1.amazonaws.com/acme
  s3.cn-north-1.amazonaws.com.cn/acme storage.googleapis.com/acme/index.html
  firebasestorage.googleapis.com/v0/b/acme bloomberg.com/profile/company/ACME:US
  finance.yahoo.com/quote/ACME https://de.finance.yahoo.com/quote/ACME
  app.apollo.io/companies/acme trustradius.com/products/acme
  https://www.europages.co.uk/ACME/1.html de.kompass.com/c/acme/1 wlw.de/de/firma/acme-1
  wlw.at/de/firma/acme-1 sortlist.fr/agency/acme stackshare.io/companies/acme
  find-and-update.company-information.service.gov.uk/company/00000001 stepstone.de/cmp/de/acme-1
  welcometothejungle.com/en/companies/acme houzz.co.uk/professionals/acme opentable.de/r/acme
  doctolib.fr/cabinet/acme appexchange.salesforce.com/listing/acme
  marketplace.atlassian.com/vendors/1 apps.shopify.com/acme de.wordpress.org/plugins/acme
  meetings.hubspot.com/acme share.hsforms.com/1acme form.typeform.com/to/acme cal.com/acme
  lu.ma/acme dropbox.com/s/acme trello.com/b/acme hashnode.com/@acme join.slack.com/t/acme
  bing.com/search?q=acme duckduckgo.com/?q=acme
  https://web.archive.org/web/2020/https://acme.com/`),
];

const REDIRECTS = [
  "bit.ly/acme",
  "lnkd.in/acme",
  "https://t.co/a1",
  "maps.app.goo.gl/a1",
  "g.page/acme",
  "https://urldefense.proofpoint.com/v2/url?u=https-3A__acme.com",
  "https://urldefense.com/v3/__https://acme.com__",
  "hubs.ly/acme",
  "eepurl.com/acme",
  "wp.me/acme",
  "tiny.cc/acme",
  "spoti.fi/acme",
  "1drv.ms/acme",
  "we.tl/acme",
  "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.com",
];

/** The sites themselves, companies' own subdomains, and other sites with such a name in theirs. */
const KEYS: [input: string, expected: string][] = [
  ["linkedin.com", "linkedin.com"],
  ["https://www.linkedin.com/", "linkedin.com"],
  ["https://linkedin.com//", "linkedin.com"],
  ["https://uk.linkedin.com/", "uk.linkedin.com"],
  ["https://linkedin.com/?utm_source=x&utm_medium=y", "linkedin.com"],
  ["https://facebook.com?fbclid=1&locale=de_DE", "facebook.com"],
  ["https://linkedin.com/?", "linkedin.com"],
  ["https://linkedin.com/#", "linkedin.com"],
  ["linkedin.com.:443\\", "linkedin.com"],
  ["bit.ly", "bit.ly"],
  ["sites.google.com", "sites.google.com"],
  ["https://acme.github.io/docs", "acme.github.io"],
  ["https://acme.notion.site/Home-1?pvs=4", "acme.notion.site"],
  ["https://acme.medium.com/post", "acme.medium.com"],
  ["https://acme.substack.com/p/post#x", "acme.substack.com"],
  ["https://acme.wordpress.com/about", "acme.wordpress.com"],
  ["https://acme.carrd.co/#about", "acme.carrd.co"],
  ["https://acme.wixsite.com/home", "acme.wixsite.com"],
  ["https://about.gitlab.com/company", "about.gitlab.com"],
  ["https://cloud.google.com/run", "cloud.google.com"],
  ["https://aws.amazon.com/s3", "aws.amazon.com"],
  ["https://acme.s3.amazonaws.com/index.html", "acme.s3.amazonaws.com"],
  ["https://acme.storage.googleapis.com/x", "acme.storage.googleapis.com"],
  ["https://acme.hubspot.com/x", "acme.hubspot.com"],
  ["https://acme.typeform.com/to/x", "acme.typeform.com"],
  ["https://acme.slack.com/x", "acme.slack.com"],
  ["https://help.dropbox.com/x", "help.dropbox.com"],
  ["https://www.apple.com/business", "apple.com"],
  ["https://www.salesforce.com/crm", "salesforce.com"],
  ["https://www.shopify.com/pricing", "shopify.com"],
  ["https://www.yahoo.com/news", "yahoo.com"],
  ["https://miro.com/", "miro.com"],
  ["https://netflix.com/de", "netflix.com"],
  ["https://notlinkedin.com/company/acme", "notlinkedin.com"],
  ["https://linkedin.com.acme.com/company/acme", "linkedin.com.acme.com"],
  ["https://linkedin.acme.com/company", "linkedin.acme.com"],
  ["https://amazonas.de/acme", "amazonas.de"],
  ["https://acme.com/?page=linkedin.com/company/acme", "acme.com"],
];

for (const input of PAGES) {
  Deno.test(`${nameOf(input)} is refused as a page of a site of many companies`, () => {
    const { message } = refusalOf(input);
    assertStringIncludes(message, "it is a page on a site that many companies share. Give ");
  });
}

for (const input of REDIRECTS) {
  Deno.test(`${nameOf(input)} is refused as a link to elsewhere`, () => {
    assertStringIncludes(refusalOf(input).message, "it is a link that leads elsewhere. Give ");
  });
}

for (const [input, expected] of KEYS) {
  Deno.test(`${nameOf(input)} has the key ${expected}, as no page of a site of many companies`, () => {
    assertEquals(normalizeCompanyDomain(input), expected);
  });
}

Deno.test("the refusal of a page says what to give for the company and what for the site", () => {
  const { message } = refusalOf("https://uk.linkedin.com/company/acme");
  assertStringIncludes(
    message,
    `Give the company's own host name; the site itself is "uk.linkedin.com".`,
  );
});

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
