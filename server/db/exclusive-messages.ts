import type { PGlite } from '@electric-sql/pglite';

const typeOf = (message: Uint8Array): string => String.fromCharCode(message[0] ?? 0);
const sync = new Uint8Array([0x53, 0, 0, 0, 4]);
/** Parse, Bind, Describe, Execute, Close, Flush: parts of a request that ends with Sync. */
const partsOfRequest = new Set(['P', 'B', 'D', 'E', 'C', 'H']);

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
        await database.execProtocolRawStream(message, options);
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
