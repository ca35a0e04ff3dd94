import { assertEquals } from "@std/assert";
import { PostgrestClient } from "@supabase/postgrest-js";
import { asRead, readFunction, readRows } from "../../supabase/functions/_shared/data_api/reads.ts";

/** What goes out for a read: its method, URL and body. */
async function send(args: Record<string, unknown>) {
  const sent: { method?: string | undefined; url: string; body: unknown }[] = [];
  const client = new PostgrestClient("https://abc.supabase.co/rest/v1", {
    fetch: (url, { method, body } = {}) => {
      sent.push({ method, url: String(url), body: body && JSON.parse(String(body)) });
      return Promise.resolve(new Response("[]"));
    },
  });
  await client.rpc(...asRead("page_of_icp_job_titles", args)).select("x,".repeat(120));
  return sent[0]!;
}

Deno.test("a short read goes by GET, with its arguments as PostgREST reads them", async () => {
  const { method, url } = await send({
    p_filters: `{"processor":"a&b=c +%","n":9007199254740993}`,
    p_limit: 11,
    p_has_documents: false,
    p_offset: undefined,
    p_columns: ["id", "company_domain"],
    p_pointer: ["", "a,b", `"}`, "\\", "null", "ü"],
  });
  const sent = Object.fromEntries(new URL(url).searchParams);
  delete sent.select;
  assertEquals([method, sent], ["GET", {
    p_filters: `{"processor":"a&b=c +%","n":9007199254740993}`,
    p_limit: "11",
    p_has_documents: "false",
    p_columns: `{"id","company_domain"}`,
    p_pointer: String.raw`{"","a,b","\"}","\\","null","ü"}`,
  }]);
});

for (const [what, letter] of [["ASCII", "a"], ["signs", '"'], ["other scripts", "語"]] as const) {
  Deno.test(`a read of ${what} goes by POST, as it is, once its URL would have over 4 kB`, async () => {
    const methods = new Set<string | undefined>();
    for (let length = 100; length < 6000; length += 100) {
      const args = { p_filters: letter.repeat(length), p_pointer: ["a,b"] };
      const { method, url, body } = await send(args);
      methods.add(method);
      if (method === "POST") assertEquals(body, args);
      else assertEquals([methods.size, url.length <= 4096], [1, true]);
    }
    assertEquals(methods, new Set(["GET", "POST"]));
  });
}

Deno.test("rows are read by the values of their columns", () => {
  const values = { slug: "a&b=c", name: "x" };
  assertEquals(readRows("orgs", ["id", "name"], values), {
    path: "orgs?select=id,name&slug=eq.a%26b%3Dc&name=eq.x",
  });
});

Deno.test("a function is read in its URL, and by a body where that would be long", () => {
  const args = { p_org_id: "x", p_filters: "{}", p_has_documents: true, p_limit: 11 };
  assertEquals(readFunction("page_of_icp_job_titles", args, ["id", "created_at"]), {
    path:
      "rpc/page_of_icp_job_titles?p_org_id=x&p_filters=%7B%7D&p_has_documents=true&p_limit=11&" +
      "select=id,created_at",
  });
  const long = { ...args, p_filters: `{"search":"${"語".repeat(2000)}"}` };
  assertEquals(readFunction("page_of_icp_job_titles", long, ["id"]), {
    path: "rpc/page_of_icp_job_titles?select=id",
    body: JSON.stringify(long),
  });
});
