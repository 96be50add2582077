/**
 * How long a what-if of one facility takes on the demonstration city and its walk network: overlay, all indicators with
 * their coverages, and the comparison; beside it the same by a snapshot and an assessment made anew, in the same run.
 *
 *     npx tsx scripts/bench/preview.ts
 */
import { defaultRuleParameters, facilityFunctions, facilityStatuses } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { assess, compareAssessments } from '../../server/indicators/index.ts';
import type { Effect } from '../../server/registry/contract.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { demonstrationNetwork, demonstrationSnapshot } from './demonstration.ts';
import { quantile } from './times.ts';

const asOf = '2025-12-31';
const edits = 200;
const warmUp = 30;
/** A full rebuild takes long; every so many edits are enough to compare with. */
const fullEvery = 20;

type Edit = (body: FacilityBody, random: Random) => Partial<FacilityBody>;

const moved: Edit = ({ entrance }, random) => {
  const [longitude, latitude] = entrance?.coordinates ?? [117.95, 40.95];
  const shifted = [longitude + random.next() / 100, latitude + random.next() / 100] as [number, number];
  return { entrance: { type: 'Point', coordinates: shifted } };
};
const editKinds: Readonly<Record<string, Edit>> = {
  moved,
  status: (_, random) => ({ status: random.pick([...facilityStatuses.map((s) => s.id), null]) }),
  functions: (body, random) => ({
    functions: { ...body.functions, [random.pick(facilityFunctions).id]: random.pick([true, false, null]) },
  }),
  area: (body, random) => ({ attributes: { ...body.attributes, floorAreaM2: random.integer(50, 3000) } }),
};

function effectOf(snapshot: Snapshot, random: Random, edit: Edit): Effect {
  const id = random.pick(snapshot.facilities.ids);
  const before = snapshot.records.facility.get(id)!;
  const after = { ...before, ...edit(before, random) };
  const common = { label: before.name, version: 2, effectiveFrom: asOf, changedFields: [], row: null };
  return { type: 'facility', id, op: 'update', before, after, ...common };
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const stages = ['overlay', 'assess', 'compare', 'together', 'madeAnew'] as const;
type Times = Record<(typeof stages)[number], number[]>;

const network = await demonstrationNetwork();
const assessed = (snapshot: Snapshot) => assess(snapshot, defaultRuleParameters, network);

function measure(base: Snapshot, random: Random, kind: string, times: Times, count: number): void {
  const before = assessed(base);
  for (let i = 0; i < count; i++) {
    const effect = effectOf(base, random, editKinds[kind]!);
    let after!: Snapshot;
    const overlay = milliseconds(() => (after = base.with([effect])));
    const assessment = milliseconds(() => assessed(after).report);
    const compared = milliseconds(() => compareAssessments(before, assessed(after)));
    times.overlay.push(overlay);
    times.assess.push(assessment);
    times.compare.push(compared);
    times.together.push(overlay + assessment + compared);
    if (i % fullEvery !== 0) continue;
    const records = { ...base.records, facility: new Map(after.records.facility) };
    times.madeAnew.push(
      milliseconds(() => compareAssessments(before, assessed(buildSnapshot(base.seq, base.asOf, records)))),
    );
  }
}

const base = demonstrationSnapshot(asOf);
const { facilities, divisions } = base;
console.log(`${facilities.length} facilities, ${divisions.length} divisions, ${network.header.arcs} arcs`);
console.log('milliseconds, median / 95%');
for (const kind of Object.keys(editKinds)) {
  const random = randomStream(1, kind);
  const empty = (): Times => ({ overlay: [], assess: [], compare: [], together: [], madeAnew: [] });
  measure(base, random, kind, empty(), warmUp);
  const times = empty();
  measure(base, random, kind, times, edits);
  const shown = stages.map(
    (s) => `${s} ${quantile(times[s], 0.5).toFixed(2)} / ${quantile(times[s], 0.95).toFixed(2)}`,
  );
  const ratio = quantile(times.madeAnew, 0.5) / quantile(times.together, 0.5);
  console.log(`${kind.padEnd(10)} ${shown.join('   ')}   made anew ÷ together ${ratio.toFixed(1)}`);
}
