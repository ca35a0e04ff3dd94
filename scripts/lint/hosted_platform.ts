/**
 * Refuses in the functions what the hosted platform lacks and the types of its Deno do not.
 *
 * Those types refuse the rest: `scripts/test.ts` checks each function with that Deno.
 */

/** What the types of Deno 2.1.4 declare although it is missing at run time. */
export const ABSENT_AT_HOSTED_LEVEL = [
  "AsyncDisposableStack",
  "BroadcastChannel",
  "DisposableStack",
  "SuppressedError",
  "Temporal",
  "WebSocketStream",
];
/** What Supabase takes away besides; see its page on the limits of Edge Functions. */
export const ABSENT_AT_SUPABASE = ["Worker"];

const absent = new Set([...ABSENT_AT_HOSTED_LEVEL, ...ABSENT_AT_SUPABASE]);

function isDenoEnv({ name, parent }: Deno.lint.Identifier): boolean {
  return name === "Deno" && parent.type === "MemberExpression" &&
    parent.property.type === "Identifier" && parent.property.name === "env";
}

export default {
  name: "hosted-platform",
  rules: {
    "only-what-is-there": {
      create(context) {
        if (!context.filename.includes("/supabase/functions/")) return {};
        return {
          Identifier(node) {
            if (absent.has(node.name)) {
              const message = `"${node.name}" is not there on the hosted platform: do without it.`;
              context.report({ node, message });
            }
            if (node.name === "Deno" && !isDenoEnv(node)) {
              const message =
                "Of Deno a function may use `Deno.env` alone: synchronous file calls " +
                "fail on the hosted platform, and a test could not call the rest in memory.";
              context.report({ node, message });
            }
          },
        };
      },
    },
  },
} satisfies Deno.lint.Plugin;
