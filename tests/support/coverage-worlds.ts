import fc from 'fast-check';
import type { CoverageQuestion } from '../../server/coverage/contract.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { Network } from '../../server/network/graph.ts';
import type { Effect } from '../../server/registry/contract.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';
import { anyNetwork, anyPoint } from './networks.ts';
import { snapshotOf, type HandDivision, type HandFacility } from './snapshots.ts';

/** A small registry beside a small network. */
export interface World {
  network: Network;
  snapshot: Snapshot;
  question: CoverageQuestion;
}

const townships = ['t1', 't2', 't3'];
const kinds = ['dayCareStation', 'homeCareCentre', 'nursingHome'] as const;
const statuses = ['operating', 'operating', 'operating', 'suspended', null] as const;
const place = (at: { longitude: number; latitude: number } | null) =>
  at && { type: 'Point' as const, coordinates: [at.longitude, at.latitude] as [number, number] };

const anyVillage = fc.record({
  centre: fc.option(anyPoint, { freq: 8 }).map(place),
  population60: fc.option(fc.integer({ min: 0, max: 900 }), { freq: 8 }),
  population80: fc.option(fc.integer({ min: 0, max: 90 }), { freq: 8 }),
  parent: fc.constantFrom(...townships),
  type: fc.constantFrom('village' as const, 'community' as const),
});

/** What may be said of a facility: its place, divisions, kind, status and functions, each perhaps unknown. */
export const anyFacility: fc.Arbitrary<Omit<HandFacility, 'id'>> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    status: fc.constantFrom(...statuses),
    entrance: fc.option(anyPoint, { freq: 6 }).map(place),
    township: fc.option(fc.constantFrom(...townships), { freq: 6 }),
    county: fc.constantFrom('c1', 'c2', 'elsewhere'),
    meals: fc.constantFrom(true, true, false, null),
  })
  .map(({ township, county, meals, ...rest }) => ({
    ...rest,
    ...(township === null ? { county } : { township }),
    functions: { meals },
  }));

const divisions: HandDivision[] = [
  { id: 'city', type: 'prefectureCity', boundary: square(117.899, 40.899, 0.012) },
  { id: 'c1', type: 'county', parent: 'city' },
  { id: 'c2', type: 'county', parent: 'city' },
  { id: 't1', type: 'town', parent: 'c1' },
  { id: 't2', type: 'subdistrict', parent: 'c1' },
  { id: 't3', type: 'town', parent: 'c2' },
];

function square(west: number, south: number, size: number): NonNullable<HandDivision['boundary']> {
  const [east, north] = [west + size, south + size];
  const ring: [number, number][] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

/** Random registries of a few villages and facilities on random networks, asked random questions. */
export const anyWorld: fc.Arbitrary<World> = fc
  .record({
    network: anyNetwork,
    villages: fc.array(anyVillage, { minLength: 1, maxLength: 12 }),
    facilities: fc.array(anyFacility, { maxLength: 8 }),
    minutes: fc.constantFrom(1, 3, 5, 15),
    speedMps: fc.constantFrom(0.5, 0.8, 1.4),
    functions: fc.constantFrom<string[]>([], ['meals']),
    snapLimitM: fc.constantFrom(30, 200),
  })
  .map(({ network, villages, facilities, minutes, speedMps, functions, snapLimitM }) => ({
    network,
    snapshot: snapshotOf({
      divisions: [...divisions, ...villages.map((v, i) => ({ id: `v${i}`, ...v }))],
      facilities: facilities.map((f, i) => ({ id: `f${i}`, ...f })),
    }),
    question: { facilityKinds: ['homeCareCentre', 'dayCareStation'], functions, minutes, speedMps, snapLimitM },
  }));

/** A random edit: a facility of the snapshot, or a new one between its ids, gets a new body or ends. */
export const anyEdit = fc.record({
  at: fc.nat({ max: 20 }),
  isNew: fc.boolean(),
  to: fc.option(anyFacility, { freq: 5 }),
});
export type WorldEdit = { at: number; isNew: boolean; to: Omit<HandFacility, 'id'> | null };

/** The edits as effects on the snapshot. */
export function effectsOn(snapshot: Snapshot, edits: readonly WorldEdit[]): Effect[] {
  return edits.flatMap(({ at, isNew, to }) => {
    const { ids } = snapshot.facilities;
    const id = isNew || ids.length === 0 ? `f${at % 9}new${at}` : ids[at % ids.length]!;
    const after = to && snapshotOf({ divisions, facilities: [{ id, ...to }] }).records.facility.get(id)!;
    const before: FacilityBody | null = snapshot.records.facility.get(id) ?? null;
    if (!before && !after) return [];
    const op = !before ? 'create' : after ? 'update' : 'delete';
    const shared = { type: 'facility' as const, id, label: id, version: 1, effectiveFrom: snapshot.asOf, row: null };
    return [{ ...shared, op, before, after, changedFields: [] } satisfies Effect];
  });
}
