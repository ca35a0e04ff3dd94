// Written by `deno task generate`; change the TypeScript beside this folder instead.
// errors.ts
var IcpJobTitlesError = class extends Error {
  name = "IcpJobTitlesError";
  code;
  /** The HTTP status; undefined where there was no answer. */
  status;
  /** Names the request in the service's log. */
  requestId;
  /** What is wrong with which part of the input; empty where the service names none. */
  issues;
  /** What the service asks to wait before another try. */
  retryAfterSeconds;
  constructor(code, message, options = {}) {
    super(message);
    this.code = code;
    this.status = options.status;
    this.requestId = options.requestId;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
};

// raw_json.ts
var RawJson = class {
  text;
  /** @throws {IcpJobTitlesError} `malformed_json`, as {@link rawJson}. */
  constructor(text) {
    checkJson(text);
    this.text = text;
  }
  /** Inside another document it would silently become a string. */
  toJSON() {
    throw new TypeError("rawJson() stands for a whole raw_parallel_output or contains, not a part");
  }
};
function rawJson(text) {
  return new RawJson(text);
}
function checkJson(text) {
  const refuse3 = (reason) => {
    throw new IcpJobTitlesError("malformed_json", `Cannot take the text as JSON: ${reason}.`);
  };
  if (typeof text !== "string") return refuse3(`it is of type ${typeof text}, not a string`);
  if (/\p{Surrogate}/u.test(text)) return refuse3("it holds half of a surrogate pair");
  try {
    JSON.parse(text);
  } catch (error) {
    const [place] = error instanceof Error ? /position \d+/.exec(error.message) ?? [] : [];
    refuse3(place ? `something is wrong at ${place}` : "it is empty, cut off, or not JSON at all");
  }
}

// json.ts
function toJson(members) {
  if (!isObject(members)) return refuse("the input", "it is not an object");
  let part = "the input";
  try {
    const texts = Object.entries(members).flatMap(([name, value]) => {
      part = /^[a-z_]{1,40}$/.test(name) ? name : "a member";
      if (typeof value === "number" && !Number.isFinite(value)) refuse(part, `it is ${value}`);
      const text = value instanceof RawJson ? value.text : JSON.stringify(value);
      return text === void 0 ? [] : [
        `${JSON.stringify(name)}:${text}`
      ];
    });
    return `{${texts.join(",")}}`;
  } catch (error) {
    if (error instanceof IcpJobTitlesError) throw error;
    return refuse(part, explain(error));
  }
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function refuse(part, reason) {
  const message = `Cannot write ${part} as JSON: ${reason}. Nothing of it was sent.`;
  throw new IcpJobTitlesError("unserializable_input", message);
}
function explain(error) {
  if (error instanceof RangeError) return "it is too large or nested too deeply";
  const text = error instanceof TypeError ? error.message : "";
  if (/rawJson\(\)/.test(text)) return "rawJson() stands inside it, not for the whole";
  if (/bigint/i.test(text)) return "it holds a bigint; give the whole as rawJson(text)";
  if (/circular|cyclic/i.test(text)) return "a part of it refers back to the whole";
  return "a getter or toJSON() of it throws";
}

// answer.ts
var REQUEST_ID = /^[\w=-]{1,255}$/;
var CODE = /^[a-z][a-z0-9_]{0,63}$/;
var DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{10,40}$/;
function readDetails({ status, headers }, redact) {
  const requestId = headers.get("x-request-id") ?? "";
  const retryAfterSeconds = readRetryAfter(headers.get("retry-after") ?? "", Date.now());
  const isClean = REQUEST_ID.test(requestId) && redact(requestId) === requestId;
  return {
    status,
    requestId: isClean ? requestId : void 0,
    retryAfterSeconds
  };
}
function readRetryAfter(text, now) {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (!DATE.test(text)) return void 0;
  const date = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(date) ? void 0 : Math.max(0, Math.ceil((date - now) / 1e3));
}
async function readText(response, maxBytes) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (; ; ) {
    const { done, value } = await reader?.read() ?? {
      done: true,
      value: void 0
    };
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > maxBytes) return void 0;
    text += decoder.decode(value, {
      stream: true
    });
  }
}
function readServiceError(body, details, redact) {
  const { code, error, issues } = isObject(body) ? body : {};
  if (typeof code !== "string" || typeof error !== "string") return void 0;
  if (!CODE.test(code) || redact(code) !== code) return void 0;
  return new IcpJobTitlesError(code, redact(error), {
    ...details,
    issues: readIssues(issues, redact)
  });
}
function readIssues(issues, redact) {
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue) => typeof issue?.path === "string" && typeof issue.message === "string" ? [
    {
      path: redact(issue.path),
      message: redact(issue.message)
    }
  ] : []);
}
function describeText(text, { status = 0 }) {
  if (status === 0 || status >= 300 && status < 400) return "a redirect, which is not followed";
  if (text === "") return "no body";
  if (/^\s*</.test(text)) return "HTML";
  return isJson(text) ? "JSON of another service" : "a text that is not JSON";
}
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// gzip.ts
async function gzip(parts) {
  const zipped = new Blob(parts).stream().pipeThrough(new CompressionStream("gzip"));
  const headers = {
    "content-type": "application/json",
    "content-encoding": "gzip"
  };
  return {
    headers,
    body: await new Response(zipped).blob()
  };
}

