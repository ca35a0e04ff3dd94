/** Texts of a chosen size that are dear to whoever builds what they say, and bodies made of them. */

/** Repeats a unit up to a size, with commas between. */
function fill(open: string, unit: (n: number) => string, close: string, bytes: number): string {
  const parts: string[] = [];
  let size = open.length + close.length;
  for (let n = 0;; n++) {
    const part = unit(n);
    size += part.length + 1;
    if (size > bytes) return open + parts.join() + close;
    parts.push(part);
  }
}

const SHAPES: Record<string, (bytes: number) => string> = {
  "a list of numbers": (bytes) => fill("[", () => "1", "]", bytes),
  "a list of objects": (bytes) => fill("[", () => "{}", "]", bytes),
  "a list of lists": (bytes) => fill("[", () => "[[]]", "]", bytes),
  "lists in lists": (bytes) => "[".repeat(bytes / 2) + "]".repeat(bytes / 2),
  "objects in objects": (bytes) => `${'{"a":'.repeat(bytes / 6)}1${"}".repeat(bytes / 6)}`,
  "lists that nobody closes": (bytes) => "[".repeat(bytes),
  "members with names of their own": (bytes) => fill("{", (n) => `"k${n}":0`, "}", bytes),
  "members of one name": (bytes) => fill("{", () => '"a":0', "}", bytes),
  "a text": (bytes) => `"${"x".repeat(bytes - 2)}"`,
  "a text of line breaks": (bytes) => `"${"\\n".repeat(bytes / 2 - 1)}"`,
  "a text of escaped quotes": (bytes) => `"${'\\"'.repeat(bytes / 2 - 1)}"`,
  "a text of escaped letters": (bytes) => `"${"\\u00e9".repeat(bytes / 6 - 1)}"`,
  "a text of two bytes a letter": (bytes) => `"${"é".repeat(bytes / 2 - 1)}"`,
  "digits": (bytes) => "9".repeat(bytes),
  "decimals": (bytes) => `0.${"0".repeat(bytes - 2)}`,
  "the digits of an exponent": (bytes) => `1e${"9".repeat(bytes - 2)}`,
  "numbers that grow": (bytes) => fill("[", () => "1e308", "]", bytes),
  "white space": (bytes) => `${" ".repeat(bytes - 1)}1`,
};

/** The values of about so many bytes, by their names. */
export function costlyValues(bytes: number): [name: string, text: string][] {
  return Object.entries(SHAPES).map(([name, write]) => [name, write(bytes)]);
}

/** Domains that together have so many bytes; most cannot be read. */
function costlyDomains(bytes: number): [name: string, domains: string[]][] {
  const length = Math.floor(bytes / 500) - 40;
  const list = (write: (n: number) => string) => Array.from({ length: 500 }, (_, n) => write(n));
  return [
    ["letters outside ASCII", list((n) => `${n}${"é".repeat(length / 2)}.com`)],
    ["labels outside ASCII", list((n) => `${n}${".é".repeat(length / 3)}.com`)],
    ["percent-encoded letters", list((n) => `${n}${"%65%CC%81".repeat(length / 9)}.com`)],
    ["colons", list((n) => `${n}${"a:".repeat(length / 2)}`)],
    ["paths", list((n) => `https://a${n}.com/${",;|".repeat(length / 3)}`)],
  ];
}

/** The fields of a query in which values are put. */
const QUERY_FIELDS = ["company_domain", "company_domains", "contains", "fields", "limit"]
  .concat("processor", "updated_since", "cursor", "search", "pointer", "nope");

/** Bodies of a query that have about so many bytes. */
export function costlyQueries(bytes: number): [name: string, body: string][] {
  const values = costlyValues(bytes - 100);
  return [
    ...QUERY_FIELDS.flatMap((field) =>
      values.map(([name, text]): [string, string] => [
        `${name} as ${field}`,
        `{"${field}":${text}}`,
      ])
    ),
    ...values.map(([name, text]): [string, string] => [
      `${name} in contains`,
      `{"contains":{"a":${text}}}`,
    ]),
    ...values.map(([name, text]): [string, string] => [`${name} as the body`, text]),
    ...costlyDomains(bytes).map(([name, company_domains]): [string, string] => [
      `500 domains of ${name}`,
      JSON.stringify({ company_domains }),
    ]),
    ["fields given again and again", fill("{", () => '"limit":1', "}", bytes)],
    ["filters given again and again", fill("{", () => '"contains":{}', "}", bytes)],
  ];
}

/** Filters within their limits that a document of {@link costlyUpserts} makes as dear as can be. */
export function costlyFilters(): [name: string, body: string][] {
  const elements = [
    "2,3,4",
    "1,1,2",
    "{},[],2",
    '{"b":1},{"b":2},{"b":3}',
    "[2],[3],[[4]]",
    "[[[2]]]",
  ];
  const values = elements.map((list) => `[${list}]`).concat(
    `"${"x".repeat(9_900)}"`,
    `${'{"a":'.repeat(1_500)}1${"}".repeat(1_500)}`,
    fill("{", (n) => `"k${n}":0`, "}", 9_900),
    "1e308",
  );
  const filters = values.map((value) => `"contains":{"a":${value}}`);
  return filters.flatMap((filter): [string, string][] => [
    [`${filter.slice(0, 40)} listed`, `{${filter}}`],
    [`${filter.slice(0, 40)} counted`, `{${filter},"include_total":true,"limit":1}`],
  ]);
}

/** Bodies of an upsert that have about so many bytes. */
export function costlyUpserts(bytes: number): [name: string, body: string][] {
  const values = costlyValues(bytes - 100);
  const write = (field: string, text: string) =>
    `{"company_domain":"a.com","raw_parallel_output":{},"${field}":${text}}`;
  return [
    ...values.map(([name, text]): [string, string] => [
      `${name} in the document`,
      write("raw_parallel_output", `{"a":${text}}`),
    ]),
    ...["company_name", "company_domain", "nope"].flatMap((field) =>
      values.map(([name, text]): [string, string] => [`${name} as ${field}`, write(field, text)])
    ),
  ];
}

/** Bodies of a batch that have about so many bytes. */
export function costlyBatches(bytes: number): [name: string, body: string][] {
  const values = costlyValues(bytes - 100);
  const item = (text: string) => `{"company_domain":"a.com",${text}}`;
  const ofLength = Math.floor(bytes / 500) - 40;
  const unknown = fill("", (n) => `"k${n}":0`, "", Math.min(ofLength, 600));
  return [
    ...values.map(([name, text]): [string, string] => [`${name} as items`, `{"items":${text}}`]),
    ...values.map((
      [name, text],
    ): [string, string] => [`${name} as an item`, `{"items":[${text}]}`]),
    ["items of unknown fields", `{"items":[${Array(500).fill(item(unknown))}]}`],
  ];
}
