/**
 * How long the server computes when one facility is dragged: overlay, coverage for the planner's question, what differs,
 * and every indicator before and after; on the demonstration network and on a street network of 2.6 million arcs laid over
 * the same city. Beside it, in the same run, the same computed anew.
 *
 *     npx tsx scripts/bench/what-if.ts
 */
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { coverageOf } from '../../server/coverage/coverage.ts';
import { tryEdits } from '../../server/coverage/edits.ts';
import { questionOf } from '../../server/coverage/question.ts';
import { coverageFor } from '../../server/coverage/remembered.ts';
import { differenceOf } from '../../server/coverage/report.ts';
import { assess, compareAssessments } from '../../server/indicators/index.ts';
import type { Network } from '../../server/network/graph.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { randomStream } from '../../server/random.ts';
import { demonstrationNetwork, demonstrationSnapshot } from './demonstration.ts';
import { streetNetwork } from './street-network.ts';
import { quantile } from './times.ts';

const asOf = '2025-12-31';
const moves = 300;
const warmUp = 40;
const anewEvery = 60;
const question = questionOf({ minutes: 20, speedMps: 1 });

/** The city's places moved into the bounds of a network that lies elsewhere. */
function laidOver(snapshot: Snapshot, network: Network): Snapshot {
  const [west, south, east, north] = network.header.bounds;
  const { longitude, latitude } = snapshot.divisions;
  const known = (column: Float64Array) => [...column].filter((value) => !Number.isNaN(value));
  const span = (column: Float64Array) => [Math.min(...known(column)), Math.max(...known(column))] as const;
  const [lonSpan, latSpan] = [span(longitude), span(latitude)];
  const part = (value: number, [low, high]: readonly [number, number]) => (value - low) / (high - low);
  const put = ([x, y]: [number, number]): [number, number] => [
    west + part(x, lonSpan) * (east - west),
    south + part(y, latSpan) * (north - south),
  ];
  const point = <P extends { coordinates: [number, number] } | null>(p: P): P =>
    p && { ...p, coordinates: put(p.coordinates) };
  const { division, facility } = snapshot.records;
  return buildSnapshot(1, asOf, {
    ...snapshot.records,
    division: new Map([...division].map(([id, d]) => [id, { ...d, boundary: null, centre: point(d.centre) }])),
    facility: new Map([...facility].map(([id, f]) => [id, { ...f, entrance: point(f.entrance) }])),
  });
}

function whatIf(snapshot: Snapshot, network: Network, facilityId: string, to: [number, number]) {
  const edit = { op: 'move', facilityId, to: { type: 'Point', coordinates: to } } as const;
  const overlay = snapshot.with(tryEdits(snapshot, [edit], question, () => null).effects);
  const assessed = (of: Snapshot) => assess(of, defaultRuleParameters, network);
  const difference = differenceOf(coverageFor(snapshot, network, question), coverageFor(overlay, network, question));
  return { difference, indicators: compareAssessments(assessed(snapshot), assessed(overlay)), overlay };
}

/** Everything that a what-if reads, computed without a base. */
function anew(overlay: Snapshot, network: Network): void {
  const plain = buildSnapshot(1, asOf, { ...overlay.records, facility: new Map(overlay.records.facility) });
  coverageOf(plain, network, question);
  void assess(plain, defaultRuleParameters, network).report;
}

function measure(title: string, snapshot: Snapshot, network: Network): void {
  const random = randomStream(1, title);
  const { facilities } = snapshot;
  const served = facilities.ofKinds(question.facilityKinds).filter((row) => !Number.isNaN(facilities.longitude[row]!));
  const times: number[] = [];
  const anewTimes: number[] = [];
  let points = 0;
  for (let i = -warmUp; i < moves; i++) {
    const row = random.pick(served);
    const shift = () => (random.next() - 0.5) / 50;
    const to: [number, number] = [facilities.longitude[row]! + shift(), facilities.latitude[row]! + shift()];
    const start = performance.now();
    const { difference, overlay } = whatIf(snapshot, network, facilities.ids[row]!, to);
    if (i >= 0) times.push(performance.now() - start);
    points += difference.points.length;
    if (i < 0 || i % anewEvery !== 0) continue;
    const startAnew = performance.now();
    anew(overlay, network);
    anewTimes.push(performance.now() - startAnew);
  }
  const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  console.log(
    `${title}: ${network.header.arcs} arcs, ${served.length} facilities, ${(points / (moves + warmUp)).toFixed(1)} points change on average`,
  );
  console.log(
    `  what-if median ${median.toFixed(2)} ms, 95% ${p95.toFixed(2)} ms; anew ÷ what-if ${(quantile(anewTimes, 0.5) / median).toFixed(0)}`,
  );
}

const city = demonstrationSnapshot(asOf);
measure('demonstration', city, await demonstrationNetwork());
const streets = streetNetwork(816);
measure('streets', laidOver(city, streets), streets);
