import type { Actor } from '../registry/contract.ts';
import type { Body } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { countyOf } from '../divisions/rules.ts';
import { linesOfCode, markersOnLine } from './lookups.ts';

const readers: ReadonlySet<Actor['role']> = new Set(['editor', 'approver', 'administrator', 'system']);

/**
 * Whether an actor may see markers of some counties precisely: whoever works on the register, in the whole city or in one
 * of the counties. The one place that decides it.
 * @param counties county division ids of a marker's sides; none: only who works in the whole city
 */
export function maySeePrecisely(actor: Pick<Actor, 'role' | 'countyScope'>, counties: readonly string[]): boolean {
  if (!readers.has(actor.role)) return false;
  const { countyScope } = actor;
  return countyScope === null || counties.some((county) => countyScope.includes(county));
}

const entries = (list: unknown): Body[] =>
  Array.isArray(list) ? list.filter((entry): entry is Body => typeof entry === 'object' && entry !== null) : [];

const unique = (ids: readonly unknown[]): string[] => [
  ...new Set(ids.filter((id): id is string => typeof id === 'string')),
];

/** Counties that a marker's sides name. @param body a marker or some fields of one, checked or not */
export const countiesOfMarker = ({ sides }: Body): string[] => unique(entries(sides).map(({ countyId }) => countyId));

/**
 * Counties along a line: those its sides are or lie in. A provincial or city line names none itself, so there they are
 * those of the markers on it.
 * @param body a line or some fields of one, checked or not
 */
export function countiesOfLine(body: Body, snapshot: Snapshot): string[] {
  const own = entries(body.sides).flatMap(({ divisionId }) =>
    typeof divisionId === 'string' ? countyOf(divisionId, snapshot) : [],
  );
  if (own.length > 0) return unique(own);
  const lineIds = typeof body.code === 'string' ? linesOfCode(snapshot, body.code) : [];
  return unique(
    lineIds
      .flatMap((lineId) => markersOnLine(snapshot, lineId))
      .flatMap((id) => countiesOfMarker(snapshot.records.boundaryMarker.get(id) as unknown as Body)),
  );
}
