import { countQualities, facilityKinds, formatNumber, type Language } from '../../../../gis-data/catalogue/index.ts';
import { planFindings } from '../../../indicators/index.ts';
import { isOperating, UNKNOWN_CODE, type Snapshot } from '../../../snapshot/snapshot.ts';
import type { Block, Say } from '../content.ts';
import type { ReportData, ScopedResult } from '../data.ts';
import { attributionWords } from './maps.ts';

/** How the figures came about, what is not known, and where the plan contradicts itself. */
export function methodSection(data: ReportData, results: readonly ScopedResult[], say: Say): Block[] {
  return [
    { type: 'heading', level: 1, text: say('方法与数据质量', 'Method and data quality') },
    { type: 'list', items: basis(data, say) },
    ruleTable(data, results, say),
    ...findingsOf(data, results, say),
  ];
}

function basis(data: ReportData, say: Say): string[] {
  return [
    say(
      `全部数字由登记库快照 ${data.snapshot.id}(序号 ${data.snapshot.seq},截至 ${data.snapshot.asOf})一次算出,可用同一快照复算。`,
      `All figures were computed at once from registry snapshot ${data.snapshot.id} (sequence number ${data.snapshot.seq}, as of ${data.snapshot.asOf}) and can be computed again from it.`,
    ),
    networkBasis(data, say),
    populationBasis(data, say),
    facilityBasis(data, say),
  ];
}

function networkBasis({ network, coverage, language }: ReportData, say: Say): string {
  if (network === null || coverage === null) {
    return say(
      '没有步行路网:依赖步行时间的指标为“数据不足”。',
      'There is no walk network: indicators that need walking times have insufficient data.',
    );
  }
  const { name, profileVersion, source, lengthM, elevation } = network;
  const km = formatNumber(lengthM / 1000, language);
  const slope =
    elevation === null
      ? say('没有高程,坡度未计入', 'no elevation, so slopes are not counted')
      : say(`高程:${elevation}`, `elevation: ${elevation}`);
  const digest = source.sha256.slice(0, 16);
  return say(
    `步行路网 ${name}(通行规则版本 ${profileVersion},${km} 千米,源文件校验和 ${digest}…,${attributionWords(source, say)};${slope})。距路网超过 ${coverage.question.snapLimitM} 米的点为未知。直线距离结果只是上界,不计入。`,
    `Walk network ${name} (tag rules ${profileVersion}, ${km} km, source checksum ${digest}…, ${attributionWords(source, say)}; ${slope}). A point further than ${coverage.question.snapLimitM} m from any way is unknown. Straight-line results are only an upper bound and are not counted.`,
  );
}

function villageRows({ snapshot: { divisions }, scope }: ReportData): number[] {
  return divisions.ofLevel('village').filter((row) => scope.level === 'city' || divisions.county[row] === scope.row);
}

function populationBasis(data: ReportData, say: Say): string {
  const { divisions } = data.snapshot;
  const rows = villageRows(data);
  const number = (value: number) => formatNumber(value, data.language);
  const qualities = countQualities.flatMap(({ id, label }) => {
    const count = rows.filter((row) => divisions.bodies[row]!.countsQuality === id).length;
    return count === 0 ? [] : [`${label[data.language]} ${number(count)}`];
  });
  const without = rows.filter((row) => Number.isNaN(divisions.population60[row]!)).length;
  const dates = rows.flatMap((row) => divisions.bodies[row]!.countsAsOf ?? []).sort();
  const period = dates.length === 0 ? '—' : [...new Set([dates[0]!, dates.at(-1)!])].join(' – ');
  return say(
    `人口以 ${number(rows.length)} 个村(社区)的点计:${qualities.join('、') || '质量未注明'};人口时点 ${period};60 岁及以上人口未知 ${number(without)} 个。`,
    `People stand at the points of ${number(rows.length)} villages and communities (${qualities.join(', ') || 'quality not stated'}); counts as of ${period}; for ${number(without)} the number of people aged 60+ is unknown.`,
  );
}

function facilityBasis(data: ReportData, say: Say): string {
  const { snapshot, scope } = data;
  const { facilities } = snapshot;
  const rows = facilities
    .ofKinds(facilityKinds.map((kind) => kind.id))
    .filter((row) => scope.level === 'city' || facilities.county[row] === scope.row);
  const count = (holds: (row: number) => boolean) => formatNumber(rows.filter(holds).length, data.language);
  const unlocated = count((row) => Number.isNaN(facilities.longitude[row]!));
  const unstated = count((row) => facilities.status[row] === UNKNOWN_CODE);
  const undated = count((row) => facilities.bodies[row]!.asOfDate === null);
  return say(
    `设施记录 ${count(() => true)} 条,其中运营 ${count((row) => operates(snapshot, row))} 条,没有坐标 ${unlocated} 条,状态未知 ${unstated} 条,未注明数据时点 ${undated} 条。`,
    `${count(() => true)} facility records, of which ${count((row) => operates(snapshot, row))} operate, ${unlocated} have no position, ${unstated} an unknown status and ${undated} no as-of date.`,
  );
}

const operates = (snapshot: Snapshot, row: number) => isOperating(snapshot, row) === 'yes';

function ruleTable({ language }: ReportData, results: readonly ScopedResult[], say: Say): Block {
  return {
    type: 'table',
    caption: say('计算规则、版本与未知', 'Rules, versions and unknowns'),
    columns: [
      { label: say('指标', 'Indicator'), share: 25 },
      { label: say('计算方法', 'Counting rule'), share: 40 },
      { label: say('规则版本', 'Rule version'), share: 16 },
      { label: say('单元', 'Units'), share: 8, align: 'end' },
      { label: say('未知', 'Unknown'), share: 11, align: 'end' },
    ],
    rows: results.map(({ definition, units, unknownUnits }) => [
      definition.name[language],
      definition.formula[language],
      definition.ruleVersion,
      formatNumber(units, language),
      formatNumber(unknownUnits, language),
    ]),
  };
}

/** Contradictions of the plan, then what is to be said of single indicators; each once. */
function findingsOf({ snapshot, language }: ReportData, results: readonly ScopedResult[], say: Say): Block[] {
  const contradictions = planFindings(snapshot);
  const codes = new Set(contradictions.map((finding) => finding.code));
  const others = results.flatMap(({ definition, findings }) =>
    findings
      .filter((finding) => !codes.has(finding.code))
      .map((finding) => `${definition.name[language]}: ${finding.message[language]}`),
  );
  return [
    ...listed(
      say('规划中的矛盾', 'Contradictions in the plan'),
      contradictions.map((finding) => withClause(finding, language)),
    ),
    ...listed(say('对单项指标的说明', 'Notes on single indicators'), [...new Set(others)]),
  ];
}

function withClause({ message, clause }: ReturnType<typeof planFindings>[number], language: Language): string {
  if (clause === null) return message[language];
  return language === 'zh' ? `${message.zh}(${clause.zh})` : `${message.en} (${clause.en})`;
}

const listed = (title: string, items: readonly string[]): Block[] =>
  items.length === 0
    ? []
    : [
        { type: 'heading', level: 2, text: title },
        { type: 'list', items },
      ];