// network_reason.ts
var REASONS = [
  [
    /ENOTFOUND|EAI_AGAIN|dns error|failed to lookup/i,
    "its host name was not found (DNS)"
  ],
  [
    /ECONNREFUSED|connection refused/i,
    "the connection was refused"
  ],
  [
    /EHOSTUNREACH|ENETUNREACH|unreachable/i,
    "there is no route to it"
  ],
  [
    /certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i,
    "its TLS certificate is not trusted"
  ],
  [
    /EPROTO|ERR_SSL|ERR_TLS|InvalidContentType/i,
    "TLS failed; check whether it is http or https"
  ],
  [
    /HPE_|invalid HTTP version/i,
    "it does not speak HTTP; check whether it is http or https"
  ],
  [
    /Requires net access/,
    "Deno needs the permission --allow-net"
  ],
  [
    /bad port|port \d+ are blocked/i,
    "fetch refuses its port"
  ],
  [
    /ETIMEDOUT|_TIMEOUT|timed out/i,
    "connecting took too long"
  ],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|connection (closed|reset)/i,
    "the connection was cut"
  ]
];
var MAX_DEPTH = 8;
function findNetworkReason(error, url) {
  const { host, hostname } = new URL(url);
  const text = collectTexts(error).join("\n").replaceAll(host, "").replaceAll(hostname, "");
  return REASONS.find(([pattern]) => pattern.test(text))?.[1];
}
function collectTexts(error, depth = 0) {
  if (typeof error !== "object" || error === null || depth === MAX_DEPTH) return [];
  try {
    const { code, message, cause, errors } = error;
    const causes = [
      cause,
      Array.isArray(errors) ? errors[0] : void 0
    ];
    return [
      `${code} ${message}`,
      ...causes.flatMap((each) => collectTexts(each, depth + 1))
    ];
  } catch {
    return [];
  }
}

// shapes.ts
var WrongShape = class extends Error {
};
function check(condition, otherwise) {
  if (!condition) throw new WrongShape(otherwise);
}
function readRow(body) {
  const row = isObject(body) ? body.data : void 0;
  const isRow = isObject(row) && isText(row.id) && isText(row.company_domain);
  check(isRow, "data is not a row");
  return row;
}
function readResults(body) {
  const results = isObject(body) && isObject(body.data) ? body.data.results : void 0;
  check(Array.isArray(results), "data.results is not a list");
  return results;
}
function readHealth(body) {
  const data = isObject(body) ? body.data : void 0;
  check(isObject(data) && data.status === "ok", 'data.status is not "ok"');
}
function readPage(body) {
  check(isObject(body) && Array.isArray(body.data), "data is not a list");
  const { data, pagination, not_found, invalid } = body;
  check(data.every(isObject), "data has something else than rows");
  check(isObject(pagination), "pagination is not an object");
  const { has_more, next_cursor } = pagination;
  const [limit, total] = [
    readCount(pagination.limit),
    readCount(pagination.total)
  ];
  const returned = readCount(pagination.returned);
  const isTotal = pagination.total === void 0 || total !== void 0;
  const isCursor = next_cursor === null || isText(next_cursor);
  check(limit !== void 0, "pagination.limit is not a number");
  check(isTotal, "pagination.total is not a number");
  check(returned === data.length, "pagination.returned is not the number of rows");
  check(isCursor, "pagination.next_cursor is neither a text nor null");
  check(has_more === (next_cursor !== null), "pagination.has_more and next_cursor do not agree");
  for (const [name, list] of Object.entries({
    not_found,
    invalid
  })) {
    check(list === void 0 || Array.isArray(list), `${name} is not a list`);
  }
  const counts = total === void 0 ? {
    limit,
    returned
  } : {
    limit,
    returned,
    total
  };
  return {
    ...body,
    pagination: {
      ...pagination,
      ...counts
    }
  };
}
function readCount(value) {
  let digits = "";
  try {
    digits = String(value);
  } catch {
  }
  return /^\d{1,15}$/.test(digits) ? Number(digits) : void 0;
}
function isText(value) {
  return typeof value === "string" && value !== "";
}

