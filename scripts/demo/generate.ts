/** Writes the demonstration data into gis-data/chengde: `npx tsx scripts/demo/generate.ts`. */
import { writeFileSync } from 'node:fs';
import { boundaryFiles } from './boundary.ts';
import { buildDataset, demoSeed } from './dataset.ts';
import { placeNameSignFiles } from './place-name-signs.ts';
import { placeNameFiles, placeNameRecords } from './place-names.ts';

const dataset = buildDataset(demoSeed);
const made = <T>(name: string) => JSON.parse(Buffer.from(dataset.get(name)!).toString()) as T;
const divisions = made<Parameters<typeof boundaryFiles>[0]>('divisions.json');
const land = made<Parameters<typeof placeNameFiles>[1]>('land-features.json');

for (const [name, bytes] of [
  ...dataset,
  ...boundaryFiles(divisions, demoSeed),
  ...placeNameFiles(divisions, land, demoSeed),
  ...placeNameSignFiles(placeNameRecords(divisions, land, demoSeed), demoSeed),
]) {
  writeFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), bytes);
  console.log(`${name} ${bytes.length} bytes`);
}
