/**
 * Counts records, pictures and edits in = out over randomised runs of two devices against the real server over HTTP: requests
 * and answers are lost, repeated, damaged and delayed, the devices' programs are killed, and in some runs the server is.
 *
 *     npx tsx scripts/bench/field-sync-runs.ts [--runs 200 --seed 1 --kill-every 20]
 *
 * A run that fails prints its seed; `--runs 1 --seed N` repeats it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFieldServer } from '../../tests/support/field-server.ts';
import { runOverHttp, type RunCounts } from '../../tests/support/field-sync-runs.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'kill-every': { type: 'string', default: '20' },
  },
});
const [runs, first, killEvery] = [Number(values.runs), Number(values.seed), Number(values['kill-every'])];
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yzt-field-runs-'));
  const server = await startFieldServer(folder);
  const sum: RunCounts = { entries: 0, pictures: 0, edits: 0, interrupted: 0 };
  let [failed, kills] = [0, 0];
  print(`seeds ${first} to ${first + runs - 1}`);
  try {
    for (let run = 0; run < runs; run++) {
      const isKilled = (run + 1) % killEvery === 0;
      if (isKilled) kills++;
      try {
        const counts = await runOverHttp(first + run, server, isKilled);
        for (const each of Object.keys(sum) as (keyof RunCounts)[]) sum[each] += counts[each];
      } catch (error) {
        failed++;
        print(String(error));
      }
      if ((run + 1) % 20 === 0) print(`  ${run + 1} runs, ${failed} failed`);
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  print(
    `${runs} runs, ${kills} with a killed server, ${failed} failed; in = out: ${sum.entries} entries, ` +
      `${sum.pictures} pictures, ${sum.edits} edits; ${sum.interrupted} rounds of sending interrupted`,
  );
  if (failed > 0) process.exitCode = 1;
}

await main();