// request.ts
var MAX_ERROR_BYTES = 1e6;
var LATE = Symbol("No answer in time.");
async function sendRequest(connection, message, read) {
  const { url, maxAnswerBytes, parseJson, redact } = connection;
  const { isSuccess, text, details } = await exchange(connection, message);
  const fail = (what, advice = "This is not of the service: check the url.") => {
    const address = redact(url + message.path);
    const sentence = `${address} answered with status ${details.status} and ${what}. ${advice}`;
    return new IcpJobTitlesError("unexpected_answer", sentence, details);
  };
  if (text === void 0) {
    const advice = "Ask for a smaller pageSize or limit, or raise maxAnswerBytes.";
    throw isSuccess ? fail(`more than ${maxAnswerBytes} bytes`, advice) : fail(`more than ${MAX_ERROR_BYTES} bytes`);
  }
  let body;
  try {
    body = parseJson(text);
  } catch {
    throw isJson(text) ? fail("JSON that parseJson cannot read", "Check the option parseJson.") : fail(describeText(text, details));
  }
  if (!isSuccess) {
    throw readServiceError(body, details, redact) ?? fail(describeText(text, details));
  }
  try {
    return {
      body: read(body),
      status: details.status,
      requestId: details.requestId
    };
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error;
    throw fail(`JSON in which ${error.message}`);
  }
}
async function exchange(connection, message) {
  const { url, fetch, timeoutMs, maxAnswerBytes, redact } = connection;
  const { path, headers, body = null } = message;
  const attempt = new AbortController();
  let details = {};
  const send = async () => {
    const response = await fetch(url + path, {
      method: body === null ? "GET" : "POST",
      headers: {
        ...connection.headers,
        ...headers
      },
      body,
      signal: attempt.signal,
      // Followed, a redirect would turn a POST into a GET, or take the token elsewhere.
      redirect: "manual"
    });
    details = readDetails(response, redact);
    const isSuccess = response.ok;
    const text = await readText(response, isSuccess ? maxAnswerBytes : MAX_ERROR_BYTES);
    return {
      isSuccess,
      text,
      details
    };
  };
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(LATE), timeoutMs);
  });
  try {
    return await Promise.race([
      late,
      send()
    ]);
  } catch (error) {
    const address = redact(url + path);
    if (error === LATE) {
      const message2 = `${address} did not answer within ${timeoutMs} ms.`;
      throw new IcpJobTitlesError("timeout", message2, details);
    }
    const what = details.status === void 0 ? "could not be reached" : "broke off its answer";
    const reason = findNetworkReason(error, url);
    const told = `${address} ${what}${reason ? `: ${reason}` : ""}.`;
    throw new IcpJobTitlesError("network_error", told, details);
  } finally {
    clearTimeout(timer);
    attempt.abort();
  }
}

// wire.ts
var UPSERT = "/functions/v1/icp-job-titles-upsert";
var QUERY = "/functions/v1/icp-job-titles-query";
var MAX_ROWS = 1e3;
var MAX_ITEMS = 500;
var COLUMNS = [
  "id",
  "created_at",
  "company_domain",
  "org_id",
  "updated_at",
  "researched_at",
  "company_name",
  "company_description",
  "parallel_run_id",
  "processor",
  "source_submission_id",
  "source_pipeline_run_id",
  "raw_parallel_output"
];

