/**
 * Which requests the gateway turns away: a web page can send them to this machine from its
 * visitor's browser, and the development keys are public.
 */
import { isLoopback } from "../../supabase/functions/_shared/env/development_keys.ts";

/** Why a request is turned away. */
interface Refusal {
  status: 403 | 421;
  error: string;
}

/**
 * Judges a request by the host that it asks for and the page that it comes from.
 *
 * @param acceptsForeignOrigins Whether pages of other machines may ask, since no key is public.
 */
export function refuseForeigner(
  request: Request,
  acceptsForeignOrigins: boolean,
): Refusal | undefined {
  // A page whose own name leads to 127.0.0.1 is no foreign origin to a browser.
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (!isLoopbackOrigin(`http://${host}`)) {
    const error = "The local stack answers as 127.0.0.1, localhost or [::1] only. " +
      "Ask for one of them: this Host is another.";
    return { status: 421, error };
  }
  const origin = request.headers.get("origin");
  if (origin === null || acceptsForeignOrigins || isLoopbackOrigin(origin)) return undefined;
  const error = "The keys of this stack are public, so pages of other origins may not use it. " +
    "Open the page from localhost, or start the stack with keys of your own and --no-sample.";
  return { status: 403, error };
}

/** Whether a text is an origin, such as `http://localhost:3000`, of this machine. */
function isLoopbackOrigin(text: string): boolean {
  return /^https?:\/\/[^/?#@\\\s]+$/i.test(text) && isLoopback(text);
}
