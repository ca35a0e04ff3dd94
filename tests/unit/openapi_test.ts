import { assert, assertEquals } from "@std/assert";
import { createDocument } from "../../scripts/generate/openapi/document.ts";
import { query } from "../../scripts/generate/openapi/query.ts";
import { upsert } from "../../scripts/generate/openapi/upsert.ts";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { STATUS_OF_CODE } from "../../supabase/functions/_shared/errors.ts";
import { createQueryApp } from "../../supabase/functions/icp-job-titles-query/app.ts";
import { createUpsertApp } from "../../supabase/functions/icp-job-titles-upsert/app.ts";
import queryFile from "../../supabase/functions/icp-job-titles-query/openapi.json" with {
  type: "json",
};
import upsertFile from "../../supabase/functions/icp-job-titles-upsert/openapi.json" with {
  type: "json",
};
import { queryBody } from "../../supabase/functions/_shared/contract/query.ts";
import { UPSERT_MEMBERS, upsertBody } from "../../supabase/functions/_shared/contract/bodies.ts";
import { validate } from "../../supabase/functions/_shared/http/validate.ts";
import { readObject } from "../../supabase/functions/_shared/raw_json.ts";
import { PATHS, SETTINGS } from "../support/apps.ts";
import type { OpenApiDocument } from "../support/openapi.ts";

const target = { supabaseUrl: "http://127.0.0.1:1", serviceKey: "k" };
const options = { dataApi: createDataApi(target), log: () => {} };
const settings = { ...SETTINGS, ...target };
const FUNCTIONS = {
  upsert: {
    description: upsert,
    app: createUpsertApp({ ...options, ...SETTINGS }),
    served: upsertFile,
  },
  query: {
    description: query,
    app: createQueryApp({ ...options, settings, waitUntil: () => {} }),
    served: queryFile,
  },
};

async function describe(name: keyof typeof FUNCTIONS): Promise<OpenApiDocument> {
  return await createDocument(FUNCTIONS[name].description) as OpenApiDocument;
}

for (const name of ["upsert", "query"] as const) {
  Deno.test(`the document that ${name} serves is made from its schemas: else deno task generate`, async () => {
    assertEquals(
      FUNCTIONS[name].served as object,
      JSON.parse(JSON.stringify(await describe(name))),
    );
  });

  Deno.test(`the document of ${name} has each route that the app answers, and no other`, async () => {
    const { paths } = await describe(name);
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
    );
    const routes = FUNCTIONS[name].app.routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} /functions/v1${path.replace(/\/$/, "")}`);
    // CORS is a middleware and no route.
    const preflights = name === "query"
      ? PATHS.query.map((path) => `OPTIONS /functions/v1${path}`)
      : [];
    assertEquals(described.sort(), [...routes, ...preflights].sort());
  });

  Deno.test(`each operation of ${name} has a name of its own`, async () => {
    const { paths } = await describe(name);
    const ids = Object.values(paths).flatMap(Object.values).map(({ operationId }) => operationId);
    assertEquals(ids.length, new Set(ids).size);
  });
}

/** A part of `validation_failed`, and what ends the start. */
const NEVER_ANSWERED = ["configuration_error", "invalid_company_domain"];

Deno.test("every error code that is answered is in a document, under its status", async () => {
  const found = new Map<string, number>();
  for (const name of ["upsert", "query"] as const) {
    const { components } = await describe(name);
    for (const [error, schema] of Object.entries(components.schemas)) {
      if (!error.startsWith("Error")) continue;
      const { code } = (schema as { properties: { code: { enum: string[] } } }).properties;
      for (const each of code.enum) found.set(each, Number(error.slice("Error".length)));
    }
  }
  const byCode = ([a]: [string, number], [b]: [string, number]) => a < b ? -1 : 1;
  const answered = Object.entries(STATUS_OF_CODE)
    .filter(([code]) => !NEVER_ANSWERED.includes(code));
  assertEquals([...found].sort(byCode), answered.sort(byCode));
});

Deno.test("a document that is kept as text is an object in the documents", async () => {
  const typeOf = (document: OpenApiDocument, name: string, field: string) => {
    const { properties } = document.components.schemas[name] as {
      properties: Record<string, unknown>;
    };
    return JSON.stringify(properties[field]);
  };
  assert(
    typeOf(await describe("upsert"), "UpsertBody", "raw_parallel_output").includes('"object"'),
  );
  assert(typeOf(await describe("query"), "QueryBody", "contains").includes('"object"'));
});

Deno.test("the examples of the documents are valid", async () => {
  const exampleOf = ({ paths }: OpenApiDocument, path: string) => {
    const { requestBody } = paths[`/functions/v1${path}`]!.post!;
    return requestBody!.content["application/json"].example;
  };
  const check = (item: unknown) =>
    validate(upsertBody, readObject(JSON.stringify(item), UPSERT_MEMBERS));
  const write = await describe("upsert");
  check(exampleOf(write, PATHS.upsert[0]));
  const { items } = exampleOf(write, `${PATHS.upsert[0]}/batch`) as { items: unknown[] };
  items.forEach(check);
  validate(queryBody, exampleOf(await describe("query"), PATHS.query[0]));
});
