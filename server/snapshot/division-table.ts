import { divisionLevels, divisionTypes, type DivisionLevel } from '../../gis-data/catalogue/index.ts';
import type { DivisionBody } from '../divisions/contract.ts';
import { compareCodes, NONE, orNaN } from './columns.ts';

/** Divisions as columns; row order is by code, so that equal registries give equal tables. */
export interface DivisionTable {
  readonly length: number;
  readonly ids: readonly string[];
  readonly indexById: ReadonlyMap<string, number>;
  readonly bodies: readonly DivisionBody[];
  /** Position in `divisionLevels`. */
  readonly level: Uint8Array;
  /** Position in `divisionTypes`. */
  readonly type: Uint8Array;
  /** Row of the parent, of the county and of the township that the division is or lies in; `NONE` above them. */
  readonly parent: Int32Array;
  readonly county: Int32Array;
  readonly township: Int32Array;
  /** Counts of people and households; NaN = unknown. */
  readonly population: Float64Array;
  readonly population60: Float64Array;
  readonly population80: Float64Array;
  readonly households: Float64Array;
  /** Centre, EPSG:4490 degrees; NaN = unknown. */
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** Rows of one level, in row order. */
  ofLevel(level: DivisionLevel): readonly number[];
}

const levelIndex = new Map(divisionLevels.map((l, i) => [l.id, i]));
const typeIndex = new Map<string, number>(divisionTypes.map((t, i) => [t.id, i]));

/**
 * Puts the divisions into columns.
 * @param before an earlier table, whose `ids` and `indexById` are kept where the rows are the same divisions: equal `ids`
 *   arrays tell that division rows still mean what they meant
 */
export function buildDivisions(records: ReadonlyMap<string, DivisionBody>, before?: DivisionTable): DivisionTable {
  const entries = [...records].sort(([idA, a], [idB, b]) => compareCodes(a.code, b.code) || compareCodes(idA, idB));
  const length = entries.length;
  const bodies = entries.map(([, body]) => body);
  const sameRows = before?.length === length && entries.every(([id], row) => before.ids[row] === id);
  const ids = sameRows ? before.ids : entries.map(([id]) => id);
  const indexById = sameRows ? before.indexById : new Map(ids.map((id, row) => [id, row]));
  const column = (pick: (body: DivisionBody) => number | null | undefined) =>
    Float64Array.from(bodies, (body) => orNaN(pick(body)));
  const level = Uint8Array.from(bodies, (b) => levelIndex.get(b.level)!);
  const parent = Int32Array.from(bodies, (b) => (b.parentId === null ? NONE : (indexById.get(b.parentId) ?? NONE)));

  const ancestorAt = (row: number, wanted: number): number => {
    // A division has at most as many ancestors as there are levels, so a broken parent chain cannot loop.
    for (let at = row, steps = 0; at !== NONE && steps <= divisionLevels.length; at = parent[at]!, steps++) {
      if (level[at] === wanted) return at;
    }
    return NONE;
  };
  const countyLevel = levelIndex.get('county')!;
  const townshipLevel = levelIndex.get('township')!;
  const byLevel = new Map<string, number[]>(divisionLevels.map((l) => [l.id, []]));
  bodies.forEach((b, i) => byLevel.get(b.level)!.push(i));

  return {
    length,
    ids,
    indexById,
    bodies,
    level,
    type: Uint8Array.from(bodies, (b) => typeIndex.get(b.type)!),
    parent,
    county: Int32Array.from(bodies, (_, i) => ancestorAt(i, countyLevel)),
    township: Int32Array.from(bodies, (_, i) => ancestorAt(i, townshipLevel)),
    population: column((b) => b.population),
    population60: column((b) => b.population60),
    population80: column((b) => b.population80),
    households: column((b) => b.households),
    longitude: column((b) => b.centre?.coordinates[0]),
    latitude: column((b) => b.centre?.coordinates[1]),
    ofLevel: (wanted) => byLevel.get(wanted)!,
  };
}
