import type { PGlite } from '@electric-sql/pglite';

const typeOf = (message: Uint8Array): string => String.fromCharCode(message[0] ?? 0);
const sync = new Uint8Array([0x53, 0, 0, 0, 4]);
/** Parse, Bind, Describe, Execute, Close, Flush: parts of a request that ends with Sync. */
const partsOfRequest = new Set(['P', 'B', 'D', 'E', 'C', 'H']);

const readyForQuery = 'Z'.charCodeAt(0);
const headerLength = 5;

/**
 * Passes a stream of backend messages on without its ReadyForQuery. After an error the engine says ReadyForQuery at once,
 * also in the middle of a request, and again at its Sync, where PostgreSQL says it only at the Sync. The client takes the
 * first for the end of its request and the second for an empty answer to its next one. Chunks may end anywhere in a
 * message.
 */
function withoutReadyForQuery(pass: (data: Uint8Array) => void): (data: Uint8Array) => void {
  let header: number[] = [];
  let bodyLeft = 0;
  let dropping = false;
  return (data) => {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < data.length;) {
      if (bodyLeft === 0) {
        header.push(data[at]!);
        at += 1;
        if (header.length < headerLength) continue;
        const [type, a, b, c, d] = header as [number, number, number, number, number];
        bodyLeft = ((a << 24) | (b << 16) | (c << 8) | d) - (headerLength - 1);
        dropping = type === readyForQuery;
        if (!dropping) pieces.push(Uint8Array.from(header));
        header = [];
        continue;
      }
      const end = Math.min(data.length, at + bodyLeft);
      if (!dropping) pieces.push(data.subarray(at, end));
      bodyLeft -= end - at;
      at = end;
    }
    if (pieces.length > 0) pass(Buffer.concat(pieces));
  };
}

/**
 * The database as the socket server may see it.
 *
 * All connections share one backend, and so its unnamed statement. The server queues single protocol messages and keeps
 * a connection's turn only while `isInTransaction()` holds, so between one client's Parse and its Bind another client's
 * Parse could come: the first would then receive the answer to the second's query. Here a turn also lasts from the first
 * message of a request to its Sync.
 *
 * @param watch called before and after each message
 * @param onBroken called when the engine itself threw; the server's queue stands still from then on
 */
export function withWholeRequests(
  database: PGlite,
  watch: { begin(): void; end(): void },
  onBroken: (error: unknown) => void,
): PGlite {
  let requestOpen = false;
  const replaced: Partial<PGlite> = {
    isInTransaction: () => requestOpen || database.isInTransaction(),
    execProtocolRawStream: async (message, options) => {
      const type = typeOf(message);
      requestOpen = partsOfRequest.has(type) || (requestOpen && type !== 'S' && type !== 'Q');
      watch.begin();
      try {
        const onRawData = options?.onRawData;
        const filtered =
          onRawData !== undefined && partsOfRequest.has(type) ? withoutReadyForQuery(onRawData) : onRawData;
        await database.execProtocolRawStream(message, { ...options, onRawData: filtered! });
      } catch (error) {
        onBroken(error);
        throw error;
      } finally {
        watch.end();
      }
    },
    // The server calls this only to roll back for a client that left, possibly in the middle of a request.
    exec: async (query, options) => {
      if (requestOpen) await database.runExclusive(() => database.execProtocolRaw(sync));
      requestOpen = false;
      return database.exec(query, options);
    },
  };
  return new Proxy(database, {
    get(target, key) {
      if (Object.hasOwn(replaced, key)) return Reflect.get(replaced, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
