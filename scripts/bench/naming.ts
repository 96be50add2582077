/**
 * The naming rules beside a plain scan of all names, in one run: one name, and a batch, with many names in the index.
 *
 *   npx tsx scripts/bench/naming.ts [NAMES] [BATCH]
 */
import { standardCharacters } from '../../gis-data/naming/index.ts';
import {
  existingName,
  namingSettings,
  proposedName,
  type ExistingName,
  type ProposedName,
} from '../../server/place-names/naming/contract.ts';
import { namingEngine, rulesInForce } from '../../server/place-names/naming/engine.ts';
import { comparedName, NameIndex, readingsOf } from '../../server/place-names/naming/name-index.ts';
import { soundAlike } from '../../server/place-names/naming/readings.ts';
import { setsApart } from '../../server/place-names/naming/scope.ts';
import { randomStream } from '../../server/random.ts';
import { median, quantile, timed } from './times.ts';

const NAMES = Number(process.argv[2] ?? 300_000);
const BATCH = Number(process.argv[3] ?? 10_000);
const ONE_BY_ONE = 2000;
const SCANS = 40;
const SEED = 8;

const kinds = [
  { kind: 'road', terms: ['路', '街', '大街', '巷', '胡同'], share: 0.35 },
  { kind: 'village', terms: ['村', '社区'], share: 0.3 },
  { kind: 'estate', terms: ['小区', '家园', '公寓', '苑'], share: 0.2 },
  { kind: 'naturalFeature', terms: ['山', '沟', '河', '岭'], share: 0.1 },
  { kind: 'township', terms: ['镇', '乡', '街道'], share: 0.05 },
] as const;

const random = randomStream(SEED, 'naming bench');
const common = [...standardCharacters.level1].slice(0, 1200);

/** A name of two or three characters and a 通名; the first characters of the table are drawn more often, as in real names. */
function draw() {
  const at = random.next();
  let sum = 0;
  const { kind, terms } = kinds.find(({ share }) => (sum += share) > at) ?? kinds[0];
  const length = random.chance(0.7) ? 2 : 3;
  const characters = Array.from({ length }, () => common[Math.floor(random.next() ** 2 * common.length)]!);
  const county = String(130_100 + random.integer(0, 170));
  return {
    text: characters.join('') + random.pick(terms),
    kind,
    province: '13',
    county,
    township: `${county}-${random.integer(0, 15)}`,
    builtUpArea: `${county}-${random.integer(0, 2)}`,
    important: kind === 'naturalFeature' ? random.chance(0.02) : false,
    position: [random.next() * 6 + 114, random.next() * 6 + 36] as [number, number],
  };
}

const names: ExistingName[] = Array.from({ length: NAMES }, (_, i) => existingName.parse({ ...draw(), id: `n${i}` }));
const proposals: ProposedName[] = Array.from({ length: BATCH }, () =>
  proposedName.parse({ ...draw(), date: '2025-12-01' }),
);

const engine = namingEngine(namingSettings.parse({}));
const { ms: buildMs, result: index } = await timed(() => new NameIndex(names));

const likenesses = new Set(['duplicate', 'homophone', 'look-alike', 'same-specific']);
const prepared = names.map((name) => {
  const compared = comparedName(name.text, name.kind);
  return { name, compared, readings: readingsOf(compared, null) };
});

/** Names that are like a proposed one, by looking at each of them. */
function plainScan(proposed: ProposedName): Set<string> {
  const compared = comparedName(proposed.text, proposed.kind);
  const readings = readingsOf(compared, null);
  const rules = rulesInForce(proposed.date, proposed.province).filter(({ check }) => likenesses.has(check));
  const like = prepared.filter(
    (other) =>
      rules.some((rule) => setsApart(rule, proposed, other.name) !== 'no') &&
      (compared.text === other.compared.text ||
        compared.specific === other.compared.specific ||
        index.looksLike(compared.text, other.compared.text) ||
        soundAlike(readings, other.readings, 'toneless')),
  );
  return new Set(like.map(({ name }) => name.id));
}

const singles: number[] = [];
for (const proposed of proposals.slice(0, ONE_BY_ONE)) {
  singles.push((await timed(() => engine.check(proposed, index, { suggest: false }))).ms);
}
const suggested: number[] = [];
for (const proposed of proposals.slice(0, ONE_BY_ONE)) {
  suggested.push((await timed(() => engine.check(proposed, index))).ms);
}

const scans: number[] = [];
for (const proposed of proposals.slice(0, SCANS)) {
  const { ms, result } = await timed(() => plainScan(proposed));
  scans.push(ms);
  const { findings } = engine.check(proposed, index, { suggest: false });
  const missed = findings.filter(({ check, collision }) => likenesses.has(check) && !result.has(collision!.id));
  if (missed.length > 0) throw new Error(`“${proposed.text}”: the scan did not find ${missed[0]!.collision!.text}`);
}

const { ms: batchMs, result: answers } = await timed(() => {
  const check = engine.batch(proposals);
  return proposals.map((_, position) => check(position, index));
});
const collisions = answers.filter(({ findings }) => findings.some(({ collision }) => collision !== null)).length;

const show = (label: string, value: string) => console.log(label.padEnd(46), value);
show(`index of ${NAMES} names, ms`, buildMs.toFixed(0));
show(
  'one name, median / p95 / most, ms',
  [median(singles), quantile(singles, 0.95), Math.max(...singles)].map((ms) => ms.toFixed(2)).join(' / '),
);
show(
  'one name with alternatives, median / p95, ms',
  [median(suggested), quantile(suggested, 0.95)].map((ms) => ms.toFixed(2)).join(' / '),
);
show('plain scan of one name, median, ms', median(scans).toFixed(0));
show('plain scan ÷ index', (median(scans) / median(singles)).toFixed(0));
show(`batch of ${BATCH}, ms (${collisions} with collisions)`, batchMs.toFixed(0));
