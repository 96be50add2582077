/**
 * How long the shortest path to targets takes on the demonstration city: reading what could be done, the optimal plan with a
 * full preview of every indicator on the walk network, and the same with three other plans; beside it one full assessment.
 *
 *     npx tsx scripts/bench/siting-targets.ts
 */
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { demonstrationRates } from '../../server/demonstration/cost-rates.ts';
import { assess } from '../../server/indicators/index.ts';
import { targetsQuestion } from '../../server/siting/contract.ts';
import { findPath } from '../../server/siting/targets/path.ts';
import { preparePath } from '../../server/siting/targets/prepare.ts';
import { demonstrationNetwork, demonstrationSnapshot } from './demonstration.ts';
import { overlayTools, ratesOf } from './overlay-tools.ts';
import { median, timed } from './times.ts';

const runs = 3;
const network = await demonstrationNetwork();
const rates = ratesOf(demonstrationRates);
const fresh = () => demonstrationSnapshot('2025-12-31');

const questions = {
  '8 at 60%': [{ indicatorId: '8', value: 0.6 }],
  '8 with its condition': [{ indicatorId: '8' }],
  '8, 7, 14 and 3 everywhere': [
    { indicatorId: '8' },
    { indicatorId: '7' },
    { indicatorId: '14' },
    { indicatorId: '3', reading: 'fullCoverage' },
  ],
};

/** Milliseconds of a full assessment, and of the path after it as a running program has it done already. */
async function measure(targets: readonly object[], alternatives: number) {
  const snapshot = fresh();
  const { ms: assessment } = await timed(() => assess(snapshot, defaultRuleParameters, network).report);
  const cpuBefore = process.cpuUsage();
  const { ms: path, result } = await timed(() => {
    const question = targetsQuestion.parse({ question: 'targets', targets, alternatives });
    const prepared = preparePath({ snapshot, network, rates }, question);
    if ('refusals' in prepared) throw new Error(JSON.stringify(prepared.refusals));
    return findPath(prepared, { tools: overlayTools(snapshot, rates, defaultRuleParameters, network) });
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  return { assessment, path, cpu: (user + system) / 1000, result };
}

console.log(`milliseconds, median of ${runs}; cpu: of all threads`);
for (const [name, targets] of Object.entries(questions)) {
  for (const alternatives of [0, 3]) {
    const measured: Awaited<ReturnType<typeof measure>>[] = [];
    for (let run = 0; run < runs; run++) measured.push(await measure(targets, alternatives));
    const [assessment, path, cpu] = (['assessment', 'path', 'cpu'] as const).map((of) =>
      median(measured.map((one) => one[of])),
    ) as [number, number, number];
    const { status, objective, plan } = measured[0]!.result;
    console.log(
      `${name}, ${alternatives} others: ${status} ${objective} yuan, ${plan?.actions.length} actions; path ${path.toFixed(0)}, cpu ${cpu.toFixed(0)}, assessment ${assessment.toFixed(0)}, path ÷ assessment ${(path / assessment).toFixed(1)}`,
    );
  }
}
