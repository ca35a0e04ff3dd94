import { assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { nameOf, refusalOf } from "../support/domains.ts";

const URLS = "more than one URL";
const HOST = (host: string) => `its path names a second host, "${host}"`;
const QUERY = (host: string) => `its query or fragment names a second host, "${host}"`;

const REFUSALS: [input: string, fragment: string][] = [
  ["https://a.com/,https://b.com/", URLS],
  ["a.com/x|http://b.com", URLS],
  ["https://a.com/https://b.com", URLS],
  ["https://a.com/abouthttps:/b.com", URLS],
  ["https://a.com/%2Chttps%3A%2F%2Fb.com", URLS],
  ["https://a.com/;ftp://b.com", URLS],
  ["https://a.com?x=1,https://b.com", URLS],
  ["https://a.com/#x|www.b.com", URLS],
  ["https://acme.com/,www.beta.com", HOST("www.beta.com")],
  ["https://acme.com/,WWW.Beta.com/x", HOST("WWW.Beta.com")],
  ["acme.com/www.beta.com", HOST("www.beta.com")],
  ["https://acme.com/about;beta.de", HOST("beta.de")],
  ["https://acme.com/|beta.co.uk/x", HOST("beta.co.uk")],
  ["acme.com/x&beta.de", HOST("beta.de")],
  ["acme.com/%20beta.de", HOST("beta.de")],
  ["acme.com/%0Abeta.de", HOST("beta.de")],
  ["acme.com/、münchen.de", HOST("münchen.de")],
  ["acme.com/·beta.de.", HOST("beta.de")],
  ["acme.com/(beta.de)", HOST("beta.de")],
  ["acme.com/beta.com", HOST("beta.com")],
  ["acme.com//beta.io/", HOST("beta.io")],
  ["acme.com/beta.de?x=1", HOST("beta.de")],
  ["acme.com/Beta.ORG#x", HOST("Beta.ORG")],
  ["acme.com\\beta.co.uk", HOST("beta.co.uk")],
  ["acme.com/beta%2Ecom", HOST("beta.com")],
  ["acme.com/beta。com", HOST("beta.com")],
  ["acme.com/bücher.de", HOST("bücher.de")],
  ["acme.com/пример.рф", HOST("пример.рф")],
  ["acme.com/beta.xn--p1ai", HOST("beta.xn--p1ai")],
  ["acme.com/be\u00adta.com", HOST("beta.com")],
  ["acme.com/x/y/www.beta.com", HOST("www.beta.com")],
  ["acme.com/en/acme.com,beta.com", HOST("beta.com")],
  ["acme.com/proxy/https://beta.com/x", URLS],
  ["acme.com/https://acme.com/https://beta.com", URLS],
  ["acme.com/https://shop.acme.com", URLS],
  ["acme.com/https://acme.com@beta.com", URLS],
  ["acme.com?,beta.com", QUERY("beta.com")],
  ["acme.com?、beta.com", QUERY("beta.com")],
  ["acme.com/https//beta.com", URLS],
  ["acme.com#;beta.de", QUERY("beta.de")],
  ["acme.com/#team|beta.de", QUERY("beta.de")],
  ["acme.com/?a=b#,beta.com", QUERY("beta.com")],
  ["acme.com/?utm_source=x,beta.com", QUERY("beta.com")],
  ["acme.com/?a=b&gclid=x;beta.com/y", QUERY("beta.com")],
  ["acme.com/beta.com:443/", HOST("beta.com")],
  ["builtwith.com/acme.com.br", HOST("acme.com.br")],
  ["acme.com\u200bhttps://beta.com", URLS],
];

const KEYS: [input: string, expected: string][] = [
  ["https://acme.com/go?url=https://beta.com", "acme.com"],
  ["https://acme.com/?u=https%3A%2F%2Fbeta.com,x", "acme.com"],
  ["https://acme.com/?https://beta.com", "acme.com"],
  ["https://acme.com/search?q=a,b.com", "acme.com"],
  ["acme.com/?tags=a,b.c", "acme.com"],
  ["acme.com/?utm_source=x,y", "acme.com"],
  ["acme.com/?,acme.com", "acme.com"],
  ["acme.com/?x=1,https://www.acme.com/", "acme.com"],
  ["acme.com/#page,12.html", "acme.com"],
  ["acme.com/integrations/salesforce.com", "acme.com"],
  ["acme.com/vs/hubspot.com", "acme.com"],
  ["acme.com/compare/acme-vs-monday.com", "acme.com"],
  ["acme.com/customers/booking.com", "acme.com"],
  ["acme.com/case-studies/booking.com/", "acme.com"],
  ["acme.com/acme.com", "acme.com"],
  ["acme.com/en/acme.com", "acme.com"],
  ["acme.com/de/www.acme.com/index.html", "acme.com"],
  ["acme.com/,www.Acme.com", "acme.com"],
  ["acme.com/about;acme.com", "acme.com"],
  ["acme.com/http://acme.com", "acme.com"],
  ["acme.com/https:/acme.com", "acme.com"],
  ["acme.com/(https://acme.com)", "acme.com"],
  ["acme.com/proxy/https://user@ACME.com:443/x", "acme.com"],
  ["acme.com/https%3A%2F%2Fwww.acme.com", "acme.com"],
  ["münchen.de/xn--mnchen-3ya.de", "xn--mnchen-3ya.de"],
  ["acme.com/readme.md", "acme.com"],
  ["acme.com/john.smith", "acme.com"],
  ["acme.com/contact.us/", "acme.com"],
  ["acme.com/start.do", "acme.com"],
  ["acme.com/Setup.EXE", "acme.com"],
  ["acme.com/feed.rss", "acme.com"],
  ["acme.com/index.html.en", "acme.com"],
  ["acme.com/home.mvc", "acme.com"],
  ["acme.com/index.de", "acme.com"],
  ["acme.com/it's.here", "acme.com"],
  ["acme.com/Acme_GmbH.de", "acme.com"],
  ["https://acme.com/#https://beta.com", "acme.com"],
  ["https://acme.com/page,12345.html", "acme.com"],
  ["https://acme.com/a;v=1.2/b.php", "acme.com"],
  ["https://acme.com/index.jsp;jsessionid=A1.node2", "acme.com"],
  ["https://acme.com/@52.51,13.40,15z", "acme.com"],
  ["https://acme.com/john.smith/v2.0/asp.net", "acme.com"],
  ["https://acme.com/a,b,c/Acme,_Inc.", "acme.com"],
  ["https://acme.com/info@acme.com", "acme.com"],
  ["https://acme.com/%", "acme.com"],
  ["https.acme.com/x", "https.acme.com"],
];

for (const [input, fragment] of REFUSALS) {
  Deno.test(`${nameOf(input)} is refused for a second host after the first: ${nameOf(fragment)}`, () => {
    assertStringIncludes(refusalOf(input).message, fragment);
  });
}

for (const [input, expected] of KEYS) {
  Deno.test(`${nameOf(input)} names one host, with the key ${expected}`, () => {
    assertEquals(normalizeCompanyDomain(input), expected);
    assertEquals(normalizeCompanyDomain(expected), expected);
  });
}
