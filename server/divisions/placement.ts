import { indicatorDefinition } from '../../gis-data/catalogue/index.ts';
import type { RecordTypeName } from '../registry/contract.ts';
import type { ProblemItem } from '../registry/problem.ts';
import { childrenOf, divisionName, say, type Former, type Planning, type Receiver } from './planning.ts';
import type { Dependent } from './references.ts';
import { isPlaced } from './place-following.ts';
import { positionOfGeometry } from '../place-names/geometry.ts';
import { isNameOf } from './name-following.ts';
import { hasSides, namesItself } from './side-following.ts';

/** Which of the resulting divisions each record of a former one goes to: positions in the receivers, by record id. */
export type Placement = ReadonlyMap<string, number>;

type Position = readonly [number, number];

/**
 * Places everything that belongs to a division that is joined or divided. With one receiver all goes there. Else the
 * adjustment assigns the divisions below, the statistics and boundary lines; a facility, place name or boundary marker follows its
 * village, else its assignment, else the part of the nearest village. What is not assigned stays with the former division where that goes on.
 * The name that a township or village itself bore goes with the division that bears it next, and asks for no place.
 * @returns the placement, and an item for each record that has nowhere to go
 */
export function placeDependents(
  planning: Planning,
  former: Former,
  receivers: readonly Receiver[],
): { placement: Placement; problems: ProblemItem[] } {
  const { register, adjustment } = planning;
  const placement = new Map<string, number>();
  const problems: ProblemItem[] = [];
  const stays = receivers.findIndex(({ id }) => id === former.id);
  const assigned = (id: string) => {
    const position = adjustment.assignments?.[id];
    return position !== undefined && position < receivers.length ? position : undefined;
  };
  const fallback = receivers.length === 1 ? 0 : stays >= 0 ? stays : undefined;
  const place = (type: RecordTypeName, id: string, position: number | undefined) => {
    if (position === undefined) problems.push(withoutSuccessor(planning, former, type, id));
    else placement.set(id, position);
  };

  const dependents = register.dependentsOf(former.id);
  for (const { type, id } of dependents) if (type === 'division') place(type, id, assigned(id) ?? fallback);
  for (const { type, id } of dependents) if (type === 'statistic') place(type, id, assigned(id) ?? fallback);

  const byPosition: string[] = [];
  for (const { type, id } of dependents.filter((dependent) => placesItself(planning, former, dependent))) {
    const isOwn = type === 'placeName' && isNameOf(register, id, former.id);
    const stated = assigned(id) ?? (isOwn ? bearerAmong(planning, id, receivers) : undefined);
    const near =
      receivers.length === 1 || stated !== undefined ? undefined : nearestPart(planning, former, placement, type, id);
    if (near !== undefined) byPosition.push(nameOf(planning, type, id).zh);
    const position = stated ?? near ?? fallback;
    if (position !== undefined || !isOwn || former.body.level === 'county') place(type, id, position);
  }
  tellByPosition(planning, former, byPosition);
  return { placement, problems };
}

/** Assignments that lead nowhere: of records that do not belong to the former divisions, or to a division not there. */
export function assignmentProblems(
  { register, adjustment }: Planning,
  formers: readonly Former[],
  receivers: readonly Receiver[],
): ProblemItem[] {
  const belonging = new Map(
    formers.flatMap(({ id }) => register.dependentsOf(id)).map((dependent) => [dependent.id, dependent]),
  );
  return Object.entries(adjustment.assignments ?? {}).flatMap(([id, position]): ProblemItem[] => {
    const path = `assignments.${id}`;
    if (!belonging.has(id)) {
      const names = formers.map(({ body }) => body.name);
      return [
        {
          path,
          code: 'unknown-assignment',
          message: {
            zh: `“${id}”不属于${names.join('、')}`,
            en: `"${id}" does not belong to ${names.join(', ')}`,
          },
        },
      ];
    }
    if (position < receivers.length) return [];
    return [
      {
        path,
        code: 'no-such-part',
        message: {
          zh: `只有 ${receivers.length} 个新区划,没有第 ${position + 1} 个`,
          en: `There are ${receivers.length} resulting divisions, and no number ${position + 1}`,
        },
      },
    ];
  });
}

