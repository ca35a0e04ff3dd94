/** The least that a function on Hono can be: the floor of a cold start. */
import { Hono } from "hono";

const app = new Hono();
app.all("*", (context) => context.json({ data: "ok" }));

export default { fetch: app.fetch };
