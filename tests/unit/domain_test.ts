import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { nameOf, refusalOf } from "../support/domains.ts";
import vectors from "../testdata/domain_vectors.json" with { type: "json" };

const LABEL_60 = "a".repeat(60);
/** Four labels and their dots are 244 octets. */
const OCTETS_244 = `${LABEL_60}.`.repeat(4);

const KEYS: [input: string, expected: string][] = [
  ["example.com\n", "example.com"],
  ["\ufeffexample.com", "example.com"],
  ["exam\u200bple.com", "example.com"],
  ["example.com\u3002", "example.com"],
  ["example\uff0ecom", "example.com"],
  ["example\uff61com", "example.com"],
  ["my\uff0dshop\uff3f1.example.com", "my-shop_1.example.com"],
  ["example.com.", "example.com"],
  ["example.com:", "example.com"],
  ["example.com:/about", "example.com"],
  ["example.com:65535", "example.com"],
  ["http:example.com", "example.com"],
  ["HTTP:\\\\example.com", "example.com"],
  ["//example.com/x", "example.com"],
  ["wss://example.com/socket", "example.com"],
  ["//user@example.com", "example.com"],
  ["https://@example.com", "example.com"],
  ["example.com/@handle", "example.com"],
  [`https://example.com/${"a".repeat(1_000_000)}`, "example.com"],
  ["www.www.example.com", "example.com"],
  ["www.www.com", "www.com"],
  ["www.www", "www.www"],
  ["%77ww.example.com", "example.com"],
  ["ⓦⓦⓦ.example.com", "example.com"],
  ["www2.example.com", "www2.example.com"],
  ["m%C3%BCnchen.de", "xn--mnchen-3ya.de"],
  ["mu\u0308nchen.de", "xn--mnchen-3ya.de"],
  ["xn--p1ai.xn--p1ai", "xn--p1ai.xn--p1ai"],
  ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
  ["צה״ל.co.il", "xn--8dbq2a9c.co.il"],
  ["ア\u30fbイ.com", "xn--ccke4x.com"],
  ["ア\uff65イ.com", "xn--ccke4x.com"],
  ["ཀ\u0f0bཁ.com", "xn--nbd9he.com"],
  ["l·l.cat", "xn--ll-0ea.cat"],
  ["क्\u200dष.com", "xn--11b2ezcw70k.com"],
  ["r3---sn-4g5e.example.com", "r3---sn-4g5e.example.com"],
  ["1.2.3.4.com", "1.2.3.4.com"],
  ["0x7f.com", "0x7f.com"],
  ["_dmarc.example.com", "_dmarc.example.com"],
  [`${"a".repeat(63)}.com`, `${"a".repeat(63)}.com`],
  [`${"ü".repeat(57)}.com`, `xn--tda${"a".repeat(56)}.com`],
  [`${OCTETS_244}${"b".repeat(9)}`, `${OCTETS_244}${"b".repeat(9)}`],
  [`${OCTETS_244}${"b".repeat(9)}.`, `${OCTETS_244}${"b".repeat(9)}`],
];

