import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import fc from "fast-check";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { findSharedSite } from "../../supabase/functions/_shared/domain/shared_sites.ts";
import { refusalOf } from "../support/domains.ts";
import vectors from "../testdata/domain_vectors.json" with { type: "json" };
import { shareOf } from "../../scripts/local/share.ts";

const RUNS = { seed: 2026, numRuns: shareOf(4000) };

const STRICT_HOST_NAME =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$|0x[0-9a-f]*$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

const word = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,8}[a-z0-9])?$/)
  .filter((label) => label !== "www" && !label.startsWith("xn--"));
const topLevel = fc.constantFrom("com", "de", "co.uk", "io", "museum");
const hostName = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }), topLevel)
  .map(([labels, top]) => [...labels, top].join("."))
  .filter((host) => findSharedSite(host, "/page") === undefined);
const webPrefix = fc.constantFrom("http://", "HTTPS://", "ftp:/", "ws:\\\\", "wss:", "https:////");
const userinfo = fc.constantFrom("", "user@", "user:pass@", "a@b@", "@");
const port = fc.constantFrom("", ":", ":0", ":443", ":65535");
const tail = fc.constantFrom("", "/", "\\x", "/about/team", "?a=b@c", "#x.y:z", "/a,b.html");
const www = fc.constantFrom("", "www.", "WWW.", "www.Www.", "w\u00adww.", "%77ww.", "ｗｗｗ．");
const rootDot = fc.constantFrom("", ".", "\u3002", "%2E");
const space = fc.constantFrom("", " ", "\u00a0", "\n", "\ufeff");

/** Pieces that meet the branches of the rule far more often than arbitrary characters do. */
const piece = fc.oneof(
  word,
  fc.constantFrom(".", ".", ".com", "www.", "xn--", "-", "_", "é", "ß", "\u05d0", "١", "０", "1"),
  fc.constantFrom("https://", "//", "/", "\\", ":", "@", "?", "#", "%", "%2e", "0x", "[", "]", ","),
  fc.constantFrom("·", "・", "･", "׳", "͵", "་", "ア", "א", "│"),
  fc.constantFrom("\u00ad", "\u200c", "\u200d", "\u200e", "\u0301", "\u3002", "💩", "ﬁ", "\ud800"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 2 }),
);

Deno.test("any text has a strict, stable key or a one-line refusal", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void judge(text)), RUNS);
});

Deno.test("any sequence of telling pieces has a strict, stable key or a one-line refusal", () => {
  const pieces = fc.array(piece, { maxLength: 6 });
  const ending = fc.constantFrom("", ".com", "www.example.com");
  assertBothOutcomes(fc.tuple(pieces, ending).map(([parts, last]) => parts.join("") + last));
});

Deno.test("any two labels of any characters have a strict, stable key or a one-line refusal", () => {
  const label = fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), piece);
  assertBothOutcomes(fc.tuple(label, label, topLevel).map((labels) => labels.join(".")));
});

Deno.test("any A-label has a strict, stable key or a one-line refusal", () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
  assertBothOutcomes(label.map((encoded) => `xn--${encoded}.com`));
});

Deno.test("any change of one place in a vector has a strict, stable key or a one-line refusal", () => {
  const changed = fc.tuple(fc.constantFrom(...vectors), fc.nat(), piece)
    .map(([{ input }, at, inserted]) => {
      const index = at % (input.length + 1);
      return input.slice(0, index) + inserted + input.slice(index);
    });
  assertBothOutcomes(changed);
});

Deno.test("a host name has one key however its URL is decorated and its letters are cased", () => {
  const decorated = fc.record({ webPrefix, userinfo, www, hostName, rootDot, port, tail, space });
  fc.assert(
    fc.property(decorated, (part) => {
      const host = part.www + part.hostName.toUpperCase() + part.rootDot + part.port + part.tail;
      const url = part.space + part.webPrefix + part.userinfo + host + part.space;
      assertEquals(normalizeCompanyDomain(url), part.hostName);
      assertEquals(normalizeCompanyDomain(part.space + host), part.hostName);
    }),
    RUNS,
  );
});

