/**
 * How long the server computes for the board of all indicators and townships of the demonstration city, from a warm
 * snapshot: columns and JSON. Beside it, in the same run, the first assessment of that snapshot, and the same figures asked
 * for one indicator at a time.
 *
 *     npx tsx scripts/bench/board.ts
 */
import { defaultRuleParameters, indicators } from '../../gis-data/catalogue/index.ts';
import { boardOf } from '../../server/indicators/board.ts';
import { assess } from '../../server/indicators/index.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { demonstrationNetwork, demonstrationSnapshot } from './demonstration.ts';
import { quantile, timed } from './times.ts';

const asOf = '2025-12-31';
const runs = 40;
const warmUp = 10;

const network = await demonstrationNetwork();
const base = demonstrationSnapshot(asOf);
const assessed = (snapshot: Snapshot) => assess(snapshot, defaultRuleParameters, network);
const again = () => buildSnapshot(base.seq, base.asOf, base.records);

const times = { assessment: [] as number[], board: [] as number[], answer: [] as number[], oneByOne: [] as number[] };
let bytes = 0;
for (let run = 0; run < runs; run++) {
  const snapshot = again();
  const assessment = await timed(() => {
    const made = assessed(snapshot);
    void made.report;
    return made;
  });
  // The first board of an assessment, and the same one asked for again; both end in JSON.
  const board = await timed(() => JSON.stringify(boardOf(snapshot, assessment.result, 'township')));
  const answer = await timed(() => JSON.stringify(boardOf(snapshot, assessment.result, 'township')));
  const oneByOne = await timed(() =>
    indicators.map(({ id }) => JSON.stringify(assessment.result.areas(id, 'township'))).join(),
  );
  bytes = board.result.length;
  if (run < warmUp) continue;
  times.assessment.push(assessment.ms);
  times.board.push(board.ms);
  times.answer.push(answer.ms);
  times.oneByOne.push(oneByOne.ms);
}

const { divisions } = base;
console.log(
  `${indicators.length} indicators, ${divisions.ofLevel('township').length} townships, ${bytes} bytes of JSON`,
);
console.log('milliseconds, median / 95%');
for (const [name, values] of Object.entries(times)) {
  console.log(`${name.padEnd(11)} ${quantile(values, 0.5).toFixed(2)} / ${quantile(values, 0.95).toFixed(2)}`);
}
const ratio = (a: number[], b: number[]) => (quantile(a, 0.5) / quantile(b, 0.5)).toFixed(2);
console.log(`assessment ÷ board ${ratio(times.assessment, times.board)}`);
console.log(`one by one ÷ board ${ratio(times.oneByOne, times.board)}`);
console.log(`board ÷ the same answer again ${ratio(times.board, times.answer)}`);
