/** The functions, and the paths that each answers at. */

/** A function: its name, and its paths below that; the first is the shortest. */
export interface FunctionPaths {
  name: string;
  paths: readonly string[];
}

/** Pipeline workers write; the second path is that of the older service. */
export const UPSERT: FunctionPaths = {
  name: "icp-job-titles-upsert",
  paths: ["", "/api/internal/icp-job-titles/upsert"],
};

/** Tenants and super-admins read; the second path is that of the older service. */
export const QUERY: FunctionPaths = {
  name: "icp-job-titles-query",
  paths: ["", "/api/v1/icp-job-titles/query"],
};
