/** The functions, and the paths that each serves. */

/** A function's name and the paths below it: the shortest first, then the older service's path. */
export interface FunctionPaths {
  name: string;
  paths: readonly [string, ...string[]];
}

/** For pipeline workers, who write. */
export const UPSERT: FunctionPaths = {
  name: "icp-job-titles-upsert",
  paths: ["", "/api/internal/icp-job-titles/upsert"],
};

/** For tenants and super-admins, who read. */
export const QUERY: FunctionPaths = {
  name: "icp-job-titles-query",
  paths: ["", "/api/v1/icp-job-titles/query"],
};

/** For agents, who read over the Model Context Protocol. */
export const MCP: FunctionPaths = { name: "icp-job-titles-mcp", paths: [""] };

/** Every function that is deployed. */
export const FUNCTIONS = { upsert: UPSERT, query: QUERY, mcp: MCP } as const;

/** The short name of a function. */
export type FunctionKey = keyof typeof FUNCTIONS;
