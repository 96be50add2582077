/**
 * How long the preview of 27 township adjustments takes on the demonstration city with its walk network, over the
 * program's own rooms and an embedded database: planning, then the change set's overlay, rules and every indicator before
 * and after. Beside it, in the same run, one assessment of the whole city made anew.
 *
 *     npx tsx scripts/bench/adjustment.ts
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { composeRooms, type Rooms } from '../../server/compose.ts';
import { applyCatalogueConstraints } from '../../server/db/catalogue-constraints.ts';
import { openDatabase } from '../../server/db/open.ts';
import { loadDemonstration } from '../../server/demonstration/load.ts';
import { prepareDemonstrationNetworks } from '../../server/demonstration/network.ts';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import { divisionAdjustment, type BoundaryGeometry, type DivisionAdjustment } from '../../server/divisions/contract.ts';
import { assess } from '../../server/indicators/index.ts';
import type { Actor, ChangeSetInput } from '../../server/registry/contract.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { median, timed } from './times.ts';

const effectiveDate = '2025-06-01';
const asOf = '2025-12-31';
const adjustments = 27;
const rounds = 11;
const warmUp = 3;
const actor: Actor = { id: 'bench', name: 'bench', role: 'approver', countyScope: null, from: 'bench' };

const verticesOf = (boundary: BoundaryGeometry) =>
  new Set(boundary.coordinates.flat(boundary.type === 'Polygon' ? 1 : 2).map((position) => String(position)));

/** Pairs of neighbouring townships of one county, no township twice, each merged into a new one. */
function mergers({ divisions }: Snapshot, wanted: number): DivisionAdjustment[] {
  const townships = divisions.ofLevel('township').map((row) => {
    const body = divisions.bodies[row]!;
    return { id: divisions.ids[row]!, body, vertices: verticesOf(body.boundary!) };
  });
  const taken = new Set<string>();
  const merged: DivisionAdjustment[] = [];
  for (const one of townships) {
    if (merged.length === wanted) break;
    const other = townships.find(
      ({ id, body, vertices }) =>
        id !== one.id &&
        !taken.has(id) &&
        body.parentId === one.body.parentId &&
        [...vertices].filter((vertex) => one.vertices.has(vertex)).length > 1,
    );
    if (taken.has(one.id) || !other) continue;
    taken.add(one.id).add(other.id);
    const to = [{ code: `${one.body.code.slice(0, 6)}${900 + merged.length}`, name: `合并${merged.length + 1}镇` }];
    merged.push(
      divisionAdjustment.parse({
        kind: 'merge',
        effectiveDate,
        document: 'bench',
        fromIds: [one.id, other.id],
        to,
      }),
    );
  }
  return merged;
}

async function changeSetOf({ registry }: Rooms, snapshot: Snapshot, list: readonly DivisionAdjustment[]) {
  const { changes } = planAdjustments(snapshot, list, randomUUID);
  const versions = await registry.currentVersions(
    changes.flatMap(({ type, op, id }) => (op === 'create' ? [] : [{ type, id: id! }])),
  );
  const withVersions = changes.map((change) =>
    change.op === 'create' ? change : { ...change, baseVersion: versions.get(`${change.type}/${change.id}`)! },
  );
  return { title: 'bench', changes: withVersions } satisfies ChangeSetInput;
}

async function measure(rooms: Rooms): Promise<void> {
  const network = await rooms.walkNetwork();
  const snapshot = await rooms.snapshots.at(asOf);
  const list = mergers(snapshot, adjustments);
  const times = { plan: [] as number[], preview: [] as number[], anew: [] as number[] };
  for (let round = -warmUp; round < rounds; round++) {
    const plan = await timed(() => changeSetOf(rooms, snapshot, list));
    const preview = await timed(() => rooms.registry.preview(actor, plan.result, asOf));
    if (!preview.result.committable) throw new Error(JSON.stringify(preview.result.findings.slice(0, 5)));
    const anew = await timed(() => {
      const plain = buildSnapshot(snapshot.seq, asOf, snapshot.records);
      return assess(plain, defaultRuleParameters, network).report;
    });
    if (round === 0) {
      const { counts, indicators } = preview.result;
      const eighth = indicators.find(({ id }) => id === '8')!;
      console.log(`${list.length} mergers: ${counts.create} created, ${counts.update} updated, ${counts.delete} ended`);
      console.log(`townships counted by no. 8: ${eighth.before.denominator} → ${eighth.after.denominator}`);
    }
    if (round < 0) continue;
    times.plan.push(plan.ms);
    times.preview.push(preview.ms);
    times.anew.push(anew.ms);
  }
  const [plan, preview, anew] = [median(times.plan), median(times.preview), median(times.anew)];
  console.log(
    `milliseconds, median of ${rounds}: plan ${plan.toFixed(0)}, preview ${preview.toFixed(0)}, together ${(plan + preview).toFixed(0)}, one assessment made anew ${anew.toFixed(0)}`,
  );
  console.log(`(plan + preview) ÷ one assessment made anew: ${((plan + preview) / anew).toFixed(2)}`);
}

const folder = await mkdtemp(join(tmpdir(), 'yizhangtu-adjustment-'));
try {
  const database = await openDatabase({ dataDir: folder });
  try {
    await applyCatalogueConstraints(database.kysely);
    const rooms = composeRooms(database.kysely, folder);
    await loadDemonstration(rooms.registry);
    await prepareDemonstrationNetworks(rooms.networks);
    await measure(rooms);
    rooms.jobs.close();
  } finally {
    await database.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
