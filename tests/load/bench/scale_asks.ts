/** What is asked of an org of any size, and what an answer has to be. */
import { judgeRun } from "../../../scripts/backfill/judge.ts";
import { readStepResults, type Scope, type StepResult } from "../../../scripts/backfill/source.ts";
import { compareBatch } from "../../../scripts/backfill/store.ts";
import { RARE_ROWS } from "./scale_data.ts";
import { domainOf, LIST, makeItem, pick, placeOf, scopeOf, timeOf } from "./scale_numbers.ts";
import { expectSuccess, type Subject } from "./scale_subject.ts";

/** One ask, the same of a small org and of a large one. */
export interface Ask {
  what: string;
  samples: number;
  /** Learns what it needs of a subject, and gives what asks it once. */
  prepare(subject: Subject): Promise<(round: number) => Promise<unknown>>;
}

const PAGE = 100;
/** What a search asks for beside its words. */
export const SEARCH = { fields: ["company_domain", "company_name", "updated_at"], limit: 20 };

/** Each has to stay as it is, however many rows the org has. */
export const FLAT: Ask[] = [
  query("look-up of one company", 300, ({ rows }, round) => ({
    body: { company_domain: domainOf(pick(rows, round)) },
    returned: 1,
  })),
  query("first page of 100", 100, () => ({ body: { limit: PAGE }, returned: PAGE })),
  {
    what: "last page of 100, by cursor",
    samples: 100,
    async prepare(subject) {
      const body = { fields: ["id"], limit: 1, offset: subject.rows - PAGE - 1 };
      const { pagination } = JSON.parse(expectSuccess(await subject.query(body)));
      const cursor = pagination.next_cursor;
      return () => expectPage(subject, { body: { limit: PAGE, cursor }, returned: PAGE });
    },
  },
  query("500 domains", 20, ({ rows }, round) => ({
    body: {
      company_domains: Array.from({ length: LIST }, (_, at) => domainOf(pick(rows, round + at))),
      limit: LIST,
    },
    returned: LIST,
  })),
  query("`updated_since`, 1,000 rows match", 60, ({ rows }) => ({
    body: { updated_since: timeOf(rows - 1000), limit: PAGE },
    returned: PAGE,
  })),
  query("`updated_since`, half of all match", 60, ({ rows }) => ({
    body: { updated_since: timeOf(rows / 2), limit: PAGE },
    returned: PAGE,
  })),
  search("a rare word", "zeppelin", RARE_ROWS),
  search("a word of every document", "dispatch", SEARCH.limit),
  search("two common words and a prefix", "head dispatch disp*", SEARCH.limit),
  search("a phrase of common words", '"head of dispatch"', SEARCH.limit),
  search("a word of no document", "zeppelins", 0),
  {
    what: "page of 500 of an `--all-submissions` backfill",
    samples: 20,
    prepare(subject) {
      const scope = scopeOf(subject);
      return Promise.resolve(async (round: number) =>
        await expectRecords(subject, scope, placeOf(pick(subject.rows, round)))
      );
    },
  },
  {
    what: "500 records of `--verify`: read and compared",
    samples: 20,
    prepare(subject) {
      const scope = scopeOf(subject);
      return Promise.resolve(async (round: number) => {
        const page = await expectRecords(subject, scope, placeOf(pick(subject.rows, round)));
        const batch = page.flatMap((record) => judgeRun([record], { resume: false }))
          .flatMap((verdict) => "reason" in verdict ? [] : [verdict]);
        const found = await compareBatch(
          { dataApi: subject.dataApi, scope, overwrite: false },
          batch,
        );
        const same = found.filter(({ stored }) => stored === "same");
        if (same.length !== LIST) throw new Error(`${same.length} are stored`);
      });
    },
  },
  write("upsert of a stored company", ({ rows }, round) => domainOf(pick(rows, round))),
  write("upsert of a new company", (_, round) => `new-${round}.example`),
  batch("batch of 500 stored companies", ({ rows }, round) => domainOf(pick(rows, round))),
  batch("batch of 500 new companies", (_, round) => `batch-${round}.example`),
];

function query(
  what: string,
  samples: number,
  make: (subject: Subject, round: number) => Expected,
): Ask {
  return {
    what,
    samples,
    prepare: (subject) =>
      Promise.resolve((round: number) => expectPage(subject, make(subject, round))),
  };
}

function search(what: string, words: string, returned: number): Ask {
  return query(
    `\`search\` for ${what}`,
    40,
    () => ({ body: { ...SEARCH, search: words }, returned }),
  );
}

function write(what: string, domain: (subject: Subject, round: number) => string): Ask {
  return {
    what,
    samples: 100,
    prepare: (subject) =>
      Promise.resolve(async (round: number) =>
        expectSuccess(await subject.upsert(makeItem(domain(subject, round), round)))
      ),
  };
}

function batch(what: string, domain: (subject: Subject, round: number) => string): Ask {
  return {
    what,
    samples: 12,
    prepare: (subject) =>
      Promise.resolve(async (round: number) => {
        const numbers = Array.from({ length: LIST }, (_, at) => round * LIST + at);
        const items = numbers.map((number) => makeItem(domain(subject, number), number));
        expectSuccess(await subject.upsert({ items }, "/batch"));
      }),
  };
}

interface Expected {
  body: object;
  returned: number;
}

async function expectPage(subject: Subject, { body, returned }: Expected): Promise<void> {
  const text = expectSuccess(await subject.query(body));
  if (text.includes(`"returned":${returned},`)) return;
  throw new Error(`${JSON.stringify(body).slice(0, 200)}: ${text.slice(-300)}`);
}

async function expectRecords(
  { dataApi }: Subject,
  scope: Scope,
  after: StepResult,
): Promise<StepResult[]> {
  const page = await readStepResults(dataApi, scope, LIST, after);
  if (page.length !== LIST) throw new Error(`A page has ${page.length} records`);
  return page;
}
