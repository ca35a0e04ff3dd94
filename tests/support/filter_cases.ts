/** Rows, and every filter of a query with what it finds among them. */

/** A row `<letter>.com`: the text of its document, and its other columns. */
interface FilterRow {
  letter: string;
  document: string;
  /** When it was made and last written, as Postgres keeps it. */
  at: string;
  columns: {
    processor?: string;
    parallel_run_id?: string;
    source_submission_id?: string;
    source_pipeline_run_id?: string;
  };
}

/** The rows of one org, and filters as the members of a query with the letters that they find. */
interface FilterCases {
  rows: FilterRow[];
  filters: [filter: string, letters: string][];
}

/**
 * Makes the cases on a submission of the org and two of its pipeline runs, which finished at
 * 2026-03-01T01:00:00Z and an hour later.
 */
export function makeFilterCases(
  { submissionId, runIds: [runId, laterRunId] }: {
    submissionId: string;
    runIds: [runId: string, laterRunId: string];
  },
): FilterCases {
  const documents: [letter: string, document: string, columns?: FilterRow["columns"]][] = [
    ["a", `{"n":9007199254740993,"m":1.10,"list":[1,{"a":"b"},3],"deep":{"a":{"b":{"c":null}}}}`, {
      processor: "pro",
      parallel_run_id: "trun_1",
      source_submission_id: submissionId,
    }],
    ["b", `{"n":9007199254740992,"m":1.1,"list":[3,1],"deep":{"a":{"b":{"d":null}}}}`, {
      processor: "Pro",
      source_pipeline_run_id: runId,
    }],
    ["c", `{"__proto__":{"a":1},"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' é😀","empty":{}}`, {
      processor: "pro,core)",
      parallel_run_id: " x ",
      source_pipeline_run_id: laterRunId,
    }],
    ["d", `{"__proto__":{"a":2},"text":"","bool":true}`, { processor: "null" }],
    ["e", "{}"],
  ];
  const filters: FilterCases["filters"] = [
    [`"processor":"pro"`, "a"],
    [`"processor":"Pro"`, "b"],
    [`"processor":"pro,core)"`, "c"],
    [`"processor":"null"`, "d"],
    [`"processor":"%"`, ""],
    [`"processor":"' or 1=1 --"`, ""],
    [`"processor":null`, "abcde"],
    [`"parallel_run_id":"trun_1"`, "a"],
    [`"parallel_run_id":" x "`, "c"],
    [`"parallel_run_id":""`, "abcde"],
    [`"processor":" \\t\u00a0","parallel_run_id":"\u200b"`, "abcde"],
    [`"parallel_run_id":"trun_1","processor":"Pro"`, ""],
    [`"parallel_run_id":"trun_1","processor":"pro","company_domain":"https://A.com"`, "a"],
    [`"company_domain":"b.com","processor":"pro"`, ""],
    [`"source_submission_id":"${submissionId}"`, "a"],
    [`"source_submission_id":"${submissionId.toUpperCase()}"`, "a"],
    [`"source_submission_id":"${runId}"`, ""],
    [`"source_pipeline_run_id":"${runId}"`, "b"],
    [`"updated_since":"2026-01-03T00:00:00.123456Z"`, "cde"],
    [`"updated_since":"2026-01-03T00:00:00.123457Z"`, "de"],
    [`"updated_since":"2026-01-03T01:30:00.123456+01:30"`, "cde"],
    [`"updated_since":"2026-01-02T18:00:00.123456-06:00"`, "cde"],
    [`"updated_since":"2026-01-03T00:00:00Z"`, "cde"],
    [`"updated_since":"2026-01-03t00:00:00.123457z"`, "de"],
    [`"updated_since":"2026-01-03 01:30:00.123456+01:30"`, "cde"],
    [`"updated_since":"2025-12-31T15:59:60-08:00"`, "abcde"],
    [`"updated_since":"2026-01-03T00:00:00.${"123456".padEnd(107, "0")}Z"`, "cde"],
    [`"updated_since":"0001-01-01T00:00:00+15:59"`, "abcde"],
    [`"updated_since":"9999-12-31T23:59:59.999999999-15:59"`, ""],
    [`"updated_before":"2026-01-03T00:00:00.123456Z"`, "ab"],
    [`"updated_before":"2026-01-03T00:00:00.123457Z"`, "abc"],
    [`"updated_before":"0001-01-01T00:00:00+15:59"`, ""],
    [`"updated_before":"9999-12-31T23:59:59.999999999-15:59"`, "abcde"],
    [`"updated_before":"2026-01-04T00:00:00Z","updated_since":"2026-01-02T00:00:00Z"`, "bc"],
    [`"updated_before":"2026-01-02T00:00:00Z","updated_since":"2026-01-03T00:00:00Z"`, ""],
    [`"updated_before":"2026-01-04T00:00:00Z","processor":"pro,core)"`, "c"],
    [`"updated_before":"2026-01-04T00:00:00Z","company_domains":["a.com","e.com"]`, "a"],
    [`"updated_before":null,"researched_since":null,"researched_before":null`, "abcde"],
    // Rows that name no run have no such time.
    [`"researched_since":"0001-01-01T00:00:00Z"`, "bc"],
    [`"researched_since":"2026-03-01T01:00:00Z"`, "bc"],
    [`"researched_since":"2026-03-01T01:00:00.000001Z"`, "c"],
    [`"researched_since":"2026-03-01T03:30:00.000001+01:30"`, ""],
    [`"researched_before":"2026-03-01T02:00:00Z"`, "b"],
    [`"researched_before":"2026-03-01T02:00:00.000001Z"`, "bc"],
    [`"researched_before":"2026-03-01T01:00:00Z"`, ""],
    [`"researched_since":"2026-03-01T02:00:00Z","updated_before":"2026-01-03T00:00:00Z"`, ""],
    [`"researched_since":"2026-03-01T00:00:00Z","researched_before":"2026-03-01T02:00:00Z"`, "b"],
    [`"contains":{}`, "abcde"],
    [`"contains":null`, "abcde"],
    [`"contains":{"n":9007199254740993}`, "a"],
    [`"contains":{"n":9007199254740992}`, "b"],
    [`"contains":{"n":9007199254740993.0}`, "a"],
    [`"contains":{"m":1.1}`, "ab"],
    [`"contains":{"list":[{"a":"b"},1]}`, "a"],
    [`"contains":{"list":[3]}`, "ab"],
    [`"contains":{"deep":{"a":{"b":{}}}}`, "ab"],
    [`"contains":{"deep":{"a":{"b":{"c":null}}}}`, "a"],
    [`"contains":{"__proto__":{"a":1}}`, "c"],
    [`"contains":{"__proto__":{}}`, "cd"],
    [`"contains":{"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' é😀"}`, "c"],
    [`"contains":{"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' \\u00e9\\ud83d\\ude00"}`, "c"],
    [`"contains":{"text":""}`, "d"],
    [`"contains":{"text":"'; drop table icp_job_titles; --"}`, ""],
    [`"contains":{"bool":true}`, "d"],
    [`"contains":{"bool":"true"}`, ""],
    [`"contains":{"empty":{}},"processor":"pro,core)","updated_since":"2026-01-03T00:00:00Z"`, "c"],
    [`"search":"b"`, "ac"],
    [`"search":" B\\t"`, "ac"],
    [`"search":"EQ or"`, "c"],
    [`"search":"É"`, "c"],
    [`"search":"x.eq.1"`, "c"],
    [`"search":"\\"eq 1\\""`, "c"],
    [`"search":"\\"1 eq\\""`, ""],
    [`"search":"e* o*"`, "c"],
    [`"search":"\\"x e\\"*"`, "c"],
    [`"search":"e"`, ""],
    [`"search":"b & c"`, "c"],
    [`"search":"b | nope"`, ""],
    [`"search":"!b"`, "ac"],
    [`"search":"(a) <-> :b\\\\ '); --"`, "c"],
    [`"search":"n"`, ""],
    [`"search":"true"`, ""],
    [`"search":""`, "abcde"],
    [`"search":" \\t"`, "abcde"],
    [`"search":null`, "abcde"],
    [`"search":"b","processor":"pro"`, "a"],
    [`"search":"b","company_domain":"https://C.com"`, "c"],
    [`"search":"b","company_domains":["b.com","a.com"]`, "a"],
    [`"search":"b","contains":{"n":9007199254740993}`, "a"],
    [`"search":"\\"a b\\"","contains":{"empty":{}},"updated_since":"2026-01-03T00:00:00Z"`, "c"],
    [`"search":"b","researched_since":"2026-03-01T01:30:00Z"`, "c"],
    [`"pointer":"/deep/a"`, "abcde"],
  ];
  const rows = documents.map(([letter, document, columns = {}], n) => ({
    letter,
    document,
    at: `2026-01-0${n + 1}T00:00:00.123456Z`,
    columns,
  }));
  return { rows, filters };
}
