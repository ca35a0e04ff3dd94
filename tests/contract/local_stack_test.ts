/** The contract of a local stack whose functions run at the hosted level. */
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { testContract } from "./suite.ts";
import { allowCredentials, makeTurningKeys, sendTo, type Target } from "./target.ts";

async function openLocalStack(): Promise<Target> {
  const keys = makeTurningKeys();
  const denoPath = await findHostedDeno();
  const stack = await startStack({ keys, port: 0, sample: false, denoPath });
  await allowCredentials(stack.databaseUrl);
  const settings = readQuerySettings({
    ...keys,
    SUPABASE_URL: stack.url,
    SUPABASE_SERVICE_ROLE_KEY: stack.serviceKey,
  });
  return {
    run: crypto.randomUUID(),
    settings,
    isOurs: true,
    send: sendTo(stack.url),
    stop: stack.stop,
  };
}

testContract("local stack", openLocalStack);
