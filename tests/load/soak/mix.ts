/**
 * What callers ask for, in fixed shares. The same companies are written over and over, so that a
 * table that grows is not taken for a leak.
 */
import { ORGS, ROWS } from "../bench/data.ts";
import { domainOf } from "../bench/documents.ts";
import { deflate, makeItem } from "../bench/writes.ts";
import { describeError, ToldError } from "../../../scripts/errors/describe.ts";
import type { Credentials } from "./credentials.ts";

const COMPANIES = 200;
const BATCH = 10;
/** After this an answer counts as missing; the functions give up after ten seconds. */
const PATIENCE_MS = 30_000;
/** Prime to the 100 shares, so that each kind comes at even distances. */
const STRIDE = 37;

/** One request and what has to come. */
interface Request {
  /** Below `/functions/v1/icp-job-titles-`: `query`, `upsert/batch`. */
  path: string;
  headers: Record<string, string>;
  body: BodyInit;
  status: number;
}

/** One kind of request: of a hundred, `share` are made by `make`, which is told how many came before. */
interface Kind {
  name: string;
  share: number;
  make(nth: number): Request;
  /** Called with a good answer. */
  onAnswer?(body: string): void;
}

/** The mix as `{ ask, kinds }`; `ask` throws where an answer is not the one that has to come. */
export async function createMix(url: string, { internal, token, jwt }: Credentials) {
  const texts = Array.from({ length: COMPANIES }, (_, index) => JSON.stringify(makeItem(index)));
  const gzipped = await Promise.all(texts.map(deflate));
  const batches = Array.from(
    { length: COMPANIES / BATCH },
    (_, index) => `{"items":[${texts.slice(index * BATCH, (index + 1) * BATCH).join()}]}`,
  );
  const gzippedBatches = await Promise.all(batches.map(deflate));
  const asWriter = { ...internal, "x-internal-org-id": ORGS.written };
  const asReaderOfMany = { ...internal, "x-internal-org-id": ORGS.many };
  const gzip = { ...asWriter, "content-encoding": "gzip" };
  let cursor: string | undefined;

  const query = (headers: Record<string, string>, body: unknown, status = 200): Request => ({
    path: "query",
    headers,
    body: JSON.stringify(body),
    status,
  });
  const oneDomain = (headers: Record<string, string>) => (nth: number) =>
    query(headers, { company_domain: domainOf(nth % ROWS) });
  const upsert = (headers: Record<string, string>, body: BodyInit, path = "upsert"): Request => ({
    path,
    headers,
    body,
    status: 200,
  });
  const refused: Request[] = [
    query({ authorization: "Bearer wrong-key" }, {}, 401),
    query(token, { org_id: ORGS.many }, 403),
    query(jwt, { limit: 0 }, 422),
    { ...upsert(asWriter, '{"company_domain":'), status: 400 },
    { ...upsert(token, texts[0]!), status: 401 },
  ];
  const kinds: Kind[] = [
    { name: "one domain, internal key", share: 30, make: oneDomain(internal) },
    { name: "one domain, API token", share: 14, make: oneDomain(token) },
    { name: "one domain, session JWT", share: 14, make: oneDomain(jwt) },
    { name: "page of 20 rows of 20 kB", share: 4, make: () => query(jwt, { limit: 20 }) },
    {
      name: "page of 100 small rows by cursor",
      share: 8,
      make: () => query(asReaderOfMany, { limit: 100, ...(cursor && { cursor }) }),
      onAnswer: (body) => cursor = JSON.parse(body).pagination.next_cursor ?? undefined,
    },
    {
      name: "upsert of 20 kB",
      share: 12,
      make: (nth) => upsert(asWriter, texts[nth % COMPANIES]!),
    },
    {
      name: "upsert of 20 kB with gzip",
      share: 8,
      make: (nth) => upsert(gzip, gzipped[nth % COMPANIES]!),
    },
    {
      name: "batch of 10 of 20 kB",
      share: 2,
      make: (nth) => upsert(asWriter, batches[nth % batches.length]!, "upsert/batch"),
    },
    {
      name: "batch of 10 of 20 kB with gzip",
      share: 2,
      make: (nth) => upsert(gzip, gzippedBatches[nth % batches.length]!, "upsert/batch"),
    },
    { name: "refusal", share: 6, make: (nth) => refused[nth % refused.length]! },
  ];
  const slots = kinds.flatMap((kind) =>
    Array.from({ length: kind.share }, (_, place) => ({ kind, place }))
  );
  const ask = async (turn: number): Promise<void> => {
    const { kind: { name, share, make, onAnswer }, place } = slots[turn * STRIDE % slots.length]!;
    const request = make(Math.floor(turn / slots.length) * share + place);
    try {
      const answer = await send(url, request);
      onAnswer?.(answer);
    } catch (cause) {
      throw new ToldError(`${name}: ${describeError(cause)}`, { cause });
    }
  };
  return { ask, kinds };
}

/** Returns the body of a good answer. */
async function send(url: string, { path, headers, body, status }: Request): Promise<string> {
  const response = await fetch(`${url}/functions/v1/icp-job-titles-${path}`, {
    method: "POST",
    // The functions would deflate by themselves what the gateway asks them not to.
    headers: { ...headers, "content-type": "application/json", "accept-encoding": "identity" },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const answer = await response.text();
  if (response.status === status) return answer;
  throw new ToldError(`${response.status} in place of ${status}: ${answer.slice(0, 300)}`);
}
