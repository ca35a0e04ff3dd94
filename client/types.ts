/** What the answers are made of; see docs/API.md. */
import type { IcpJobTitlesError } from "./errors.ts";
import type { Column, IcpJobTitlesQuery, IcpJobTitlesRow } from "./wire.ts";

/** A query's `pointer`. */
export type Pointer = IcpJobTitlesQuery["pointer"];

/**
 * A row of a query: the columns `C`, and with a `search` the texts in which its words stand. With a
 * `pointer` its document is that part of it, whatever it is, or null.
 */
export type IcpJobTitlesFound<C extends Column = Column, P extends Pointer = undefined> =
  & { [N in C]: N extends "raw_parallel_output" ? DocumentOf<P> : IcpJobTitlesRow[N] }
  & { matches?: string[] };

type DocumentOf<P extends Pointer> = [P] extends [null | undefined]
  ? IcpJobTitlesRow["raw_parallel_output"]
  : unknown;

/** One page; `not_found` and `invalid` answer `company_domains`. */
export interface IcpJobTitlesPage<C extends Column = Column, P extends Pointer = undefined> {
  data: IcpJobTitlesFound<C, P>[];
  pagination: {
    limit: number;
    returned: number;
    has_more: boolean;
    next_cursor: string | null;
    total?: number;
  };
  not_found?: string[];
  invalid?: { input: string; message: string }[];
}

/** What became of the item at `index` of the whole input. */
export type BatchResult =
  | { index: number; status: "upserted"; company_domain: string; id: string }
  /** A later item of the same request is of the same company. */
  | { index: number; status: "superseded"; company_domain: string }
  | {
    index: number;
    status: "failed";
    company_domain: string | undefined;
    error: IcpJobTitlesError;
  };
