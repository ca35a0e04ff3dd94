/** What the answers are made of; see docs/API.md. */
import type { IcpJobTitlesError } from "./errors.ts";
import type { Column, IcpJobTitlesRow } from "./wire.ts";

/** One page; `not_found` and `invalid` answer `company_domains`. */
export interface IcpJobTitlesPage<C extends Column = Column> {
  data: Pick<IcpJobTitlesRow, C>[];
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
