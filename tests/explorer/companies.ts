/** The companies that the tests of the explorer page share. */

/** A stored company; `document` is its research as JSON. */
interface Company {
  domain: string;
  name?: string;
  description?: string;
  document?: string;
  /** When it was written; now where absent. */
  at?: string;
}

/** What a browser would run, were it not shown as text. */
export const HTML =
  `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

/** The levels of `deep.example`. */
export const DEEP = 500;

/** One a minute, the last newest. */
const PLAIN = Array.from({ length: 25 }, (_, at) => ({
  domain: `company-${at}.example`,
  at: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
}));

/** Every company, newest first. */
export const COMPANIES: Company[] = [
  {
    domain: "thornbury.example",
    name: "Thornbury Legal",
    description: "Contract review for in-house counsel.",
    document:
      '{"titles":[{"title":"General Counsel","score":1.10,"sure":true,"left":null}],"note":"\\u200b",' +
      '"excluded":["Paralegal","Legal paralegals"]}',
  },
  {
    domain: "numbers.example",
    document: '{"big":9007199254740993,"price":1.10,"long":123456789012345678901234567890}',
  },
  {
    domain: "hostile.example",
    name: HTML,
    description: "\u202egnp.exe",
    document: JSON.stringify({ [HTML]: HTML, bidi: "a\u202eb\u2066c" })
      .replace("{", '{"__proto__":{"polluted":true},"constructor":{"prototype":1},'),
  },
  {
    domain: "wide.example",
    document: JSON.stringify(
      Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key${at}`, at])),
    ),
  },
  { domain: "deep.example", document: '{"a":'.repeat(DEEP) + "1" + "}".repeat(DEEP) },
  {
    domain: "large.example",
    document: JSON.stringify({
      titles: Array.from({ length: 5000 }, (_, at) => ({ at, why: "x".repeat(1000) })),
      text: "y".repeat(100_000),
    }),
  },
  { domain: "list.example", document: '{"a/b":{"m~n":["text",[],{}]}}' },
  { domain: "xn--mnchen-3ya.example", name: "München" },
  ...PLAIN.reverse(),
  { domain: "old.example", at: "2025-01-02T03:04:05Z", document: '{"a":1}' },
];

/** How many of them were written just now. */
export const FRESH = COMPANIES.filter(({ at }) => at === undefined).length;
