import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { NameIndex } from './name-index.ts';
import { registerNames } from './register-names.ts';

/** The register's names of a snapshot, with which proposed ones are compared. */
export interface NameStock {
  /** Names there are. */
  readonly size: number;
  /**
   * The answer to a question beside the names.
   * @param countyId where the name is proposed
   * @param ask may be called several times, until all names that it asked for are there
   */
  answer<T>(countyId: string | null, ask: (index: NameIndex) => T): Promise<T>;
  giveBack(): void;
}

/** Lends the names of a snapshot. */
export type LendNames = (snapshot: Snapshot) => Promise<NameStock>;

/** Names held in the memory of this program. */
export function namesInMemory(): LendNames {
  const lend = registerNames();
  return async (snapshot) => {
    const { index, giveBack } = lend(snapshot);
    return { size: index.size, answer: async (_, ask) => ask(index), giveBack };
  };
}
