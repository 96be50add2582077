import type { ProblemItem } from '../registry/problem.ts';
import { divideByPoints, joinBoundaries } from './boundaries.ts';
import { blankDivision, type BoundaryGeometry, type DivisionBody } from './contract.ts';
import { countsTogether } from './counts.ts';
import { renameNames, settleNames } from './name-following.ts';
import { isPlaced, settlePlaced } from './place-following.ts';
import { assignmentProblems, nearestTo, placeDependents, type Placement } from './placement.ts';
import { childrenOf, say, type Former, type Planning, type Receiver } from './planning.ts';
import { hasSides, settleSides } from './side-following.ts';
import { moveStatistics } from './statistic-following.ts';
import { moveTerritory, type Piece } from './territory.ts';

interface Taken {
  former: Former;
  placement: Placement;
  /** What each receiver gets; null where it gets nothing. */
  pieces: (Piece | null)[];
}

/**
 * Plans a merger, split or abolition, and an establishment out of others: what belongs to the former divisions goes to
 * the resulting ones, with the people and the area. Former divisions that are not among the resulting ones end; an
 * establishment takes only what is assigned to it, and the others go on.
 * @returns nothing done and one item for each record that has nowhere to go, or no items
 */
export function regroup(planning: Planning): { problems: ProblemItem[]; resultIds: string[] } {
  const { register, adjustment, newId } = planning;
  const formers = adjustment.fromIds.map((id): Former => ({ id, body: register.get('division', id)! }));
  const results = (adjustment.to ?? []).map(({ id, ...given }): Receiver => ({
    id: id ?? newId(),
    isNew: id === undefined,
    given,
  }));
  const goOn = adjustment.kind === 'establish' ? formers.filter(({ id }) => !results.some((r) => r.id === id)) : [];
  const receivers = [...results, ...goOn.map(({ id }): Receiver => ({ id, isNew: false, given: {} }))];

  const placed = formers.map((former) => ({ former, ...placeDependents(planning, former, receivers) }));
  const problems = [...assignmentProblems(planning, formers, receivers), ...placed.flatMap((each) => each.problems)];
  if (problems.length > 0) return { problems, resultIds: [] };

  const taken = placed.map(({ former, placement }): Taken => ({
    former,
    placement,
    pieces: piecesOf(planning, former, placement, receivers),
  }));
  const namesBefore = new Map(receivers.map(({ id }) => [id, register.get('division', id)?.name]));
  receivers.forEach((receiver, position) => formReceiver(planning, receiver, position, taken));
  const dependents = [...formers, ...receivers].flatMap(({ id }) => register.dependentsOf(id));
  const stationed = new Map(dependents.flatMap(({ type, id }) => (isPlaced(type) ? [[id, type] as const] : [])));
  const sided = new Map(dependents.flatMap(({ type, id }) => (hasSides(type) ? [[id, type] as const] : [])));
  for (const each of taken) handOver(planning, each, receivers);
  for (const [id, type] of stationed) settlePlaced(register, type, id, successorsOf(taken, receivers, id));
  for (const [id, type] of sided) settleSides(register, type, id, successorsOf(taken, receivers, id));
  moveStatistics(planning, taken, receivers);
  const resultIds = results.map(({ id }) => id);
  for (const { id } of formers) {
    if (receivers.some((receiver) => receiver.id === id)) continue;
    settleNames(planning, id, resultIds);
    register.end('division', id);
  }
  for (const [id, name] of namesBefore) if (name !== undefined) renameNames(planning, id, name);
  return { problems: [], resultIds };
}

/** The new division for each former one, for a facility, line or marker that goes its own way. */
function successorsOf(taken: readonly Taken[], receivers: readonly Receiver[], recordId: string): Map<string, string> {
  return new Map(
    taken.flatMap(({ former, placement }): [string, string][] => {
      const position = placement.get(recordId);
      return position === undefined ? [] : [[former.id, receivers[position]!.id]];
    }),
  );
}

/** A division that goes to one receiver goes whole; one that is divided is what its divisions below add up to. */
function piecesOf(
  planning: Planning,
  former: Former,
  placement: Placement,
  receivers: readonly Receiver[],
): (Piece | null)[] {
  if (receivers.length === 1) return [{ counts: former.body, boundary: former.body.boundary }];
  const children = receivers.map((_, position) =>
    childrenOf(planning.register, former.id)
      .filter((id) => placement.get(id) === position)
      .map((id) => planning.register.get('division', id)!),
  );
  const boundaries = dividedBoundary(planning, former, children, receivers);
  const pieces = receivers.map((receiver, position) =>
    children[position]!.length === 0 && !isPartOf(former, receiver)
      ? null
      : {
          counts: { ...countsTogether(children[position]!), countsQuality: 'estimated' as const },
          boundary: boundaries?.[position] ?? null,
        },
  );
  tellSum(planning, former, pieces);
  return pieces;
}

/** Whether a receiver is what it is by what it gets: new, or the former division itself where that goes on. */
const isPartOf = (former: Former, receiver: Receiver) => receiver.isNew || receiver.id === former.id;

