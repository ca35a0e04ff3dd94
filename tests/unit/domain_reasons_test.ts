import { assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { nameOf, refusalOf } from "../support/domains.ts";

const URLS = "more than one URL";
const HOST = (host: string) => `its path names a second host, "${host}"`;
const JOINED = (sign: string) => `two host names, joined by "${sign}"`;
const QUOTED = "it begins with a quotation mark. Send it without quotation marks.";
const BRACKET = "it begins with a bracket";

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
  ["acme.com/and/beta.com", HOST("beta.com")],
  ["acme.com/beta.com:443/", HOST("beta.com")],
  ["builtwith.com/acme.com.br", HOST("acme.com.br")],
  ["acme.com/ and beta.com", "white space"],
  ["https://acme.com\nhttps://beta.com", "it has more than one line"],
  ["acme.com·beta.com", JOINED("·")],
  ["acme.com%C2%B7beta.com", JOINED("·")],
  ["acme.nl·lidl.nl", JOINED("·")],
  ["acme.co.jp・beta.co.jp", JOINED("・")],
  ["acme.co.jp･beta.co.jp", JOINED("・")],
  ["acme.com・ドメイン.jp", JOINED("・")],
  ["ドン.みんな・キホーテ.みんな", JOINED("・")],
  ["acme.com་beta.com", JOINED("་")],
  ["acme.com¦beta.com", 'no host name holds "¦"'],
  ["acme.com│beta.com", 'no host name holds "│"'],
  ["acme.com➡beta.com", JOINED("➡")],
  ["acme.comꞏbeta.com", 'no host name holds "ꞏ"'],
  ["acme.xn--combeta-xma.com", JOINED("·")],
  ["https://acme.com@beta.com", JOINED("@")],
  ["https://acme.de:443@beta.com/x", JOINED("@")],
  ["acme.com:beta.com", JOINED(":")],
  ["xn--ab-w2t.com", 'no host name holds "“"'],
  ["a·b.com", '"·" stands in a host name only between two letters l'],
  ["l·.cat", '"·" stands in a host name only between two letters l'],
  ["xn--ab-0ea.com", '"·" stands in a host name only between two letters l'],
  ["͵a.com", '"͵" stands in a host name only before a Greek letter'],
  ["׳א.co.il", '"׳" stands in a host name only after a Hebrew letter'],
  ["״א.co.il", '"״" stands in a host name only after a Hebrew letter'],
  ["acme・beta.com", '"・" stands in a host name only in a name with kana or kanji'],
  ["་ཀ.com", '"་" stands in a host name only after a Tibetan letter'],
  ["a\u200cb.com", "IDNA"],
  ["a\u200db.com", "IDNA"],
  ["ا١۱.com", "IDNA"],
  ['"https://acme.com"', QUOTED],
  ["'https://acme.com'", QUOTED],
  ["'https://acme.com", QUOTED],
  ["`https://acme.com`", QUOTED],
  ["“https://acme.com”", QUOTED],
  ["„acme.com“", QUOTED],
  ["«acme.com»", QUOTED],
  ['\\"https://acme.com\\"', QUOTED],
  ['"https://acme.com", "https://beta.com"', QUOTED],
  ["<https://acme.com>", BRACKET],
  ["(https://acme.com)", BRACKET],
  ['["https://acme.com"]', BRACKET],
  ['{"url": "https://acme.com"}', BRACKET],
  ["{{company_domain}}", BRACKET],
  ["［acme.com］", BRACKET],
  ["[Acme](https://acme.com)", "it is a Markdown link. Send the link's address alone."],
  ["[Acme Inc.](https://acme.com)", "it is a Markdown link"],
  ["![logo](https://acme.com/x.png)", "it is a Markdown link"],
  ['<a href="https://acme.com">Acme</a>', "it is HTML"],
  ["<p>https://acme.com</p>", "it is HTML"],
  ['=HYPERLINK("https://acme.com","Acme")', "it is a spreadsheet formula. Send the value"],
  ['=HYPERLINK("https://acme.com", "Acme")', "it is a spreadsheet formula"],
  ["=A1", "it is a spreadsheet formula"],
  ['+HYPERLINK("https://acme.com")', "it is a spreadsheet formula"],
  ["://acme.com", 'it holds "://" without a scheme before it'],
  ["http:://acme.com", 'it holds "://" without a scheme before it'],
  ["acme.com://x", 'it holds "://" without a scheme before it'],
  ["https://https://acme.com", "its scheme stands twice"],
  ["https//acme.com", '"https" is not followed by "://"'],
  ["HTTP/acme.com", '"http" is not followed by "://"'],
  ["Website:https://acme.com", "text stands before its URL"],
  ["*https://acme.com*", "text stands before its URL"],
  ["%22https://acme.com%22", "text stands before its URL"],
  ["1.https://acme.com", "text stands before its URL"],
  ["\u200b", "it is blank"],
  ["\u200b \u00a0\u2060", "it is blank"],
];

const KEYS: [input: string, expected: string][] = [
  ["https://acme.com/go?url=https://beta.com", "acme.com"],
  ["https://acme.com/?u=https%3A%2F%2Fbeta.com,x", "acme.com"],
  ["https://acme.com/?https://beta.com", "acme.com"],
  ["https://acme.com/search?q=a,b.com", "acme.com"],
  ["https://acme.com/#https://beta.com", "acme.com"],
  ["https://acme.com/page,12345.html", "acme.com"],
  ["https://acme.com/a;v=1.2/b.php", "acme.com"],
  ["https://acme.com/index.jsp;jsessionid=A1.node2", "acme.com"],
  ["https://acme.com/@52.51,13.40,15z", "acme.com"],
  ["https://acme.com/john.smith/v2.0/asp.net", "acme.com"],
  ["https://acme.com/a,b,c/Acme,_Inc.", "acme.com"],
  ["https://acme.com/info@acme.com", "acme.com"],
  ["https://acme.com/%", "acme.com"],
  ["https://john.smith@acme.com", "acme.com"],
  ["paral·lel.cat", "xn--parallel-koa.cat"],
  ["https://www.paral·lel.cat/x", "xn--parallel-koa.cat"],
  ["botiga.paral·lel.cat", "botiga.xn--parallel-koa.cat"],
  ["PARAL·LEL.cat", "xn--parallel-koa.cat"],
  ["ドン・キホーテ.jp", "xn--nck7bh7exfzbj.jp"],
  ["ﾄﾞﾝ･ｷﾎｰﾃ.jp", "xn--nck7bh7exfzbj.jp"],
  ["shop.ドン・キホーテ.jp", "shop.xn--nck7bh7exfzbj.jp"],
  ["日・a.jp", "xn--a-hjur54r.jp"],
  ["א׳.co.il", "xn--4db4e.co.il"],
  ["͵α.com", "xn--wva4j.com"],
  ["نام\u200cها.com", "xn--mgba3gch5960b.com"],
  ["www.we❤it.com", "xn--weit-mw4b.com"],
  ["\u200bhttps://acme.com\u200b", "acme.com"],
  ["http:\\\\acme.com", "acme.com"],
];

for (const [input, fragment] of REFUSALS) {
  Deno.test(`${nameOf(input)} is refused for its real reason: ${nameOf(fragment)}`, () => {
    assertStringIncludes(refusalOf(input).message, fragment);
  });
}

for (const [input, expected] of KEYS) {
  Deno.test(`${nameOf(input)} holds one host, with the key ${expected}`, () => {
    assertEquals(normalizeCompanyDomain(input), expected);
    assertEquals(normalizeCompanyDomain(expected), expected);
  });
}
