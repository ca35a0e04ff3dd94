/** The gateway as a process of its own: how to start it, and the program that it is. */
import { fileURLToPath } from "node:url";
import { createGateway, type Upstreams } from "./gateway.ts";
import { type Placement, startProcess } from "./processes.ts";

const PROGRAM = fileURLToPath(import.meta.url);

/**
 * Starts the gateway on a port of 127.0.0.1.
 *
 * @throws {StackError} with its last lines when it does not start.
 */
export async function startGateway(upstreams: Upstreams, { port, onEnd }: Required<Placement>) {
  return await startProcess({
    label: "The gateway",
    command: [Deno.execPath(), "run", "-A", PROGRAM],
    env: { GATEWAY_PORT: String(port), GATEWAY_UPSTREAMS: JSON.stringify(upstreams) },
    ready: /Listening on/,
    onEnd,
  });
}

if (import.meta.main) {
  const { GATEWAY_PORT: port, GATEWAY_UPSTREAMS: upstreams } = Deno.env.toObject();
  const gateway = createGateway(JSON.parse(upstreams!));
  Deno.serve({ hostname: "127.0.0.1", port: Number(port) }, gateway.fetch);
}
