import { assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { nameOf, refusalOf } from "../support/domains.ts";

const QUOTED = "it begins with a quotation mark. Send it without quotation marks.";
const PLACEHOLDER = "it is a placeholder that was not filled in. Send the domain itself.";
const ENCODED = "it is percent-encoded. Decode it first.";
const BEGINS = (sign: string) => `it begins with ${JSON.stringify(sign)}, so it names no host`;
const BRACKET = "it begins with a bracket";

const REFUSALS: [input: string, fragment: string][] = [
  ["acme.com/ and beta.com", "white space"],
  ["https://acme.com\nhttps://beta.com", "it has more than one line"],
  [":acme.com", "it names no host"],
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
  ["<acme.com>", BRACKET],
  ["[acme.com]", BRACKET],
  ["{{company_domain}}", PLACEHOLDER],
  ["{{ company.domain }}", PLACEHOLDER],
  ["https://{{domain}}/about", PLACEHOLDER],
  ["www.{{domain}}", PLACEHOLDER],
  ["${domain}", PLACEHOLDER],
  ["https://${domain}", PLACEHOLDER],
  ["https://www.${company.domain}/x", PLACEHOLDER],
  ["#{domain}", PLACEHOLDER],
  ["{% domain %}", PLACEHOLDER],
  ["<%= domain %>", PLACEHOLDER],
  ["<domain>", PLACEHOLDER],
  ["<Company Domain>", PLACEHOLDER],
  ["<company-domain>", PLACEHOLDER],
  ["https://<your_domain>", PLACEHOLDER],
  ["[domain]", PLACEHOLDER],
  ["[[domain]]", PLACEHOLDER],
  ["{domain}", PLACEHOLDER],
  ["(domain)", PLACEHOLDER],
  ["$domain", PLACEHOLDER],
  ["$DOMAIN", PLACEHOLDER],
  ["%DOMAIN%", PLACEHOLDER],
  ["%%domain%%", PLACEHOLDER],
  ["${domain}.com", PLACEHOLDER],
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
  ["https://https://acme.com", "it has two schemes"],
  ["https//acme.com", '"https" is not followed by "://"'],
  ["https.//acme.com", '"https" is not followed by "://"'],
  ["HTTP;//acme.com", '"http" is not followed by "://"'],
  ["https,//acme.com/x", '"https" is not followed by "://"'],
  ["https:.//acme.com", '"https" is not followed by "://"'],
  ["http;://acme.com", '"http" is not followed by "://"'],
  ["https：//acme.com", '"https" is not followed by "://"'],
  ["linkedin.com%2Fcompany%2Facme", ENCODED],
  ["acme.com%2fabout", ENCODED],
  ["acme.com%5Cabout", ENCODED],
  ["acme.com%3Fa=b", ENCODED],
  ["acme.com%23top", ENCODED],
  ["https%3A%2F%2Facme.com", ENCODED],
  ["https%3a//acme.com", ENCODED],
  ["https%253A%252F%252Facme.com", ENCODED],
  ["https://https%3A%2F%2Facme.com", ENCODED],
  ["%2F%2Facme.com", ENCODED],
  ["https%3A%2F%2Fuser@acme.com", ENCODED],
  ["/acme.com", BEGINS("/")],
  ["\\\\acme.com", BEGINS("\\")],
  ["#acme.com", BEGINS("#")],
  ["?acme.com", BEGINS("?")],
  [":acme.com", BEGINS(":")],
  ["+acme.com", BEGINS("+")],
  ["&acme.com", BEGINS("&")],
  [",acme.com", BEGINS(",")],
  ["*.acme.com", BEGINS("*")],
  ["HTTP/acme.com", '"http" is not followed by "://"'],
  ["Website:https://acme.com", "there is text before its URL"],
  ["*https://acme.com*", "there is text before its URL"],
  ["%22https://acme.com%22", "there is text before its URL"],
  ["1.https://acme.com", "there is text before its URL"],
  ["\u200b", "it is blank"],
  ["\u2800", "it is blank"],
  ["\u200b \u00a0\u2060", "it is blank"],
];

const KEYS: [input: string, expected: string][] = [
  ["https://john.smith@acme.com", "acme.com"],
  ["https://us%2Fer:p%3Fss@acme.com", "acme.com"],
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