Deno.test("a second host beside the first is refused whatever stands between them", () => {
  const between = fc.constantFrom(" ", ", ", ",", ";", "|", "\n", "\t", " / ", "、", "\u2028", "&");
  const sign = fc.constantFrom("·", "・", "･", "་", "¦", "│", "ꞏ", ":", "\u2060", "\u034f");
  const scheme = fc.constantFrom("", "https://");
  fc.assert(
    fc.property(
      hostName,
      fc.oneof(between, sign),
      scheme,
      hostName,
      (first, separator, prefix, second) => {
        assertEquals(judge(prefix + first + separator + prefix + second), undefined);
      },
    ),
    RUNS,
  );
});

Deno.test("a second host after a path is refused whatever stands between them", () => {
  const path = fc.constantFrom("/", "/about", "/about/", "\\", "/a.html", "/?q=1", "/#a");
  const list = fc.constantFrom(",", ";", "|");
  const sign = fc.oneof(list, fc.constantFrom("/", "&", "、", "·", "%20", "%0A", "%2C", "(", "//"));
  const address = fc.tuple(fc.constantFrom("https://", "HTTP:/", "www."), hostName)
    .map(([prefix, host]) => prefix + host);
  fc.assert(
    fc.property(
      hostName,
      path,
      sign,
      list,
      address,
      hostName,
      (first, path, sign, list, second, bare) => {
        fc.pre(!second.endsWith(first) && bare !== first);
        const isPath = !/[?#]/.test(path);
        const separator = isPath ? sign : list;
        assertEquals(judge(first + path + separator + second), undefined);
        if (isPath) assertEquals(judge(first + path + list + bare), undefined);
      },
    ),
    RUNS,
  );
});

Deno.test("a path may name another host below a folder and its own host anywhere, but be no other", () => {
  const own = fc.constantFrom("/", "/en/", "/https://", "/x/www.", "/,", "/proxy/http:/");
  fc.assert(
    fc.property(hostName, own, hostName, (first, before, second) => {
      const company = second.replace(/[^.]+$/, "com");
      fc.pre(first !== second && first !== company);
      assertEquals(judge(`${first}/vs/${second}`), first);
      assertEquals(judge(first + before + first), first);
      assertEquals(judge(`${first}/${company}`), undefined);
    }),
    RUNS,
  );
});

Deno.test("a page of a site of many companies is refused however its URL is spelled", () => {
  const site = fc.constantFrom("linkedin.com", "facebook.com", "github.com", "m.youtube.com");
  const page = fc.constantFrom(
    "/acme",
    "\\acme",
    "//acme/",
    "/%61cme",
    "?id=1",
    "/?a=utm_",
    "#!/acme",
  );
  const bare = fc.constantFrom("", "/", "\\", "/?utm_source=acme", "?fbclid=1&hl=de", "/#");
  const spelled = fc.record({ webPrefix, userinfo, www, rootDot, port, site, page, bare, space });
  fc.assert(
    fc.property(spelled, (part) => {
      const host = part.www + part.site.toUpperCase() + part.rootDot + part.port;
      const url = part.space + part.webPrefix + part.userinfo + host;
      assertEquals(judge(url + part.page + part.space), undefined);
      assertEquals(judge(url + part.bare + part.space), part.site);
    }),
    RUNS,
  );
});

Deno.test("a URL in quotes or brackets is never told to be more than one URL", () => {
  const pairs = ['""', "''", "``", "“”", "‘’", "„“", "«»", "<>", "()", "[]", "{}", "「」"];
  fc.assert(
    fc.property(fc.constantFrom(...pairs), hostName, tail, (pair, host, tail) => {
      const message = refusalOf(`${pair[0]}https://${host}${tail}${pair[1]}`).message;
      assertMatch(message, /: it begins with a (?:quotation mark|bracket)\. /);
    }),
    RUNS,
  );
});

function assertBothOutcomes(texts: fc.Arbitrary<string>): void {
  const outcomes = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(texts, (text) => {
      outcomes[judge(text) === undefined ? "refused" : "accepted"]++;
    }),
    RUNS,
  );
  assert(outcomes.accepted > 50 && outcomes.refused > 50, JSON.stringify(outcomes));
}

/** Returns the key, or undefined for a refusal, after checking what holds for every one of them. */
function judge(text: string): string | undefined {
  let key: string;
  try {
    key = normalizeCompanyDomain(text);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    assertEquals(error.code, "invalid_company_domain");
    assertNotMatch(error.message, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    return undefined;
  }
  assertMatch(key, STRICT_HOST_NAME);
  assertNotMatch(key, /^www\..*\./);
  assertEquals(normalizeCompanyDomain(key), key);
  return key;
}
