import type { NamedDivision, PlaceNameSearchResult } from '../contract.ts';
import type { NameSegment } from '../names-on.ts';
import type { NameFollower } from './follower.ts';
import { divisionOn, namesAt, searchNames, segmentsIn, type Question } from './search.ts';

/** Names as they are found by what people type or where they click. */
export interface NameSearch {
  /** Names that a query asks for, the best first; every one says how it came to match. */
  search(question: Question): Promise<PlaceNameSearchResult>;
  /** Names around a point (longitude, latitude): what it lies in, then what is near. */
  at(
    position: [number, number],
    options: { radiusM: number; limit: number; asOf: string },
  ): Promise<PlaceNameSearchResult>;
  /** All stretches of time of a record; none for one that is not there. */
  segments(id: string): Promise<readonly NameSegment[]>;
  /** Divisions by their names on a day, in the order of the ids. */
  divisions(ids: readonly string[], day: string): Promise<(NamedDivision | null)[]>;
}

/** The search in the memory of this program: for registers up to about a million names. */
export function memoryNameSearch(names: NameFollower): NameSearch {
  return {
    search: async (question) => searchNames(await names.state(), question),
    at: async (position, options) => namesAt(await names.state(), position, options),
    segments: async (id) => segmentsIn((await names.state()).parts, id),
    async divisions(ids, day) {
      const { divisions } = await names.state();
      return ids.map((id) => divisionOn(divisions, id, day));
    },
  };
}