/** A facility, line or marker goes its own way only where no division below the former one takes it along. */
function placesItself({ register }: Planning, former: Former, { type, id, field }: Dependent): boolean {
  if (hasSides(type)) return namesItself(register.get(type, id)!.sides, former.id);
  if (!isPlaced(type)) return false;
  const { townshipId, villageId } = register.get(type, id)!;
  if (field === 'villageId') return true;
  return villageId === null && (field === 'townshipId' || townshipId === null);
}

/** The resulting division that is called as a record of a place name says. */
function bearerAmong({ register }: Planning, nameId: string, receivers: readonly Receiver[]): number | undefined {
  const { standardName } = register.get('placeName', nameId)!;
  const at = receivers.findIndex(({ id, given }) => (given.name ?? divisionName(register, id)) === standardName);
  return at < 0 ? undefined : at;
}

function nearestPart(
  { register }: Planning,
  former: Former,
  placement: Placement,
  type: RecordTypeName,
  id: string,
): number | undefined {
  const position = positionOf(register, type, id);
  if (!position) return undefined;
  return nearestTo(
    position,
    childrenOf(register, former.id).flatMap((id) => {
      const centre = register.get('division', id)!.centre?.coordinates;
      const part = placement.get(id);
      return centre && part !== undefined ? [{ centre, part }] : [];
    }),
  );
}

function positionOf(register: Planning['register'], type: RecordTypeName, id: string): Position | null {
  if (type === 'facility') return register.get(type, id)!.entrance?.coordinates ?? null;
  if (type === 'boundaryMarker') return register.get(type, id)!.position?.coordinates ?? null;
  if (type === 'placeName') return positionOfGeometry(register.get(type, id)!.geometry);
  return null;
}

/** The part of the nearest point; on the ground at its latitude, right within a township. */
export function nearestTo(
  [longitude, latitude]: Position,
  points: readonly { centre: Position; part: number }[],
): number | undefined {
  const shrink = Math.cos((latitude * Math.PI) / 180);
  let nearest: number | undefined;
  let least = Infinity;
  for (const { centre, part } of points) {
    const squared = ((centre[0] - longitude) * shrink) ** 2 + (centre[1] - latitude) ** 2;
    if (squared < least) [least, nearest] = [squared, part];
  }
  return nearest;
}

function tellByPosition(planning: Planning, former: Former, names: readonly string[]): void {
  if (names.length === 0) return;
  say(
    planning,
    'warn',
    'placed-by-position',
    { type: 'division', id: former.id },
    `${former.body.name}的 ${names.length} 个设施、地名或界桩未注明所在村(社区),按最近的村归入:${names.join('、')};请核对`,
    `${names.length} facilities, place names or boundary markers of ${former.body.name} state no village and go where their nearest village goes: ${names.join(', ')}; check them`,
  );
}

function withoutSuccessor(planning: Planning, former: Former, type: RecordTypeName, id: string): ProblemItem {
  const what = nameOf(planning, type, id);
  return {
    path: `assignments.${id}`,
    code: 'no-successor',
    message: {
      zh: `“${what.zh}”属于${former.body.name},须指明归入哪个新区划`,
      en: `"${what.en}" belongs to ${former.body.name}; state which resulting division it goes to`,
    },
  };
}

function nameOf({ register }: Planning, type: RecordTypeName, id: string): { zh: string; en: string } {
  if (type === 'statistic') return statisticName(register.get('statistic', id)!);
  const name =
    type === 'facility' || type === 'boundaryLine'
      ? register.get(type, id)!.name
      : type === 'boundaryMarker'
        ? register.get(type, id)!.number
        : type === 'placeName'
          ? register.get(type, id)!.standardName
          : divisionName(register, id);
  return { zh: name, en: name };
}

/** What a statistic is called: its indicator and period. */
export function statisticName({ indicatorId, periodEnd }: { indicatorId: string; periodEnd: string }): {
  zh: string;
  en: string;
} {
  const { name } = indicatorDefinition(indicatorId);
  return { zh: `${name.zh} ${periodEnd}`, en: `${name.en} ${periodEnd}` };
}