const REFUSALS: [input: string, fragment: string][] = [
  ["", "it is blank"],
  ["\ufeff \r\n", "it is blank"],
  ["localhost", "it has no dot"],
  ["localhost:3000", "it has no dot"],
  ["http://http://example.com", "it has two schemes"],
  ["https://a.comhttps://b.com", "more than one URL"],
  ["example.com other.com", "white space"],
  ["https://a.com/ https://b.com/", "white space"],
  ["example\u00a0.com", "white space"],
  ["example.com\u2028other.com", "white space"],
  ["a.com,b.com", 'a host name cannot contain ","'],
  ["a.com\u3001b.com", 'a host name cannot contain "、"'],
  ["example.com\u201d", 'a host name cannot contain "”"'],
  ["example.com\u2044path", 'a host name cannot contain "⁄"'],
  ["example.com\uff0fpath", 'a host name cannot contain "／"'],
  ["user\uff20example.com", 'a host name cannot contain "＠"'],
  ["user%40example.com", 'a host name cannot contain "@"'],
  ["example.com%3A443", 'a host name cannot contain ":"'],
  ["exam%0aple.com", 'a host name cannot contain "\\n"'],
  ["%2577ww.example.com", 'a host name cannot contain "%"'],
  ["example%.com", "IDNA"],
  ["example%ff.com", "IDNA"],
  ["example%E2%80%8E.com", "IDNA"],
  ["ab\u200dc.com", "IDNA"],
  ["xn--a.com", "IDNA"],
  ["xn--abc-.com", "IDNA"],
  ["\u05d0a.com", "IDNA"],
  ["user@example.com", "e-mail address"],
  ["user:pass@example.com", "e-mail address"],
  ["mailto:user@example.com", "e-mail address"],
  ["tel:+1-555-0100", "scheme"],
  ["data:text/html,example.com", "scheme"],
  ["ssh://example.com", "scheme"],
  ["ssh://git@example.com", "scheme"],
  ["example.com:65536", "port"],
  ["example.com:abc", "port"],
  ["example.com:1:2", "port"],
  ["https://user:p/ss@example.com", "port"],
  ["/example.com", "names no host"],
  ["\\\\example.com\\share", "names no host"],
  [":443", "names no host"],
  ["https://user@", "names no host"],
  ["fe80::1", "IP address"],
  ["2001:db8::192.0.2.1", "IP address"],
  ["http://[::1]:8080/", "IP address"],
  ["127.1", "as IP addresses do"],
  ["\uff11\uff12\uff17.0.0.1", "as IP addresses do"],
  ["192.168.1.1.", "as IP addresses do"],
  ["example.0x1f", "as IP addresses do"],
  ["example.0x", "as IP addresses do"],
  ["example.com..", "empty label"],
  [".example.com", "empty label"],
  ["\u00ad.com", "empty label"],
  ["www..com", "empty label"],
  ["-a.com", 'its label "-a"'],
  ["a-.com", 'its label "a-"'],
  ["example.co_m", "top-level domain"],
  ["exam\u0085ple.com", "control"],
  ["example.com/\tpath", "control"],
  ["example.com/\u2066path", "control"],
  ["ex\ud800.com", "control, bidi or broken"],
  [`${"a".repeat(64)}.com`, "over 63 octets"],
  [`${"ü".repeat(58)}.com`, "over 63 octets"],
  [`${OCTETS_244}${"b".repeat(10)}`, "over 253 octets"],
  [`${"ü".repeat(45)}.`.repeat(5) + "com", "over 253 octets"],
  ["a".repeat(1_000_000) + ".com", "over 253 octets"],
  ["%41".repeat(300_000), "over 253 octets"],
];

for (const { input, expected } of vectors) {
  if (expected !== null) {
    Deno.test(`vector ${nameOf(input)} has the key ${nameOf(expected)}`, () => {
      assertEquals(normalizeCompanyDomain(input), expected);
      assertEquals(normalizeCompanyDomain(expected), expected);
    });
  } else {
    Deno.test(`vector ${nameOf(input)} is refused`, () => {
      refusalOf(input);
    });
  }
}

for (const [input, expected] of KEYS) {
  Deno.test(`${nameOf(input)} has the key ${nameOf(expected)}`, () => {
    assertEquals(normalizeCompanyDomain(input), expected);
    assertEquals(normalizeCompanyDomain(expected), expected);
  });
}

for (const [input, fragment] of REFUSALS) {
  Deno.test(`${nameOf(input)} is refused: ${fragment}`, () => {
    assertStringIncludes(refusalOf(input).message, fragment);
  });
}

Deno.test("every ASCII character outside a host name is refused inside one, and named", () => {
  for (const character of "!\"$%&'()*+,;<=>[]^`{|}~") {
    const host = character === "%" ? "exam%25ple.com" : `exam${character}ple.com`;
    assertStringIncludes(
      refusalOf(host).message,
      `a host name cannot contain ${JSON.stringify(character)}`,
    );
  }
});

Deno.test("a refusal quotes the value with invisible characters as escapes", () => {
  const { message } = refusalOf('a"\r\n\u202e\u200b\u034f\u2028\u00a0.com');
  assertStringIncludes(message, '"a\\"\\r\\n\\u{202e}\\u{200b}\\u{34f}\\u{2028}\\u{a0}.com"');
});

Deno.test("a refusal of a long value stays short", () => {
  const { message } = refusalOf("-".repeat(1_000_000));
  assert(message.length < 250, `The sentence has ${message.length} characters.`);
  assertStringIncludes(message, '-"…');
});

Deno.test("a refusal is a 422", () => {
  assertEquals(refusalOf("none").status, 422);
});
