import type { Random } from '../../server/random.ts';
import { LinkDown, type Transport } from '../../web/field/sync/transport.ts';

export interface FaultyLink {
  transport: Transport;
  /** From now on nothing goes wrong. */
  calmDown(): void;
  /** A request that was under way for long arrives after all; nobody waits for its answer any longer. */
  deliverDelayed(): Promise<void>;
}

/** A link to a server on which requests are lost, repeated, damaged and delayed, so that they overtake, and answers are lost. */
export function faultyLink(server: Transport, random: Random): FaultyLink {
  const delayed: (() => Promise<unknown>)[] = [];
  let calm = false;
  const troubled = async <T>(request: () => Promise<T>): Promise<T> => {
    if (calm) return request();
    if (random.chance(0.1)) throw new LinkDown('lost on its way');
    if (random.chance(0.1)) delayed.push(request);
    if (random.chance(0.1)) await request();
    const answer = await request();
    if (random.chance(0.1)) throw new LinkDown('answer lost');
    return answer;
  };
  return {
    transport: {
      sync: (device, items) => troubled(() => server.sync(device, structuredClone(items))),
      known: (request) => troubled(() => server.known(request)),
      photoState: (hash) => troubled(() => server.photoState(hash)),
      putChunk: (hash, index, stated, chunk) =>
        troubled(() => {
          const arrived = Uint8Array.from(chunk);
          if (!calm && random.chance(0.05)) arrived[0]! ^= 1;
          return server.putChunk(hash, index, stated, arrived);
        }),
      completePhoto: (hash, completion) => troubled(() => server.completePhoto(hash, completion)),
    },
    calmDown: () => void (calm = true),
    async deliverDelayed() {
      const [request] = delayed.splice(0, 1);
      try {
        await request?.();
      } catch {
        // Refusals and kills tell nobody.
      }
    },
  };
}