function dividedBoundary(
  planning: Planning,
  former: Former,
  children: readonly (readonly DivisionBody[])[],
  receivers: readonly Receiver[],
): (BoundaryGeometry | null)[] | null {
  const { boundary, name } = former.body;
  if (!boundary) return null;
  const taking = receivers.flatMap((receiver, position) =>
    isPartOf(former, receiver) || children[position]!.length > 0 ? [position] : [],
  );
  const points = taking.map((position) =>
    children[position]!.flatMap(({ centre }) => (centre ? [centre.coordinates] : [])),
  );
  const divided = taking.length === 1 ? [boundary] : divideByPoints(boundary, points);
  if (!divided) {
    say(
      planning,
      'warn',
      'boundary-unknown',
      { type: 'division', id: former.id, field: 'boundary' },
      `“${name}”拆分后的界线无法由村点推算(有一部分没有带位置的村),各部分范围记为未知`,
      `The line that divides "${name}" cannot be derived from its villages (a part has none with a position); the areas of its parts are unknown`,
    );
    return null;
  }
  say(
    planning,
    'note',
    'boundary-approximate',
    { type: 'division', id: former.id, field: 'boundary' },
    `“${name}”内部的新界线由村点推算(泰森多边形),为示意,待勘定`,
    `The new line within "${name}" is derived from its villages (Thiessen polygons): approximate until it is surveyed`,
  );
  return receivers.map((_, position) => divided[taking.indexOf(position)] ?? null);
}

/** How the parts add up beside what was counted before: what no division below accounts for is in no part. */
function tellSum(planning: Planning, former: Former, pieces: readonly (Piece | null)[]): void {
  const counted = former.body.population;
  const parts = pieces.flatMap((piece) => (piece ? [piece.counts.population] : []));
  const sum = parts.includes(null) ? null : parts.reduce<number>((total, part) => total + part!, 0);
  if (sum !== null && sum === counted) return;
  const { name } = former.body;
  const [before, after] = [counted ?? '未知', sum ?? '未知'];
  const inEnglish = (count: number | null) => count ?? 'unknown';
  say(
    planning,
    'warn',
    'parts-do-not-add-up',
    { type: 'division', id: former.id, field: 'population' },
    `“${name}”拆分前总人口 ${before},各部分按所辖村(社区)合计 ${after}${sum !== null && counted !== null ? `,相差 ${counted - sum}` : ''}`,
    `"${name}" had a population of ${inEnglish(counted)}; its parts add up to ${inEnglish(sum)} by their villages${sum !== null && counted !== null ? `, a difference of ${counted - sum}` : ''}`,
  );
}

function formReceiver(planning: Planning, receiver: Receiver, position: number, taken: readonly Taken[]): void {
  const { register } = planning;
  const { id, isNew, given } = receiver;
  const got = taken.flatMap(({ former, pieces }) => {
    const piece = pieces[position];
    return piece ? [{ former, piece }] : [];
  });
  const before = register.get('division', id);
  const keepsOwn = before !== undefined && !taken.some(({ former }) => former.id === id);
  const own = keepsOwn ? [{ counts: before, boundary: before.boundary }] : [];
  const pieces = [...own, ...got.map(({ piece }) => piece)];
  const together =
    got.length === 0
      ? {}
      : {
          ...countsTogether(pieces.map(({ counts }) => counts)),
          boundary: joinBoundaries(pieces.map(({ boundary }) => boundary)),
          sourceDocument: sourceOf(
            planning,
            [...(keepsOwn ? [before.name] : []), ...got.map(({ former }) => former.body.name)],
            taken,
          ),
        };
  const fields = { ...together, ...given };
  if (!isNew) register.update('division', id, fields);
  else {
    const first = taken[0]?.former.body;
    const inherited = first && {
      level: first.level,
      type: first.type,
      parentId: first.parentId,
      centre: inheritedCentre(planning, taken[0]!, position),
      demo: taken.some(({ former }) => former.body.demo),
    };
    // Code and name of a new division, and level, type and parent of one out of nothing, were asked for by the checks.
    register.create('division', id, { ...blankDivision, ...inherited, ...fields } as DivisionBody);
  }
  const { parentId } = register.get('division', id)!;
  for (const { former, piece } of got) {
    moveTerritory(planning, former.body.name, piece, former.body.parentId, parentId);
  }
}

function sourceOf({ adjustment }: Planning, names: readonly string[], taken: readonly Taken[]): string {
  const divided = taken.some(({ pieces }) => pieces.length > 1);
  const how = divided ? '人口为所辖村(社区)合计;范围由村点推算(泰森多边形),为示意,待勘定' : `由${names.join('、')}合计`;
  return `${how};${adjustment.document}`.slice(0, 500);
}

/** The seat of the first division; of one that is divided, it goes to the part of the nearest village. */
function inheritedCentre(
  { register }: Planning,
  { former, placement, pieces }: Taken,
  position: number,
): DivisionBody['centre'] {
  const { centre } = former.body;
  if (pieces.length === 1 || centre === null) return centre;
  const villages = childrenOf(register, former.id).flatMap((id) => {
    const at = register.get('division', id)!.centre?.coordinates;
    return at ? [{ centre: at, part: placement.get(id)! }] : [];
  });
  return nearestTo(centre.coordinates, villages) === position ? centre : null;
}

function handOver({ register }: Planning, { former, placement }: Taken, receivers: readonly Receiver[]): void {
  for (const id of childrenOf(register, former.id)) {
    const position = placement.get(id);
    // One without a place came from another former division just now.
    if (position !== undefined) register.update('division', id, { parentId: receivers[position]!.id });
  }
}
