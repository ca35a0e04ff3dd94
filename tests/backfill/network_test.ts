import { assertEquals, assertStringIncludes } from "@std/assert";
import { type AddressInfo, createServer } from "node:net";
import { runBackfillHere, runBackfillScript } from "../support/backfill.ts";
import { HAS_OPENSSL, makeCertificate } from "../support/certificates.ts";
import { takeShare } from "../../scripts/local/share.ts";

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

for (const [name, scheme, answer, sentence] of takeShare(SPOKEN)) {
  Deno.test(`backfill says so where ${name}`, async () => {
    await using server = startServer(answering(answer));
    assertStringIncludes(await complaintAt(`${scheme}://127.0.0.1:${server.port}`), sentence);
  });
}

/** Runs it with what Deno reads from the environment once, at its start. */
async function complaintWith(url: string, env: Record<string, string>): Promise<string> {
  const settings = { SUPABASE_URL: url, SUPABASE_SECRET_KEY: "k", ...env };
  const { code, errors } = await runBackfillScript(["--patience", "0"], settings);
  assertEquals(code, 1);
  return errors;
}

Deno.test("backfill says that a connection is reset", async () => {
  const server = createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const complaint = await complaintAt(`http://127.0.0.1:${port}`);
  await new Promise((resolve) => server.close(resolve));
  assertStringIncludes(complaint, "reset the connection");
});

const CERTIFICATES: [name: string, host: string, days: number, isTrusted: boolean][] = [
  ["is not trusted", "localhost", 1, false],
  ["is for another name", "127.0.0.1", 1, true],
  ["has expired", "localhost", -1, true],
];

for (const [name, host, days, isTrusted] of takeShare(CERTIFICATES)) {
  const unless = HAS_OPENSSL ? "" : " (skipped: there is no openssl)";
  Deno.test(
    `backfill says that a certificate ${name}${unless}`,
    { ignore: !HAS_OPENSSL },
    async () => {
      const folder = await Deno.makeTempDir();
      const { issuerPath, ...own } = await makeCertificate(folder, days);
      const options = { hostname: "127.0.0.1", port: 0, ...own, onListen() {} };
      await using server = Deno.serve(options, () => new Response());
      const trust: Record<string, string> = isTrusted ? { DENO_CERT: issuerPath } : {};
      const complaint = await complaintWith(`https://${host}:${server.addr.port}`, trust);
      await Deno.remove(folder, { recursive: true });
      assertStringIncludes(complaint, `[its TLS certificate ${name}`);
    },
  );
}

for (const scheme of ["http", "https"]) {
  for (const name of [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, "ALL_PROXY"]) {
    Deno.test(`backfill to an ${scheme} URL says that the proxy of ${name} is dead`, async () => {
      const proxy = `http://zq7:zq7@127.0.0.1:${findClosedPort()}`;
      const complaint = await complaintWith(`${scheme}://abc.supabase.invalid`, {
        [name]: proxy,
      });
      assertStringIncludes(complaint, `the proxy that ${name} names: connection refused`);
      assertEquals(complaint.includes("zq7"), false, complaint);
    });
  }
}

Deno.test("backfill blames no proxy for a server that NO_PROXY exempts", async () => {
  const complaint = await complaintWith(`http://127.0.0.1:${findClosedPort()}`, {
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
    const complaint = await complaintWith(`${scheme}://abc.supabase.invalid`, env);
    assertStringIncludes(complaint, "the proxy wants a user name and password (407)");
  }
  await using lost = startServer(answering(refusal("502 Bad Gateway")));
  const env = { HTTPS_PROXY: `http://127.0.0.1:${lost.port}` };
  const complaint = await complaintWith("https://abc.supabase.invalid", env);
  assertStringIncludes(complaint, "the proxy did not connect to the server");
});
