/** The functions, and the paths that each answers at. */

/** A function: its name, and its paths below that, first the shortest, then that of the older service. */
export interface FunctionPaths {
  name: string;
  paths: readonly [string, ...string[]];
}

/** Pipeline workers write. */
export const UPSERT: FunctionPaths = {
  name: "icp-job-titles-upsert",
  paths: ["", "/api/internal/icp-job-titles/upsert"],
};

/** Tenants and super-admins read. */
export const QUERY: FunctionPaths = {
  name: "icp-job-titles-query",
  paths: ["", "/api/v1/icp-job-titles/query"],
};

/** Agents read, by the Model Context Protocol. */
export const MCP: FunctionPaths = { name: "icp-job-titles-mcp", paths: [""] };

/** Every function that is deployed. */
export const FUNCTIONS = { upsert: UPSERT, query: QUERY, mcp: MCP } as const;

/** What a function is called in short. */
export type FunctionKey = keyof typeof FUNCTIONS;
