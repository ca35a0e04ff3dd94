/**
 * Chromium that a test drives by the DevTools protocol: it clicks, types, measures, takes pictures,
 * and collects what the page complains of.
 */
import { assert } from "@std/assert";
import { TextLineStream } from "@std/streams";
import { CHROMIUM, CHROMIUM_ARGS } from "./chromium.ts";

/** How a page is seen. */
interface Look {
  width: number;
  height: number;
  scheme?: "light" | "dark";
}

/** An open page; made by {@link openBrowser}. */
export interface BrowserPage {
  /** Violations of the CSP, errors of scripts, and files that did not load. */
  complaints: string[];
  goTo(url: string): Promise<void>;
  look(look: Look): Promise<void>;
  /** Runs an expression in the page, and returns what it resolves to. */
  run<Value>(expression: string): Promise<Value>;
  /** Waits until an expression is true; fails with the text of the page where it stays false. */
  waitFor(expression: string): Promise<void>;
  /** Types a text into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses a key such as `Tab` or `ArrowDown`. */
  press(key: string): Promise<void>;
  /** Takes a picture as a PNG. */
  screenshot(): Promise<Uint8Array>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Result = Record<string, unknown>;

const KEY_CODES: Record<string, number> = {
  Enter: 13,
  Tab: 9,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};
const WAIT_MS = 20_000;

/** Starts a browser with one page. */
export async function openBrowser(): Promise<BrowserPage> {
  await using started = new AsyncDisposableStack();
  const profile = await Deno.makeTempDir();
  started.defer(() => Deno.remove(profile, { recursive: true }));
  const process = new Deno.Command(CHROMIUM, {
    args: [...CHROMIUM_ARGS, `--user-data-dir=${profile}`, "--remote-debugging-port=0"],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = process.stderr.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  const endpoint = Promise.withResolvers<string>();
  const drained = (async () => {
    for await (const line of lines as ReadableStream<string>) {
      const [, address] = /listening on (ws:\S+)/.exec(line) ?? [];
      if (address) endpoint.resolve(address);
    }
    endpoint.reject(new Error("Chromium ended before it listened."));
  })();
  started.defer(async () => {
    process.kill("SIGKILL");
    await process.status;
    await drained;
  });
  const connection = await connect(await endpoint.promise);
  started.defer(connection.close);

  const { targetId } = await connection.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: Result = {}) =>
    connection.send(method, params, sessionId as string);
  const permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
  await connection.send("Browser.grantPermissions", { permissions });
  for (const domain of ["Page", "Runtime", "Log"]) await send(`${domain}.enable`);

  const run = async <Value>(expression: string) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    }) as { result: { value: Value }; exceptionDetails?: unknown };
    assert(!exceptionDetails, `${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  const ended = started.move();
  return {
    complaints: connection.complaints,
    run,
    async goTo(url) {
      const loaded = connection.next("Page.loadEventFired");
      await send("Page.navigate", { url });
      await loaded;
    },
    async look({ width, height, scheme = "light" }) {
      const metrics = { width, height, deviceScaleFactor: 1, mobile: width < 500 };
      await send("Emulation.setDeviceMetricsOverride", metrics);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await send("Emulation.setEmulatedMedia", { features });
    },
    async waitFor(expression) {
      // The page looks at each of its frames, so that no test has to guess a time.
      const isTrue = await run<boolean>(`new Promise((resolve) => {
        const end = performance.now() + ${WAIT_MS};
        const look = () => {
          let value = false;
          try { value = Boolean(${expression}); } catch { /* Not there yet. */ }
          if (value || performance.now() > end) resolve(value); else setTimeout(look, 20);
        };
        look();
      })`);
      if (isTrue) return;
      const text = await run<string>("document.body.innerText.slice(0, 3000)");
      throw new Error(`It stays false: ${expression}\n${connection.complaints}\n${text}`);
    },
    async type(text) {
      await send("Input.insertText", { text });
    },
    async press(key) {
      const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
      const code = { key, text, windowsVirtualKeyCode: KEY_CODES[key] };
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...code });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...code });
    },
    async screenshot() {
      const { data } = await send("Page.captureScreenshot", { format: "png" });
      return Uint8Array.fromBase64(data as string);
    },
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}

/** Sends commands, and takes their answers and the events. */
async function connect(address: string) {
  const socket = new WebSocket(address);
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  socket.onopen = () => resolve();
  socket.onerror = () => reject(new Error("Chromium's socket broke."));
  await opened;
  const waiting = new Map<number, PromiseWithResolvers<Result>>();
  const events = new Map<string, () => void>();
  const complaints: string[] = [];
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(data);
    const call = waiting.get(id);
    if (call) {
      waiting.delete(id);
      if (error) call.reject(new Error(JSON.stringify(error)));
      else call.resolve(result);
    }
    events.get(method)?.();
    if (method === "Runtime.exceptionThrown") complaints.push(JSON.stringify(params));
    if (method === "Log.entryAdded" && params.entry.level === "error") {
      complaints.push(`${params.entry.text} ${params.entry.url ?? ""}`);
    }
  };
  return {
    complaints,
    send(method: string, params: Result, sessionId?: string): Promise<Result> {
      const call = Promise.withResolvers<Result>();
      waiting.set(++last, call);
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
      return call.promise;
    },
    next: (method: string) => new Promise<void>((resolve) => events.set(method, resolve)),
    async close() {
      const closed = new Promise((resolve) => socket.onclose = resolve);
      socket.close();
      await closed;
    },
  };
}
