import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { openNetwork } from '../../coverage/service.ts';
import { secondsOf, UNREACHED, type Network } from '../../network/graph.ts';
import type { NetworkLibrary } from '../../network/library.ts';
import { boundedMatrix } from '../../network/matrix.ts';
import { snapTo, type Snap } from '../../network/snap.ts';
import type { Actor } from '../../registry/contract.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import {
  FIELD_PLAN_MOST_MARKERS,
  type BoundaryMarkerBody,
  type FieldPlan,
  type FieldPlanRequest,
} from '../contract.ts';
import { inverse } from '../survey/geodesic.ts';
import { countiesOfMarker, maySeePrecisely } from '../rules.ts';
import { partIntoDays } from './days.ts';
import { reachableTogether } from './reachable.ts';
import { shortestTour } from './tour.ts';

export interface FieldPlanService {
  /**
   * The order in which to visit markers on the walk network, day by day.
   * @throws Problem `not-found` for a line; `invalid` for markers or a section that there are not, for too many of them
   *   and for places off the network; `forbidden` where the actor may not see the markers precisely; `no-network`
   */
  plan(actor: Actor, request: FieldPlanRequest, signal?: AbortSignal): Promise<FieldPlan>;
}

export interface FieldPlanOptions {
  snapshots: Pick<SnapshotService, 'at'>;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
}

export function createFieldPlanService({ snapshots, networks }: FieldPlanOptions): FieldPlanService {
  return {
    async plan(actor, request, signal) {
      const snapshot = await snapshots.at(request.asOf);
      const { name, markers } = chosenMarkers(snapshot, request);
      const hidden = markers.some(({ body }) => !maySeePrecisely(actor, countiesOfMarker(body)));
      if (hidden) throw problems.forbidden(mayNotSee);
      const network = await openNetwork(networks, undefined);
      const planned = await planOn(network, markers, request, signal);
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        name,
        network: network.header.name,
        demo: network.header.source.demo || markers.some(({ body }) => body.demo),
        precision: 'surveyed',
        ...planned,
      };
    },
  };
}

const mayNotSee = text(
  '外业计划含界桩精确坐标,您的账号无权查看其中部分界桩',
  'A field plan holds precise positions of markers, some of which your account may not see',
);

interface ChosenMarker {
  id: string;
  body: BoundaryMarkerBody;
}

function chosenMarkers({ records }: Snapshot, request: FieldPlanRequest): { name: string; markers: ChosenMarker[] } {
  const { lineId, markerIds, section } = request;
  if (markerIds !== undefined) {
    const unknown = markerIds.flatMap((id, i) => (records.boundaryMarker.has(id) ? [] : [noSuchMarker(id, i)]));
    if (unknown.length > 0) throw problems.invalid(unknown);
    const markers = [...new Set(markerIds)].map((id) => ({ id, body: records.boundaryMarker.get(id)! }));
    const numbers = markers.map(({ body }) => body.number).sort();
    return { name: numbers.length === 1 ? numbers[0]! : `${numbers[0]}–${numbers.at(-1)}`, markers };
  }
  const line = records.boundaryLine.get(lineId!);
  if (line === undefined) throw problems.notFound({ zh: '这条界线', en: 'boundary line' });
  const own = [...records.boundaryMarker]
    .filter(([, { lineIds }]) => lineIds.includes(lineId!))
    .map(([id, body]) => ({ id, body }))
    .sort((a, b) => (a.body.number < b.body.number ? -1 : 1));
  const markers = section === undefined ? own : own.filter(inSection(line.sections, section));
  if (markers.length === 0) throw problems.invalid([{ path: 'lineId', code: 'no-markers', message: noMarkers }]);
  if (markers.length > FIELD_PLAN_MOST_MARKERS) throw problems.invalid([tooMany(markers.length)]);
  return { name: section === undefined ? line.name : `${line.name} ${section}`, markers };
}

/** The digits of a marker's number: those that stand for one point of the line (A, B, …) belong to it alike. */
const digitsOf = (number: string): string => number.replace(/[A-E]$/, '');

