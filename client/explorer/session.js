/** Who reads, and from where; kept in this tab's session storage only. */

const KEY = "icp-job-titles";
/** What a sign-out leaves behind, so that the page does not sign in by itself again. */
const SIGNED_OUT = "signed-out";

/**
 * What the server of the page says: the project's URL, a path for the server itself, and a public
 * token where there is one. A folder on a static host may have neither.
 *
 * @returns {Promise<{ url: string | null, token?: string }>}
 */
export async function readSettings() {
  try {
    const { url, token } = await (await fetch("settings.json", { cache: "no-store" })).json();
    return { url: url ? new URL(url, location.href).href : null, token };
  } catch {
    return { url: null };
  }
}

/**
 * Reads the session, or makes one of a public token; undefined where somebody has to sign in.
 *
 * @param {{ url: string | null, token?: string | undefined }} settings
 */
export function readSession({ url, token }) {
  const kept = sessionStorage.getItem(KEY);
  if (kept === SIGNED_OUT) return undefined;
  const session = kept ? JSON.parse(kept) : undefined;
  // A token is for its project: this address may show another one since.
  if (session && (!url || session.url === url)) return session;
  return url && token ? { url, token } : undefined;
}

/** Keeps a session for this tab. */
export function keepSession(session) {
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

/** Forgets the token. */
export function forgetSession() {
  sessionStorage.setItem(KEY, SIGNED_OUT);
}
