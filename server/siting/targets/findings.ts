import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { TargetsAnswer } from '../contract.ts';
import { walkingIndicators } from '../../indicators/functions/index.ts';
import type { Chosen } from './action.ts';
import type { Exclusion } from './exclusions.ts';
import type { PreparedPath } from './prepare.ts';
import type { GoalFigure } from './probe.ts';
import type { Choice } from './programme.ts';
import { reachesAtMost } from './reaches.ts';

type Finding = TargetsAnswer['findings'][number];

interface Told {
  prepared: PreparedPath;
  exclusion: Exclusion;
  choice: Choice;
  chosen: readonly Chosen[];
  /** The goals' figures as things are. */
  figures: readonly GoalFigure[];
  /** Whether the register's preview says what the indicators were asked. */
  agrees: boolean;
}

/** What an answer leaves out or takes for granted. */
export function answerFindings(told: Told): Finding[] {
  return [
    ...unasked(told),
    ...unpriced(told),
    ...sharing(told),
    ...unknowns(told),
    ...assumptions(told),
    ...disagreement(told),
  ];
}

const finding = (code: string, message: Text): Finding => ({ code, message });

function unasked({ choice: { leftOut } }: Told): Finding[] {
  if (leftOut === 0) return [];
  return [
    finding(
      'actions-left-out',
      text(
        `可选措施太多,有 ${leftOut} 项未及试算,先列入人数多的村(社区);方案因此未证明最优,可限定县(市、区)或延长时限`,
        `There are too many possible actions: ${leftOut} were not tried, beginning with those for the villages with most people, so that the plan is not proven best. Limit the counties, or allow more time`,
      ),
    ),
  ];
}

function unpriced({ choice: { actions }, exclusion }: Told): Finding[] {
  const left = actions.filter((action) => exclusion.ofAction(action).includes('rate'));
  if (left.length === 0) return [];
  const rates = [...new Set(left.flatMap(({ missingRates }) => missingRates))].sort();
  return [
    finding(
      'actions-without-price',
      text(
        `${left.length} 项措施没有价格,未列入:${rates.join('、')}(“?”表示数量不明)。请在费率表中填写,或改求措施最少`,
        `${left.length} actions have no price and are left out: ${rates.join(', ')} ("?": the amount is not known). Enter the rates, or ask for the fewest actions`,
      ),
    ),
  ];
}

function sharing({ prepared: { question, parameters, probe } }: Told): Finding[] {
  const asked = question.actions.includes('share') && probe.goals.some(({ indicatorId }) => indicatorId === '8');
  if (!asked || parameters.townshipCentre.sharing.allowed) return [];
  return [
    finding(
      'sharing-not-allowed',
      text(
        '未考虑相邻乡镇(街道)共用中心:规划没有允许共用的条文',
        'Sharing a centre between neighbouring townships is left out: no clause of the plan allows it',
      ),
    ),
  ];
}

/** Where unknowns alone could settle a target, finding out may cost less than building. */
function unknowns({ prepared: { probe }, figures }: Told): Finding[] {
  return probe.goals.flatMap((goal, g) => {
    if (figures[g]!.met || !reachesAtMost(goal, figures[g]!)) return [];
    return [
      finding(
        'unknowns-may-suffice',
        text(
          `${goal.name.zh}:部分数据未知,查清后可能已达标,所需措施可能更少`,
          `${goal.name.en}: some of it is not known; once found out, the target may turn out to be reached with less`,
        ),
      ),
    ];
  });
}

function assumptions({ chosen, prepared: { probe } }: Told): Finding[] {
  const onFoot = probe.goals.some(({ indicatorId }) => walkingIndicators.has(indicatorId));
  const does = (need: string) => chosen.some(({ action }) => action.candidate.needs.some((n) => n === need));
  return [
    ...(does('certifyBeds')
      ? [
          finding(
            'certification-assumed',
            text(
              '认定护理型床位以现有床位符合条件为前提,须逐院核实',
              'Certifying nursing beds takes it that the beds qualify, which is to be checked at each home',
            ),
          ),
        ]
      : []),
    ...(does('build')
      ? [
          finding(
            'usual-size-assumed',
            text(
              '新建设施的规模取现有同类运营设施的中位数,位置取 60 岁及以上人口最多的村(社区)',
              'New facilities are of the median size of operating ones of their kind, at the village with most people aged 60+',
            ),
          ),
        ]
      : []),
    ...(onFoot && (does('build') || does('relocate'))
      ? [
          finding(
            'places-at-villages',
            text(
              '步行可达的目标:新建或迁入的位置只取未覆盖的村(社区)的点,别处可能更省',
              'For people who reach one on foot, facilities are built at or moved to the points of uncovered villages only; a place between them may do with less',
            ),
          ),
        ]
      : []),
    ...(does('reopen')
      ? [
          finding(
            'reopening-assumed',
            text(
              '恢复运营的设施因何停业、现况如何未登记,须先核实',
              'Why facilities to be reopened do not operate is not registered, and is to be found out first',
            ),
          ),
        ]
      : []),
  ];
}

function disagreement({ agrees }: Told): Finding[] {
  if (agrees) return [];
  return [
    finding(
      'preview-differs',
      text(
        '登记的预览与所算的指标不同,方案未经证实;可能有在后日期的变更',
        "The register's preview differs from the indicators worked out, so that the plan is not confirmed; there may be changes of a later day",
      ),
    ),
  ];
}