function inSection(
  sections: readonly { name: string; fromMarker: string; toMarker: string }[],
  wanted: string,
): (marker: ChosenMarker) => boolean {
  const section = sections.find(({ name }) => name === wanted);
  if (section === undefined) throw problems.invalid([noSuchSection(wanted, sections)]);
  const [first, last] = [section.fromMarker, section.toMarker].map(digitsOf).sort() as [string, string];
  return ({ body }) => digitsOf(body.number) >= first && digitsOf(body.number) <= last;
}

type Place = [longitude: number, latitude: number];

/** A point of the plan on the network. */
interface Point {
  place: Place;
  snap: Snap;
}

async function planOn(
  network: Network,
  markers: readonly ChosenMarker[],
  request: FieldPlanRequest,
  signal: AbortSignal | undefined,
): Promise<
  Pick<FieldPlan, 'days' | 'walkSeconds' | 'tourSeconds' | 'lowerBoundSeconds' | 'provenShortest' | 'notVisited'>
> {
  const { start, end, nights, mostHoursPerDay, minutesPerMarker, speedMps, mostOffNetworkM } = request;
  const notVisited: FieldPlan['notVisited'] = [];
  const leave = ({ id, body }: ChosenMarker, reason: LeftOut) =>
    notVisited.push({ markerId: id, number: body.number, reason, message: leftOut[reason](mostOffNetworkM) });

  const points: Point[] = [];
  const fixed = (place: Place, path: string): number => {
    const known = points.findIndex((point) => point.place[0] === place[0] && point.place[1] === place[1]);
    if (known !== -1) return known;
    const snap = snapTo(network, ...place, mostOffNetworkM);
    if (snap === null) throw problems.invalid([offNetwork(path, mostOffNetworkM)]);
    return points.push({ place, snap }) - 1;
  };
  const startPoint = start === undefined ? null : fixed(start, 'start');
  const endPoint = end === undefined ? null : fixed(end, 'end');
  const nightPoints = nights.map((place, i) => fixed(place, `nights.${i}`));
  const anchors = [...points.keys()];
  const markerAt = new Map<number, ChosenMarker>();
  for (const marker of markers) {
    const place = marker.body.position?.coordinates as Place | undefined;
    const snap = place === undefined ? null : snapTo(network, place[0], place[1], mostOffNetworkM);
    if (place === undefined) leave(marker, 'noPosition');
    else if (snap === null) leave(marker, 'offNetwork');
    else markerAt.set(points.push({ place: [place[0], place[1]], snap }) - 1, marker);
  }

  const costs = await walkingSeconds(network, points, speedMps, signal);
  const { together, apart } = reachableTogether(costs, anchors);
  const cutOff = apart.find((point) => anchors.includes(point));
  if (cutOff !== undefined) throw problems.invalid([noWayBetween(cutOff, startPoint, endPoint)]);
  for (const point of apart) leave(markerAt.get(point)!, 'unreachable');

  const stops = together.filter((point) => markerAt.has(point));
  const tour = shortestTour(costs, stops, { start: startPoint, end: endPoint });
  const visits = [startPoint, ...tour.order, endPoint].filter((point) => point !== null);
  const days = partIntoDays(costs, stops.length === 0 ? [] : visits, {
    mostSecondsPerDay: mostHoursPerDay * 3600,
    staySeconds: (point) => (markerAt.has(point) ? minutesPerMarker * 60 : 0),
    nights: nightPoints,
  });

  let order = 0;
  return {
    days: days.map(({ visits: points_, from, night, walkSeconds, staySeconds, tooLong }, i) => ({
      ...{ day: i + 1, walkSeconds, staySeconds, tooLong },
      night: night === null ? null : points[night]!.place,
      stops: points_.flatMap((point, at) => {
        const marker = markerAt.get(point);
        if (marker === undefined) return [];
        const before = at === 0 ? from : points_[at - 1]!;
        order++;
        return [
          {
            order,
            markerId: marker.id,
            number: marker.body.number,
            position: points[point]!.place,
            walkSeconds: before === null ? 0 : costs[before]![point]!,
            offNetworkM: points[point]!.snap.snapMetres,
          },
        ];
      }),
    })),
    walkSeconds: days.reduce((sum, { walkSeconds }) => sum + walkSeconds, 0),
    tourSeconds: tour.cost,
    lowerBoundSeconds: tour.lowerBound,
    provenShortest: tour.proven,
    notVisited,
  };
}

