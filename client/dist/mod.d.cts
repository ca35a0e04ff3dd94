// Written by `deno task generate`; change the TypeScript beside this folder instead.
/** The one error type of the client. */
/** One thing that is wrong with an input: where (`"company_domain"`, `"items.3"`) and what. */
export interface Issue { path: string;
    message: string;
}
/** What an error may carry beside its code and sentence. */
export interface IcpJobTitlesErrorOptions { status?: number | undefined;
    requestId?: string | undefined;
    issues?: Issue[] | undefined;
    retryAfterSeconds?: number | undefined;
}
/**
 * A call that failed, or a client that could not be made.
 *
 * `code` is the service's (docs/API.md), or one of the client's own. With an answer, or the lack of
 * one: `network_error` (no answer, or it broke off), `timeout`, `unexpected_answer` (not of the
 * service: a proxy's page, a wrong url). Before anything is sent, so without a `status`:
 * `invalid_option`, `unserializable_input`, `malformed_json`.
 *
 * It has no `cause`: errors of `fetch` and of `JSON` quote headers and data. No part of it holds the
 * token.
 */
export declare class IcpJobTitlesError extends Error { readonly name = "IcpJobTitlesError";
    readonly code: string;
    /** The HTTP status; undefined where there was no answer. */
    readonly status: number | undefined;
    /** Names the request in the service's log. */
    readonly requestId: string | undefined;
    /** What is wrong with which part of the input; empty where the service names none. */
    readonly issues: Issue[];
    /** What the service asks to wait before another try. */
    readonly retryAfterSeconds: number | undefined;
    constructor(code: string, message: string, options?: IcpJobTitlesErrorOptions);
}
/** What a client is made with. */
/** The type of the global `fetch`, where the libraries of your project declare one. */
export type Fetch = typeof globalThis extends { fetch: infer F;
} ? F : (url: string, init: object) => Promise<unknown>;
/** Whom to call, and as whom. */
export interface IcpJobTitlesClientOptions { /** The project's URL, such as `https://abc.supabase.co`. */ url: string;
    /** The internal key, a JWT, an API token, or a super-admin's key. */
    token: string;
    /** The org for which the internal key acts. */
    orgId?: string | undefined;
    /** In the place of the global `fetch`. */
    fetch?: Fetch | undefined;
    /** For one request with its answer, 1 to 2,147,483,647; 60,000 where absent. */
    timeoutMs?: number | undefined;
    /** What one answer may have, inflated, 1 to 500,000,000; 256,000,000 where absent. */
    maxAnswerBytes?: number | undefined;
    /**
     * Reads answers instead of `JSON.parse`, which rounds numbers that a double cannot hold,
     * in a row's `raw_parallel_output` too.
     */
    parseJson?: ((text: string) => unknown) | undefined;
}
/** A JSON document as text; {@link rawJson} makes it. */
export declare class RawJson { readonly text: string;
    /** @throws {IcpJobTitlesError} `malformed_json`, as {@link rawJson}. */
    constructor(text: string);
    /** Inside another document it would silently become a string. */
    toJSON(): never;
}
/**
 * Takes a document as the text it came as, such as `rawJson('{"id":9007199254740993,"p":1.10}')`.
 *
 * @throws {IcpJobTitlesError} `malformed_json`; broken text would break the other items of a batch.
 */
export declare function rawJson(text: string): RawJson;
/** What the answers are made of; see docs/API.md. */
/** A query's `pointer`. */
export type Pointer = IcpJobTitlesQuery["pointer"];
/**
 * A row of a query: the columns `C`, and with a `search` the texts in which its words stand. With a
 * `pointer` its document is that part of it, whatever it is, or null.
 */
