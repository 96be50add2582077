import { isDeepStrictEqual } from 'node:util';
import { joinBoundaries, withoutPart } from './boundaries.ts';
import { countsShifted, type Counts } from './counts.ts';
import type { BoundaryGeometry } from './contract.ts';
import { divisionName, say, type Planning } from './planning.ts';

/** People and area that an adjustment moves from one division to another. */
export interface Piece {
  readonly counts: Counts;
  /** Null: unknown. */
  readonly boundary: BoundaryGeometry | null;
}

/**
 * Moves people and area from the divisions above one place to those above another: each division that loses or gains a
 * piece gets its counts and boundary changed by it, up to the first division that holds both places.
 */
export function moveTerritory(
  planning: Planning,
  name: string,
  piece: Piece,
  fromParentId: string | null,
  toParentId: string | null,
): void {
  const losing = chainFrom(planning, fromParentId);
  const gaining = chainFrom(planning, toParentId);
  for (const id of losing) if (!gaining.includes(id)) shift(planning, id, name, piece, -1);
  for (const id of gaining) if (!losing.includes(id)) shift(planning, id, name, piece, 1);
}

function chainFrom({ register }: Planning, divisionId: string | null): string[] {
  const chain: string[] = [];
  for (let id = divisionId; id !== null && !chain.includes(id); id = register.get('division', id)?.parentId ?? null) {
    chain.push(id);
  }
  return chain;
}

function shift(planning: Planning, id: string, name: string, piece: Piece, direction: 1 | -1): void {
  const { register } = planning;
  const body = register.get('division', id);
  if (!body) return;
  const boundary =
    body.boundary === null
      ? null
      : direction === 1
        ? joinBoundaries([body.boundary, piece.boundary])
        : withoutPart(body.boundary, piece.boundary);
  const fields = { ...countsShifted(body, piece.counts, direction), boundary };
  const changed = Object.entries(fields).some(
    ([field, value]) => !isDeepStrictEqual(body[field as keyof typeof body], value),
  );
  if (!changed) return;
  register.update('division', id, fields);
  const own = divisionName(register, id);
  const lost = fields.population === null && body.population !== null;
  const people = (count: number | null | undefined, unknown: string) => (count ?? unknown).toString();
  say(
    planning,
    lost || (boundary === null && body.boundary !== null) ? 'warn' : 'note',
    'counts-moved',
    { type: 'division', id, field: 'population' },
    `“${own}”的人口和范围随“${name}”${direction === 1 ? '增加' : '减少'}:总人口 ${people(body.population, '未知')} → ${people(fields.population, '未知')}${boundary === null && body.boundary !== null ? ';范围无法推算,记为未知' : ''}`,
    `The counts and area of "${own}" ${direction === 1 ? 'grow' : 'shrink'} by "${name}": population ${people(body.population, 'unknown')} → ${people(fields.population, 'unknown')}${boundary === null && body.boundary !== null ? '; its area cannot be derived and becomes unknown' : ''}`,
  );
}