/**
 * Walking times between all points, the straight ways to and from the network included; Infinity where there is no way.
 * Two points nearer to each other than to the network are walked between straight: nobody goes down to a road and up
 * again between the markers of one tri-point.
 */
async function walkingSeconds(
  network: Network,
  points: readonly Point[],
  speedMps: number,
  signal: AbortSignal | undefined,
): Promise<number[][]> {
  const seconds = points.map((_, from) => points.map((__, to) => (from === to ? 0 : Infinity)));
  const snaps = points.map(({ snap }) => snap);
  const { origin, destination, cost } = await boundedMatrix(network, snaps, snaps, UNREACHED - 1, { signal });
  cost.forEach((value, i) => {
    const [from, to] = [origin[i]!, destination[i]!];
    if (from === to) return;
    const offNetworkM = snaps[from]!.snapMetres + snaps[to]!.snapMetres;
    const byNetwork = secondsOf(network.header, value, speedMps) + offNetworkM / speedMps;
    const straightM = inverse(points[from]!.place, points[to]!.place).distanceM;
    seconds[from]![to] = straightM > offNetworkM ? byNetwork : Math.min(byNetwork, straightM / speedMps);
  });
  return seconds;
}

type LeftOut = FieldPlan['notVisited'][number]['reason'];

/** @param mostM how far a marker may lie from the network, metres */
const leftOut: Record<LeftOut, (mostM: number) => Text> = {
  noPosition: () => text('登记册中没有坐标', 'No position in the register'),
  offNetwork: (mostM) =>
    text(
      `${mostM} 米内没有步行道路;请另作安排,或加大离路网的距离`,
      `No way within ${mostM} m; plan this one apart, or allow more distance from the network`,
    ),
  unreachable: () => text('从其他界桩步行不能到达', 'Cannot be reached on foot from the others'),
};

const noMarkers = text('这条界线(段)没有登记界桩', 'No markers are registered on this line or section');

const noSuchMarker = (id: string, i: number): ProblemItem => ({
  path: `markerIds.${i}`,
  code: 'unknown-marker',
  message: text(`没有界桩 ${id}`, `There is no marker ${id}`),
});

const noSuchSection = (wanted: string, sections: readonly { name: string }[]): ProblemItem => ({
  path: 'section',
  code: 'unknown-section',
  message: text(
    `界线没有名为“${wanted}”的段;有:${sections.map(({ name }) => name).join('、') || '无'}`,
    `The line has no section "${wanted}"; it has: ${sections.map(({ name }) => name).join(', ') || 'none'}`,
  ),
});

const tooMany = (count: number): ProblemItem => ({
  path: 'lineId',
  code: 'too-many-markers',
  message: text(
    `界线有 ${count} 个界桩,一个计划最多 ${FIELD_PLAN_MOST_MARKERS} 个;请选一段`,
    `The line has ${count} markers and a plan holds ${FIELD_PLAN_MOST_MARKERS}; choose a section`,
  ),
});

const offNetwork = (path: string, mostM: number): ProblemItem => ({
  path,
  code: 'off-network',
  message: text(
    `该点 ${mostM} 米内没有步行道路;请移到路边或加大 mostOffNetworkM`,
    `No way lies within ${mostM} m of this place; move it to one, or raise mostOffNetworkM`,
  ),
});

function noWayBetween(point: number, start: number | null, end: number | null): ProblemItem {
  const path = point === end ? 'end' : point === start ? 'start' : 'nights';
  return {
    path,
    code: 'unreachable',
    message: text(
      '起点、终点和宿营地之间没有步行通路',
      'No way on foot joins the start, the end and the places for the night',
    ),
  };
}
