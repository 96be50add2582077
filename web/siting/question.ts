import type { ParetoQuestion, SitingRequest, WhereQuestion } from '../../server/siting/contract.ts';
import { markOf, roundedPosition, type Position } from './geometry-text.ts';
import { askedFunctions, type Ask } from './siting-view.ts';

/** What is not said yet without which nothing can be asked. */
export type Missing = 'area' | 'layer' | 'points' | 'gradual' | 'both';

/** A candidate's id that follows from its place, so that a pinned one is the same after others are taken out. */
export function pointId(position: Position): string {
  const [longitude, latitude] = roundedPosition(position).map((degrees) => Math.round(degrees * 1e5));
  return `p${longitude}_${latitude}`;
}

/** What is asked with one more candidate; one in the same place is none more. */
export const withPoint =
  (position: Position) =>
  ({ points }: Pick<Ask, 'points'>): Pick<Ask, 'points'> => ({
    points: points.some((other) => pointId(other) === pointId(position))
      ? points
      : [...points, roundedPosition(position)],
  });

/** The drawn area as GeoJSON: its ring closed. */
export const areaPolygon = (corners: readonly Position[]) => ({
  type: 'Polygon' as const,
  coordinates: [[...corners, corners[0]!].map(([longitude, latitude]): [number, number] => [longitude, latitude])],
});

export function missing(ask: Ask, tab: 'where' | 'pareto'): Missing | null {
  if (ask.from === 'area' && ask.area.length < 3) return 'area';
  if (ask.from === 'parcels' && ask.layerId === null) return 'layer';
  if (ask.from === 'points' && ask.points.length === 0) return 'points';
  if (tab === 'where' && fades(ask) && ask.gradual!.noneMinutes <= ask.gradual!.fullMinutes) return 'gradual';
  if (ask.pinned.some((id) => ask.forbidden.includes(id))) return 'both';
  return null;
}

const fades = ({ goal, gradual }: Ask) => goal === 'max-cover' && gradual !== null;

/** Whether a goal can be reached year by year, what first. */
export const mayBePhased = ({ goal }: Pick<Ask, 'goal'>): boolean => goal === 'max-cover' || goal === 'p-median';

/** Most new facilities: those of all years together, where there are years; as few as can be has no number. */
export function mostNew(ask: Pick<Ask, 'goal' | 'phases' | 'count'>): number | null {
  if (ask.phases.length > 0 && mayBePhased(ask)) return ask.phases.reduce((sum, { count }) => sum + count, 0);
  return ask.goal === 'set-cover' ? null : ask.count;
}

function candidates(ask: Ask): WhereQuestion['candidates'] {
  switch (ask.from) {
    case 'villages':
      return ask.countyIds.length > 0 ? { from: 'villages', countyIds: [...ask.countyIds] } : { from: 'villages' };
    case 'area':
      return { from: 'villages', within: areaPolygon(ask.area) };
    case 'parcels':
      return { from: 'parcels', layerId: ask.layerId! };
    case 'points':
      return {
        from: 'points',
        points: ask.points.map((position) => ({
          id: pointId(position),
          at: { type: 'Point', coordinates: [...roundedPosition(position)] },
        })),
      };
  }
}

/** An object without the entries that say nothing. */
function said<T extends object>(entries: { [K in keyof T]: T[K] | null }): T {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null)) as T;
}

type Shared = Omit<ParetoQuestion, 'question' | 'axes' | 'mostPoints'>;

function shared(ask: Ask, count: number | null, asOf: string | null): Shared {
  return {
    build: {
      kind: ask.kind,
      functions: [...askedFunctions(ask)],
      ...said<{ beds?: number; floorAreaM2?: number }>({ beds: ask.beds, floorAreaM2: ask.floorAreaM2 }),
    },
    people: ask.people,
    minutes: ask.minutes,
    candidates: candidates(ask),
    existing: ask.existing,
    limits: said<Shared['limits']>({
      count,
      budgetYuan: ask.budgetYuan,
      leastCountyShare: ask.leastCountyShare,
      leastPerCounty: ask.leastPerCounty,
    }),
    splitDemand: ask.splitDemand,
    pinned: [...ask.pinned],
    forbidden: [...ask.forbidden],
    timeLimitSeconds: ask.timeLimitSeconds,
    seed: ask.seed,
    ...said<Pick<Shared, 'demandCountyIds' | 'network' | 'speedMps' | 'peoplePerFacility' | 'asOf'>>({
      demandCountyIds: ask.demandCountyIds.length > 0 ? [...ask.demandCountyIds] : null,
      network: ask.network,
      speedMps: ask.speedMps,
      peoplePerFacility: ask.peoplePerFacility,
      asOf,
    }),
  };
}

/** The question of the "where next" tab as the server takes it. What its goal has no use for is left out. */
export function whereBody(ask: Ask, asOf: string | null): WhereQuestion {
  return {
    question: 'where',
    objective: ask.goal,
    ...shared(ask, mostNew(ask), asOf),
    ...said<Pick<WhereQuestion, 'gradual' | 'backup' | 'phases'>>({
      gradual: fades(ask) ? ask.gradual : null,
      backup: ask.goal === 'max-cover' ? ask.backup : null,
      phases: ask.phases.length > 0 && mayBePhased(ask) ? [...ask.phases] : null,
    }),
  };
}

/** The question of the "cost against coverage" tab. */
export const paretoBody = (ask: Ask, asOf: string | null): ParetoQuestion => ({
  question: 'pareto',
  ...shared(ask, ask.count, asOf),
  axes: ask.worstCounty ? ['cost', 'covered', 'worstCounty'] : ['cost', 'covered'],
  mostPoints: ask.mostPoints,
});

/** A mark by which an answer is known to belong to a question. */
export const questionMark = (body: SitingRequest): string => markOf(JSON.stringify(body));
