import {
  facilityFunctions,
  facilityKind,
  formatNumber,
  formatRange,
  planningActions,
  unitSuffix,
} from '../../../../gis-data/catalogue/index.ts';
import { verdictShape } from '../../../indicators/contract.ts';
import type { IndicatorDelta } from '../../../registry/contract.ts';
import type { ScenarioAction } from '../../../scenarios/contract.ts';
import type { Block, Say } from '../content.ts';
import type { ReportData } from '../data.ts';
import { moneyWord, verdictWord } from '../words.ts';

/** What a chosen scenario proposes, what it costs and what it does to the city's indicators. */
export function actionsSection(data: ReportData, say: Say): Block[] {
  return [
    { type: 'heading', level: 1, text: say('拟采取的措施与费用', 'Proposed actions and costs') },
    ...(data.scenario === null ? withoutScenario(say) : ofScenario(data, data.scenario, say)),
  ];
}

const withoutScenario = (say: Say): Block[] => [
  {
    type: 'paragraph',
    text: say(
      '本报告未选择方案,不含措施与费用。',
      'No scenario was chosen for this report: it proposes no actions and no costs.',
    ),
  },
];

function ofScenario(
  data: ReportData,
  { scenario, result, problem }: NonNullable<ReportData['scenario']>,
  say: Say,
): Block[] {
  const { language } = data;
  const named = say(
    `方案“${scenario.name}”,自 ${scenario.effectiveFrom} 起。${scenario.note}`,
    `Scenario “${scenario.name}”, from ${scenario.effectiveFrom}. ${scenario.note}`,
  );
  if (result === null) {
    const why = problem?.[language] ?? say('方案已不能计算', 'the scenario can no longer be worked out');
    return [
      { type: 'paragraph', text: named },
      { type: 'paragraph', text: why },
    ];
  }
  const actions = inScope(data, result.cost.actions);
  const priced = actions.filter((action) => action.yuan !== null);
  const sum = priced.reduce((yuan, action) => yuan + action.yuan!, 0);
  const unpriced = actions.length - priced.length;
  const total = say(
    `共 ${actions.length} 项措施。已计价 ${priced.length} 项,合计 ${moneyWord(sum, say, language)};未能计价 ${unpriced} 项,其费用未知,不计为零。${result.cost.demo ? '费率含演示费率,非真实造价。' : ''}`,
    `${actions.length} actions. ${priced.length} are priced, together ${moneyWord(sum, say, language)}; ${unpriced} could not be priced: their cost is unknown, not zero.${result.cost.demo ? ' Some rates are of the demonstration and no real prices.' : ''}`,
  );
  return [
    { type: 'paragraph', text: named },
    { type: 'paragraph', text: total },
    ...(actions.length === 0 ? [] : [actionTable(data, actions, say)]),
    ...effectTable(data, result.indicators, say),
  ];
}

/** A county's report proposes what stands in the county, before or after; what has no known township is kept. */
function inScope({ scope, snapshot }: ReportData, actions: readonly ScenarioAction[]): ScenarioAction[] {
  if (scope.level === 'city') return [...actions];
  const { divisions, facilities } = snapshot;
  return actions.filter(({ townshipId, facilityId }) => {
    const township = townshipId === null ? undefined : divisions.indexById.get(townshipId);
    if (township !== undefined) return divisions.county[township] === scope.row;
    const facility = facilities.indexById.get(facilityId);
    return facility === undefined || facilities.county[facility] === scope.row;
  });
}

function actionTable({ language, snapshot }: ReportData, actions: readonly ScenarioAction[], say: Say): Block {
  const measures = {
    site: say('处', 'site'),
    bed: say('床', 'beds'),
    squareMetre: 'm²',
    plot: say('穴(格)', 'plots'),
  } as const;
  const amount = ({ per, amount: value }: ScenarioAction['quantities'][number]) =>
    `${value === null ? say('未知', 'unknown') : formatNumber(value, language, 1)} ${measures[per]}`;
  const what = ({ action, functionId }: ScenarioAction) => {
    const label = planningActions.find((each) => each.id === action)!.label[language];
    const added = facilityFunctions.find((each) => each.id === functionId)?.label[language];
    return added === undefined ? label : `${label}: ${added}`;
  };
  const townshipOf = (id: string | null) => (id === null ? '—' : (snapshot.records.division.get(id)?.name ?? '—'));
  return {
    type: 'table',
    caption: say('措施与费用', 'Actions and costs'),
    columns: [
      { label: say('序号', 'No.'), share: 7, align: 'centre' },
      { label: say('措施', 'Action'), share: 19 },
      { label: say('设施', 'Facility'), share: 32 },
      { label: say('乡镇(街道)', 'Township'), share: 16 },
      { label: say('数量', 'Amount'), share: 13, align: 'end' },
      { label: say('费用', 'Cost'), share: 15, align: 'end' },
    ],
    rows: actions.map((action, i) => [
      String(i + 1),
      what(action),
      `${action.facilityName} (${facilityKind(action.facilityKind).label[language]})`,
      townshipOf(action.townshipId),
      action.quantities.map(amount).join(language === 'zh' ? '、' : ', ') || '—',
      action.yuan === null ? say('未能计价', 'Not priced') : moneyWord(action.yuan, say, language),
    ]),
  };
}

function effectTable({ language }: ReportData, deltas: readonly IndicatorDelta[], say: Say): Block[] {
  const changed = deltas.filter((delta) => delta.changed);
  if (changed.length === 0) {
    return [{ type: 'paragraph', text: say('全市各项指标不变。', "None of the city's indicators changes.") }];
  }
  const figure = (side: IndicatorDelta['before'], unit: string) => {
    const range = formatRange(side, unit, language);
    return range === null ? '—' : range + unitSuffix(unit, language);
  };
  return [
    {
      type: 'table',
      caption: say('方案对全市指标的影响', "What the scenario does to the city's indicators"),
      columns: [
        { label: say('指标', 'Indicator'), share: 36 },
        { label: say('现状', 'Before'), share: 18, align: 'end' },
        { label: say('方案', 'After'), share: 18, align: 'end' },
        { label: say('判定', 'Verdict'), share: 28, align: 'centre' },
      ],
      rows: changed.map(({ name, unit, before, after }) => [
        name[language],
        figure(before, unit),
        figure(after, unit),
        `${verdictWord(verdictShape.parse(before.verdict), true, say)} → ${verdictWord(verdictShape.parse(after.verdict), true, say)}`,
      ]),
    },
  ];
}
