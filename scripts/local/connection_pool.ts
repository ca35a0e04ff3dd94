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

/** A setting of a transaction: its name, and its value where that is no parameter. */
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
    const opening: string[] = [];
    return {
      async unsafe(text, parameters) {
        const statement = readOpening(text, parameters);
        if (statement !== undefined) {
          opening.push(statement);
          return [] as unknown as postgres.RowList<postgres.Row[]>;
        }
        try {
          if (opening.length > 0) await send(client, opening.splice(0).join(";"));
          return await send(client, text, parameters);
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

/**
 * Reads what opens a transaction of `@supabase/lite`: `begin`, and some ten settings by a query each.
 * These wait for the first other query, and are sent before it in one round trip instead of twenty.
 *
 * @returns The statement, with its value in it, or undefined where the text is another query.
 */
function readOpening(text: string, [parameter]: unknown[]): string | undefined {
  if (text === "begin") return text;
  const [, name, value = String(parameter)] = SETTING.exec(text) ?? [];
  return name && `select set_config('${name}', '${value.replaceAll("'", "''")}', true)`;
}

async function send({ sql, isLost }: Client, text: string, parameters: unknown[] = []) {
  // It would connect anew, and go on outside of its transaction.
  if (isLost) throw new ConnectionLostError("The connection has closed.");
  return await sql.unsafe(text, parameters as postgres.ParameterOrJSON<never>[]);
}
