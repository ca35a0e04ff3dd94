import { assertEquals, assertStringIncludes } from "@std/assert";
import { runBackfillHere, runBackfillScript } from "../support/backfill.ts";

/** Takes connections on a port of 127.0.0.1 and does one thing with each once it has spoken. */
function startServer(meet: (connection: Deno.TcpConn) => unknown) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      try {
        await connection.read(new Uint8Array(65_536));
        await meet(connection);
        connection.close();
      } catch {
        // The other side was faster.
      }
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

/** What a server sends before it closes the connection. */
const answering = (text: string) => (connection: Deno.TcpConn) =>
  connection.write(new TextEncoder().encode(text));

function findClosedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

/** What the run says where it cannot begin. */
async function complaintAt(url: string): Promise<string> {
  const { code, errors } = await runBackfillHere({ url, serviceKey: "k" }, ["--patience", "0"]);
  assertEquals(code, 1);
  return errors;
}

Deno.test("backfill says that a name is not known to DNS", async () => {
  assertStringIncludes(await complaintAt("http://abc.supabase.invalid"), "not found by DNS");
});

Deno.test("backfill says that a connection is refused", async () => {
  const complaint = await complaintAt(`http://127.0.0.1:${findClosedPort()}`);
  assertStringIncludes(complaint, "connection refused: no server listens there");
});

const SPOKEN: [name: string, scheme: string, answer: string, sentence: string][] = [
  ["an https URL meets an http server", "https", "HTTP/1.1 400 Bad\r\n\r\n", "not speak TLS"],
  ["an https URL meets a server that hangs up", "https", "", "TLS handshake failed"],
  ["an http URL meets an https server", "http", "\x15\x03\x01\x00\x02\x02\x46", "is not HTTP"],
  ["an http URL meets another server", "http", "SSH-2.0-OpenSSH_9\r\n", "is not HTTP"],
  ["a server closes without an answer", "http", "", "closed the connection without an answer"],
  [
    "a server closes in the middle of its answer",
    "http",
    "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n[",
    "ended in the middle of its answer",
  ],
  [
    "a server redirects in a circle",
    "http",
    "HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n",
    "redirects in a circle",
  ],
];

for (const [name, scheme, answer, sentence] of SPOKEN) {
  Deno.test(`backfill says so where ${name}`, async () => {
    await using server = startServer(answering(answer));
    assertStringIncludes(await complaintAt(`${scheme}://127.0.0.1:${server.port}`), sentence);
  });
}

Deno.test("backfill says that a certificate is not trusted", async () => {
  const folder = await Deno.makeTempDir();
  const { success } = await new Deno.Command("openssl", {
    args: ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
      .concat("-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`),
    stderr: "null",
  }).output();
  assertEquals(success, true, "openssl is needed");
  const [cert, key] = ["cert", "key"].map((name) => Deno.readTextFileSync(`${folder}/${name}.pem`));
  const options = { hostname: "127.0.0.1", port: 0, cert: cert!, key: key!, onListen() {} };
  await using server = Deno.serve(options, () => new Response());
  const complaint = await complaintAt(`https://127.0.0.1:${server.addr.port}`);
  await Deno.remove(folder, { recursive: true });
  assertStringIncludes(complaint, "certificate is not trusted");
});

/** Runs it with settings of a proxy, which Deno reads once at its start. */
async function complaintBehind(url: string, env: Record<string, string>): Promise<string> {
  const settings = { SUPABASE_URL: url, SUPABASE_SECRET_KEY: "k", ...env };
  const { code, errors } = await runBackfillScript(["--patience", "0"], settings);
  assertEquals(code, 1);
  return errors;
}

for (const scheme of ["http", "https"]) {
  for (const name of [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, "ALL_PROXY"]) {
    Deno.test(`backfill says that the proxy of ${name} is dead, not ${scheme}`, async () => {
      const proxy = `http://zq7:zq7@127.0.0.1:${findClosedPort()}`;
      const complaint = await complaintBehind(`${scheme}://abc.supabase.invalid`, {
        [name]: proxy,
      });
      assertStringIncludes(complaint, `the proxy that ${name} names: connection refused`);
      assertEquals(complaint.includes("zq7"), false, complaint);
    });
  }
}

Deno.test("backfill blames no proxy for a server that NO_PROXY exempts", async () => {
  const complaint = await complaintBehind(`http://127.0.0.1:${findClosedPort()}`, {
    HTTP_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "localhost,127.0.0.1",
  });
  assertStringIncludes(complaint, "[connection refused");
});

Deno.test("backfill says that a proxy wants a password, or does not connect", async () => {
  const refusal = (status: string) => `HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`;
  await using locked = startServer(answering(refusal("407 Proxy Authentication Required")));
  for (const scheme of ["http", "https"]) {
    const env = { ALL_PROXY: `http://127.0.0.1:${locked.port}` };
    const complaint = await complaintBehind(`${scheme}://abc.supabase.invalid`, env);
    assertStringIncludes(complaint, "the proxy wants a user name and password (407)");
  }
  await using lost = startServer(answering(refusal("502 Bad Gateway")));
  const env = { HTTPS_PROXY: `http://127.0.0.1:${lost.port}` };
  const complaint = await complaintBehind("https://abc.supabase.invalid", env);
  assertStringIncludes(complaint, "the proxy did not connect to the server");
});
