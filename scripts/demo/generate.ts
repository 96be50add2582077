/** Writes the demonstration data into gis-data/chengde: `npx tsx scripts/demo/generate.ts`. */
import { writeFileSync } from 'node:fs';
import { buildDataset, demoSeed } from './dataset.ts';

for (const [name, bytes] of buildDataset(demoSeed)) {
  writeFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), bytes);
  console.log(`${name} ${bytes.length} bytes`);
}
