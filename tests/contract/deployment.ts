/** The contract of the deployment that the environment names; `run.ts` starts it. */
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { testContract } from "./suite.ts";
import { RUN_VARIABLE, sendTo, type Target } from "./target.ts";

function openDeployment(): Promise<Target> {
  const run = Deno.env.get(RUN_VARIABLE);
  if (run === undefined) throw new Error("Run this by deno task test:remote.");
  const settings = readQuerySettings(Deno.env.toObject());
  const send = sendTo(settings.supabaseUrl);
  return Promise.resolve({ run, settings, isOurs: false, send, stop: () => Promise.resolve() });
}

testContract("deployment", openDeployment);
