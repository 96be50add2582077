/** Writes the demonstration data into gis-data/chengde: `npx tsx scripts/demo/generate.ts`. */
import { writeFileSync } from 'node:fs';
import { boundaryFiles } from './boundary.ts';
import { buildDataset, demoSeed } from './dataset.ts';

const dataset = buildDataset(demoSeed);
const divisions = JSON.parse(Buffer.from(dataset.get('divisions.json')!).toString()) as Parameters<
  typeof boundaryFiles
>[0];

for (const [name, bytes] of [...dataset, ...boundaryFiles(divisions, demoSeed)]) {
  writeFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), bytes);
  console.log(`${name} ${bytes.length} bytes`);
}
