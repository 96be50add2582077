import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { Network } from '../../server/network/graph.ts';
import { buildFromOsm } from '../../server/network/osm-build.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import type { StatisticBody } from '../../server/statistics/contract.ts';
import type { SeedRecord, SeedUpdate } from '../demo/records.ts';

/** The demonstration city on a day, read from its files: what a first start loads, without a database. */
export function demonstrationSnapshot(asOf: string): Snapshot {
  const read = <T>(name: string): T[] =>
    JSON.parse(readFileSync(new URL(`../../gis-data/chengde/${name}.json`, import.meta.url), 'utf8')) as T[];
  const valid = <Body>(name: string): Map<string, Body> =>
    new Map(
      read<SeedRecord<Body>>(name)
        .filter((r) => r.effectiveFrom <= asOf && (r.effectiveTo === undefined || r.effectiveTo > asOf))
        .map((r) => [r.id, r.body]),
    );
  const facility = valid<FacilityBody>('facilities');
  for (const { id, effectiveFrom, update } of read<SeedUpdate<FacilityBody>>('facility-updates')) {
    if (effectiveFrom <= asOf) facility.set(id, { ...facility.get(id)!, ...update });
  }
  return buildSnapshot(1, asOf, {
    division: valid<DivisionBody>('divisions'),
    divisionEvent: new Map(),
    facility,
    statistic: valid<StatisticBody>('statistics'),
    boundaryLine: new Map(),
    boundaryMarker: new Map(),
    placeName: new Map(),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  });
}

/** The demonstration city's walk network, built from its file. */
export async function demonstrationNetwork(): Promise<Network> {
  const file = fileURLToPath(new URL('../../gis-data/chengde/network.osm.pbf', import.meta.url));
  const { network } = await buildFromOsm({ file, name: 'bench-walk', profile: 'walk', demo: true });
  return network;
}
