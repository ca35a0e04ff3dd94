/**
 * The connections of `@supabase/lite`, instead of those that postgres.js reserves.
 *
 * postgres.js 3.4.9 does not outlive its database: a query on a reserved connection that has closed
 * writes to a socket that is gone, which ends the process, and a reservation that was refused stays
 * in the queue, where it later takes a connection for good.
 */
import postgres from "postgres";

/** The setting of the connection on which `@supabase/lite` reads the list of tables. */
export const CATALOG_URI = "LITE_CATALOG_URI";

/**
 * A setting of a transaction, as `@supabase/lite` makes some ten of them in each: its name, and its
 * value where that is no parameter.
 */
const SETTING = /^select set_config\('([\w.]+)', (?:\$1|'(\w*)'), true\)$/i;

/** What Kysely asks of a reserved connection. */
interface Reserved {
  unsafe(text: string, parameters: unknown[]): Promise<postgres.RowList<postgres.Row[]>>;
  release(): void;
}

/** One connection, made by its first query; it is used no more once it is lost. */
interface Client {
  sql: postgres.Sql;
  isLost: boolean;
}

/** What is answered to what waits. */
const NOTHING = [] as unknown as postgres.RowList<postgres.Row[]>;

/** What a query throws whose connection is lost, or could not be made. */
class ConnectionLostError extends Error {
  override readonly name = "ConnectionLostError";
}

/**
 * Makes what stands for `sql.reserve` of postgres.js, and what ends the connections that are idle.
 *
 * @param options `sql.options` of postgres.js, of which `max` is the size of the pool.
 */
export function createReserve(
  options: postgres.ParsedOptions,
): { reserve: () => Promise<Reserved>; end: () => void } {
  const idle: Client[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  function connect(): Client {
    const onclose = () => client.isLost = true;
    const own: object = { ...options, max: 1, max_lifetime: null, onclose };
    const client: Client = { sql: postgres(own), isLost: false };
    return client;
  }

  async function reserve(): Promise<Reserved> {
    if (busy < options.max) busy++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    while (idle.at(-1)?.isLost) idle.pop();
    const client = idle.pop() ?? connect();
    let begin: string[] = [];
    let settings: [name: string, value: string][] = [];
    return {
      async unsafe(text, parameters) {
        // It would connect anew, and go on outside of its transaction.
        if (client.isLost) throw new ConnectionLostError("The connection has closed.");
        // Both wait for the first query and are sent with it: one round trip instead of twenty.
        const [, name, value] = SETTING.exec(text) ?? [];
        if (text === "begin") begin = [text];
        else if (name !== undefined) settings.push([name, value ?? String(parameters[0])]);
        if (text === "begin" || name !== undefined) return NOTHING;
        const first = [...begin.map((text) => client.sql.unsafe(text)), ...set(client, settings)];
        [begin, settings] = [[], []];
        try {
          const query = client.sql.unsafe(text, parameters as postgres.ParameterOrJSON<never>[]);
          return (await Promise.all([...first, query])).at(-1)!;
        } catch (error) {
          if (error instanceof postgres.PostgresError && error.severity === "ERROR") throw error;
          client.isLost = true;
          throw new ConnectionLostError((error as Error).message, { cause: error });
        }
      },
      release() {
        if (client.isLost) client.sql.end({ timeout: 0 });
        else idle.push(client);
        const next = waiting.shift();
        if (next) next();
        else busy--;
      },
    };
  }

  return { reserve, end: () => idle.forEach(({ sql }) => void sql.end({ timeout: 0 })) };
}

/** Makes settings by one query, in their order; no query where there are none. */
function set({ sql }: Client, settings: [name: string, value: string][]) {
  if (settings.length === 0) return [];
  const calls = settings.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
  return [sql.unsafe(`select ${calls}`, settings.flat(), { prepare: true })];
}
