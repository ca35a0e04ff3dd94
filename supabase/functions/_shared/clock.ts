/**
 * The platform's clock and timers, each looked up once.
 *
 * On Deno 2.1.4 these globals differ between our code and npm packages, so each mention of one walks
 * the stack to see who asks: 1 to 5 µs, and a request would have twelve.
 */
export const { clearInterval, clearTimeout, performance, setInterval, setTimeout } = globalThis;
