import { createHash } from 'node:crypto';
import { addCommunityServices } from './community.ts';
import { divisionEventRecords, divisionRecords } from './divisions.ts';
import { addElderCare } from './elder-care.ts';
import { FacilityRegister } from './facility-register.ts';
import { addFuneralServices } from './funeral.ts';
import { landRecords } from './land.ts';
import { buildNetwork } from './network.ts';
import { osmPbfBlocks } from './pbf-writer.ts';
import { townshipPlaces } from './places.ts';
import { populate } from './population.ts';
import { readCounties } from './source.ts';
import { statisticRecords } from './statistics.ts';
import { placeTownships } from './townships.ts';
import { placeVillages } from './villages.ts';

export { demoSeed } from './seed.ts';

/** Changes whenever the generator makes different data from the same seed. */
const generatorVersion = 3;

/** One record a line, so that a change to the generator shows as a readable difference. */
const lines = (records: readonly unknown[]) => `[\n${records.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`;

/** Generates the demonstration data: the bytes of each file by its name in `gis-data/chengde`. */
export function buildDataset(seed: number): Map<string, Uint8Array> {
  const counties = readCounties().map((county) => ({ ...county, townships: placeTownships(county, seed) }));
  const villages = placeVillages(counties, seed);
  const counts = populate(counties, villages, seed);

  const register = new FacilityRegister(seed);
  const townships = townshipPlaces(counties, villages, counts);
  addElderCare(register, townships, seed);
  addCommunityServices(register, townships, seed);
  addFuneralServices(register, townships, seed);

  const network = buildNetwork(townships, register.facilities, seed);
  const land = landRecords(townships, network, seed);

  const records: Readonly<Record<string, readonly unknown[]>> = {
    'divisions.json': divisionRecords(counties, villages, counts),
    'division-events.json': divisionEventRecords(),
    'facilities.json': register.facilities,
    'facility-updates.json': register.updates,
    'statistics.json': statisticRecords(register.facilities),
    'land-layers.json': land.layers,
    'land-features.json': land.features,
  };
  const files = new Map<string, Uint8Array>(
    Object.entries(records).map(([name, list]) => [name, Buffer.from(lines(list))]),
  );
  files.set('network.osm.pbf', Buffer.concat([...osmPbfBlocks(network)]));

  const elements = network.nodes.ids.length + network.ways.length;
  const sizes = Object.entries(records).map(([name, list]): [string, number] => [name, list.length]);
  const content = manifest(seed, Object.fromEntries([...sizes, ['network.osm.pbf', elements]]), files);
  files.set('manifest.json', Buffer.from(content));
  return files;
}

/** @param counts records of each file; of the network its nodes and ways together */
function manifest(
  seed: number,
  counts: Readonly<Record<string, number>>,
  files: ReadonlyMap<string, Uint8Array>,
): string {
  const content = {
    seed,
    generatorVersion,
    label: { zh: '演示数据', en: 'Demonstration data' },
    counts,
    sha256: Object.fromEntries(
      [...files].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
    ),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