// batch.ts
var MAX_BYTES = 8e6;
async function* upsertInBatches(connection, path, items) {
  checkIterable(items);
  let batch = [];
  let bytes = 0;
  let index = -1;
  for await (const item of items) {
    index++;
    let json;
    try {
      json = new Blob([
        toJson(item)
      ]);
    } catch (error) {
      yield failed(index, error);
      continue;
    }
    if (batch.length === MAX_ITEMS || batch.length > 0 && bytes + json.size > MAX_BYTES) {
      yield* await sendBatch(connection, path, batch);
      [batch, bytes] = [
        [],
        0
      ];
    }
    batch.push({
      index,
      json
    });
    bytes += json.size;
  }
  if (batch.length > 0) yield* await sendBatch(connection, path, batch);
}
function checkIterable(items) {
  const mayBe = typeof items === "object" && items !== null;
  if (mayBe && (Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  const message = "The items of a batch must be an array or another iterable of items.";
  throw new IcpJobTitlesError("invalid_option", message);
}
async function sendBatch(connection, path, batch) {
  const list = batch.flatMap(({ json }, position) => position > 0 ? [
    ",",
    json
  ] : [
    json
  ]);
  try {
    const message = {
      path,
      ...await gzip([
        '{"items":[',
        ...list,
        "]}"
      ])
    };
    const answer = await sendRequest(connection, message, readResults);
    const told = new Map(answer.body.filter(isObject).map((item) => [
      readCount(item.index),
      item
    ]));
    return batch.map(({ index }, position) => readItem(connection, told.get(position) ?? {}, index, answer));
  } catch (error) {
    return batch.map(({ index }) => failed(index, error));
  }
}
function readItem({ redact }, item, index, { status, requestId }) {
  const { company_domain, id } = item;
  if (item.status === "upserted" && isText(company_domain) && isText(id)) {
    return {
      index,
      status: item.status,
      company_domain,
      id
    };
  }
  if (item.status === "superseded" && isText(company_domain)) {
    return {
      index,
      status: item.status,
      company_domain
    };
  }
  const told = item.status === "failed" ? readServiceError(item, {
    status,
    requestId
  }, redact) : void 0;
  const error = told ?? new IcpJobTitlesError("unexpected_answer", "The answer does not tell what became of the item. Send it again.", {
    status,
    requestId
  });
  const domain = isText(company_domain) ? redact(company_domain) : void 0;
  return {
    index,
    status: "failed",
    company_domain: domain,
    error
  };
}
function failed(index, error) {
  if (!(error instanceof IcpJobTitlesError)) throw error;
  return {
    index,
    status: "failed",
    company_domain: void 0,
    error
  };
}

// pages.ts
var MAX_EMPTY_PAGES = 10;
async function* walkPages(connection, path, query) {
  const isKnownCursor = createCycleCheck(query.cursor);
  const isKnownRow = createCycleCheck(void 0);
  let emptyPages = 0;
  let place = {};
  for (; ; ) {
    const answer = await sendRequest(connection, {
      path,
      headers: {
        "content-type": "application/json"
      },
      body: toJson({
        ...query,
        ...place
      })
    }, readPage);
    const page = answer.body;
    const cursor = page.pagination.next_cursor;
    const [row] = page.data;
    const key = row?.id ?? row?.company_domain;
    emptyPages = row ? 0 : emptyPages + 1;
    const isCircle = cursor !== null && isKnownCursor(cursor) || key !== void 0 && isKnownRow(key);
    const isStuck = isCircle || cursor !== null && emptyPages === MAX_EMPTY_PAGES;
    if (isStuck) {
      const message = "The listing would never end: its pages lead in a circle, or have no rows. This is a fault of the server.";
      throw new IcpJobTitlesError("unexpected_answer", message, answer);
    }
    yield page;
    if (cursor === null) return;
    place = {
      cursor,
      offset: null,
      include_total: null
    };
  }
}
function createCycleCheck(first) {
  let last = first;
  let kept = first;
  let steps = 0;
  let power = 1;
  return (text) => {
    if (text === last || text === kept) return true;
    last = text;
    if (++steps === power) [kept, steps, power] = [
      text,
      0,
      power * 2
    ];
    return false;
  };
}

// redact.ts
var PIECE = 12;
var SHORTEST_TOKEN = 4;
var MAX_LENGTH = 2e3;
function createRedact(token) {
  const base64 = [
    "",
    "1",
    "12"
  ].map((before) => btoa(before + token));
  const forms = [
    token,
    JSON.stringify(token),
    encodeURIComponent(token),
    ...base64
  ];
  const secret = lower(forms.join("\n"));
  const piece = Math.min(PIECE, token.length);
  return (foreign) => {
    const text = foreign.slice(0, MAX_LENGTH).replace(/\s+/g, " ").replace(/\p{C}/gu, "");
    if (token.length < SHORTEST_TOKEN) return text;
    const searched = lower(text);
    let clean = "";
    let at = 0;
    while (at < text.length) {
      let end = at + piece;
      if (end > text.length || !secret.includes(searched.slice(at, end))) {
        clean += text[at++];
        continue;
      }
      while (end < text.length && secret.includes(searched.slice(at, end + 1))) end++;
      clean += "[token]";
      at = end;
    }
    return clean;
  };
}
function lower(text) {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

// read_options.ts
var MAX_TIMEOUT_MS = 2147483647;
var MAX_ANSWER_BYTES = 5e8;
var UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
function readOptions(options) {
  if (!isObject(options)) refuse2("options", "be an object such as { url, token }", options);
  const { orgId, fetch = globalThis.fetch, timeoutMs = 6e4 } = options;
  const { maxAnswerBytes = 256e6, parseJson = JSON.parse } = options;
  const token = readToken(options.token);
  const headers = {
    authorization: `Bearer ${token}`
  };
  if (orgId !== void 0) {
    if (typeof orgId !== "string" || !UUID.test(orgId)) refuse2("orgId", "be a uuid", orgId);
    headers["x-internal-org-id"] = orgId;
  }
  const url = readUrl(options.url);
  if (typeof fetch !== "function") refuse2("fetch", "be a function; no global one is here", fetch);
  if (typeof parseJson !== "function") refuse2("parseJson", "be a function", parseJson);
  checkInteger("timeoutMs", timeoutMs, MAX_TIMEOUT_MS);
  checkInteger("maxAnswerBytes", maxAnswerBytes, MAX_ANSWER_BYTES);
  const redact = createRedact(token);
  return {
    url,
    headers,
    fetch,
    timeoutMs,
    maxAnswerBytes,
    parseJson,
    redact
  };
}
function readPageSize(options) {
  if (!isObject(options)) refuse2("options", "be an object such as { pageSize: 100 }", options);
  const { pageSize = 100 } = options;
  checkInteger("pageSize", pageSize, MAX_ROWS);
  return pageSize;
}
function readToken(token) {
  const isText2 = typeof token === "string" && token !== "";
  if (isText2 && /^[\x21-\x7e]+$/.test(token)) return token;
  return refuse2("token", 'be one line of visible ASCII, without blanks or "Bearer"', token);
}
function readUrl(url) {
  const rule = `be the project's URL, such as "https://abc.supabase.co"`;
  if (typeof url !== "string" || url === "") return refuse2("url", rule, url);
  if (/[\s\p{C}]/u.test(url)) return refuse2("url", "have no white space or invisible characters");
  const { protocol, username, password, origin, pathname } = parseUrl(url) ?? refuse2("url", rule);
  if (!/^https?:$/.test(protocol)) return refuse2("url", "begin with https:// or http://");
  if (username || password) return refuse2("url", "have no user name or password");
  if (/[?#]/.test(url)) return refuse2("url", "have no query (?) and no fragment (#)");
  return origin + pathname.replace(/\/+$/, "");
}
function parseUrl(url) {
  try {
    return new URL(url);
  } catch {
    return void 0;
  }
}
function checkInteger(name, value, max) {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max) return;
  refuse2(name, `be a whole number from 1 to ${max}`, value);
}
function refuse2(name, rule, ...found) {
  const message = `The option ${name} must ${rule}.${found.map(describe).join("")}`;
  throw new IcpJobTitlesError("invalid_option", message);
}
function describe(value) {
  if (typeof value === "string") return value === "" ? " It is empty." : "";
  const isTold = typeof value === "number" || value === void 0 || value === null;
  return isTold ? ` It is ${value}.` : ` It is of type ${typeof value}.`;
}

// mod.ts
function createIcpJobTitlesClient(options) {
  const connection = readOptions(options);
  return {
    async upsert(item) {
      const message = {
        path: UPSERT,
        ...await gzip([
          toJson(item)
        ])
      };
      return (await sendRequest(connection, message, readRow)).body;
    },
    upsertBatch: (items) => upsertInBatches(connection, `${UPSERT}/batch`, items),
    async *query(query = {}, options2 = {}) {
      const limit = readPageSize(options2);
      for await (const page of walkPages(connection, QUERY, {
        ...query,
        limit
      })) yield* page.data;
    },
    queryPages: (query = {}) => walkPages(connection, QUERY, query),
    async health() {
      const ask = (path) => sendRequest(connection, {
        path: `${path}/health`
      }, readHealth);
      await Promise.all([
        UPSERT,
        QUERY
      ].map(ask));
    }
  };
}
export {
  COLUMNS,
  IcpJobTitlesError,
  RawJson,
  createIcpJobTitlesClient,
  rawJson
};