export type IcpJobTitlesFound<C extends Column = Column, P extends Pointer = undefined> = { [N in C]: N extends "raw_parallel_output" ? DocumentOf<P> : IcpJobTitlesRow[N];
} & {
    matches?: string[];
};
type DocumentOf<P extends Pointer> = [P] extends [null | undefined] ? IcpJobTitlesRow["raw_parallel_output"] : unknown;
/** One page; `not_found` and `invalid` answer `company_domains`. */
export interface IcpJobTitlesPage<C extends Column = Column, P extends Pointer = undefined> { data: IcpJobTitlesFound<C, P>[];
    pagination: {
        limit: number;
        returned: number;
        has_more: boolean;
        next_cursor: string | null;
        total?: number;
    };
    not_found?: string[];
    invalid?: {
        input: string;
        message: string;
    }[];
}
/** What became of the item at `index` of the whole input. */
export type BatchResult = { index: number;
    status: "upserted";
    company_domain: string;
    id: string;
}
/** A later item of the same request is of the same company. */
 | {
    index: number;
    status: "superseded";
    company_domain: string;
} | {
    index: number;
    status: "failed";
    company_domain: string | undefined;
    error: IcpJobTitlesError;
};
export {};
/** What goes over the wire, by its names; see docs/API.md. */
/** The paths of the functions below a project's URL. */
export declare const UPSERT = "/functions/v1/icp-job-titles-upsert";
export declare const QUERY = "/functions/v1/icp-job-titles-query";
/** The most rows of a page, and items of one request. */
export declare const MAX_ROWS = 1000;
export declare const MAX_ITEMS = 500;
/** A JSON object. */
export type JsonObject = Record<string, unknown>;
/** What to write of one company. */
export interface IcpJobTitlesItem { /** Any spelling of one host name; it becomes the key. Pages of sites that many companies share, such as linkedin.com/company/acme, are refused. */
    company_domain: string;
    /** If absent, null or blank, the stored value is kept. */
    company_name?: string | null | undefined;
    /** If absent, null or blank, the stored value is kept. */
    company_description?: string | null | undefined;
    /** If absent, null or blank, null is stored. */
    parallel_run_id?: string | null | undefined;
    /** If absent, null or blank, null is stored. */
    processor?: string | null | undefined;
    /** A submission that belongs to the org. If absent or null, null is stored. */
    source_submission_id?: string | null | undefined;
    /** A pipeline run that belongs to the org. If absent or null, null is stored. */
    source_pipeline_run_id?: string | null | undefined;
    /** The research, stored exactly as sent. Refused: `\u0000`, lone surrogates, and numbers that grow by more than 1000 digits when written out (`1e131071`). */
    raw_parallel_output: JsonObject | RawJson;
}
/** A stored row; times are RFC 3339. The numbers of its document are as `parseJson` reads them. */
export interface IcpJobTitlesRow { id: string;
    /** When the company's row was first written. */
    created_at: string;
    /** The key: one host name in lower case, with non-ASCII labels as A-labels. It can differ from what was sent. */
    company_domain: string;
    org_id: string;
    /** When the row was last written. */
    updated_at: string;
    /** When the run that made the research finished, also if that run has been deleted. Null if the last write named no run, or one that has not finished. */
    researched_at: string | null;
    company_name: string | null;
    company_description: string | null;
    parallel_run_id: string | null;
    processor: string | null;
    source_submission_id: string | null;
    source_pipeline_run_id: string | null;
    /** The research, exactly as it was sent. Its numbers may not fit in a double. */
    raw_parallel_output: JsonObject;
}
/** The name of a column. */
export type Column = keyof IcpJobTitlesRow;
/** Every column, in the order of a row. */
export declare const COLUMNS: readonly Column[];
/** Which rows to read; `C` are the columns that `fields` names. */
export interface IcpJobTitlesQuery<C extends Column = Column> { /** One company, in any spelling; "" counts as absent. */
    company_domain?: string | null | undefined;
    /** Several companies. Cannot be combined with company_domain. */
    company_domains?: string[] | null | undefined;
    /** Rows with exactly this value. Blank counts as absent. */
    processor?: string | null | undefined;
    /** Rows with exactly this value. Blank counts as absent. */
    parallel_run_id?: string | null | undefined;
    /** Rows with this source. */
    source_submission_id?: string | null | undefined;
    /** Rows with this source. */
    source_pipeline_run_id?: string | null | undefined;
    /** RFC 3339 with an offset: rows written at that time or later. */
    updated_since?: string | null | undefined;
    /** RFC 3339 with an offset: rows last written before that time. */
    updated_before?: string | null | undefined;
    /** RFC 3339 with an offset: rows with researched_at at that time or later. */
    researched_since?: string | null | undefined;
    /** RFC 3339 with an offset: rows with researched_at before that time. */
    researched_before?: string | null | undefined;
    /** Rows whose raw_parallel_output contains this, as in JSONB's @>; at most 10000 characters, and 3 array elements in all. */
    contains?: JsonObject | RawJson | null | undefined;
    /** Rows whose texts in raw_parallel_output have each of these words, in any letter case: controll* for a prefix, "revenue operations" for words that stand together; at most 50 words and 1000 characters. Rows then have matches. Blank counts as absent. */
    search?: string | null | undefined;
    /** The columns of the rows; all if absent. */
    fields?: C[] | null | undefined;
    /** A JSON Pointer (RFC 6901), such as /titles/0: raw_parallel_output of the rows is that part of it, or null; at most 500 characters. */
    pointer?: string | null | undefined;
    /** Rows of a page; 100 if absent. */
    limit?: number | null | undefined;
    /** Rows to skip. Cannot be combined with cursor. */
    offset?: number | null | undefined;
    /** next_cursor of the previous page; the filters must be the same. */
    cursor?: string | null | undefined;
    /** Whether to count all matching rows. */
    include_total?: boolean | null | undefined;
    /** Required for super-admins; others can only give their own. */
    org_id?: string | null | undefined;
}
/** The client; {@link createIcpJobTitlesClient} makes it. */
export interface IcpJobTitlesClient { /** Writes one company and returns the stored row; writing again is safe. */
    upsert(item: IcpJobTitlesItem): Promise<IcpJobTitlesRow>;
    /**
     * Writes any number of companies, 500 a request, and yields what became of each.
     *
     * Nothing is sent before the results are read, and leaving the loop stops sending. A request that
     * fails marks its items only. Of two items of one company the later wins. A failure of `items`
     * itself ends the loop; what it gave since the last request is not sent.
     */
    upsertBatch(items: Iterable<IcpJobTitlesItem> | AsyncIterable<IcpJobTitlesItem>): AsyncGenerator<BatchResult>;
    /** Reads all rows of a query, newest first, `pageSize` (1 to 1000) a request. */
    query<C extends Column = Column, P extends Pointer = undefined>(query?: Omit<IcpJobTitlesQuery<C>, "limit" | "include_total"> & {
        pointer?: P;
    }, options?: {
        pageSize?: number | undefined;
    }): AsyncGenerator<IcpJobTitlesFound<C, P>>;
    /** Reads the pages of a query, newest rows first; `total` is on the first one only. */
    queryPages<C extends Column = Column, P extends Pointer = undefined>(query?: IcpJobTitlesQuery<C> & {
        pointer?: P;
    }): AsyncGenerator<IcpJobTitlesPage<C, P>>;
    /** Resolves when both functions reach the table. */
    health(): Promise<void>;
}
/**
 * Makes a client. What it cannot do rejects with an `IcpJobTitlesError`; it never tries again.
 *
 * @throws {IcpJobTitlesError} `invalid_option`.
 */
export declare function createIcpJobTitlesClient(options: IcpJobTitlesClientOptions): IcpJobTitlesClient;
