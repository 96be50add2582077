import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { ParetoQuestion, WhereAnswer, WhereQuestion } from '../contract.ts';
import type { Demand } from './demand.ts';
import { someOf } from './refusal.ts';
import type { Standing } from './sites.ts';

type Finding = WhereAnswer['findings'][number];

/** What an answer leaves out, and why. */
export function findingsOf({
  question,
  demand,
  standing,
  unplaced,
  unpriced,
}: {
  question: WhereQuestion | ParetoQuestion;
  demand: Demand;
  standing: Standing;
  unplaced: number;
  unpriced: readonly string[];
}): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, message: Text) => findings.push({ code, message });
  const { points, people, all } = demand;
  const offNetwork = all.filter((p) => points.snaps[p] === null);
  if (offNetwork.length > 0) {
    const known = offNetwork.reduce((sum, p) => sum + (people[p]! || 0), 0);
    add(
      'points-off-network',
      text(
        `${offNetwork.length} 个人口点没有坐标或离路网过远,共 ${known} 人,算作未知`,
        `${offNetwork.length} population points are not located or off the network: their ${known} people count as unknown`,
      ),
    );
  }
  const withoutCount = all.filter((p) => Number.isNaN(people[p]!)).length;
  if (withoutCount > 0)
    add(
      'points-without-count',
      text(
        `${withoutCount} 个人口点的人数未知,不计入任何数字`,
        `${withoutCount} population points have no count and are in no figure`,
      ),
    );
  const { uncertain, unplaced: noPlace } = standing;
  if (question.existing === 'ignore')
    add(
      'existing-ignored',
      text('现有设施不计:结果如同一处也没有', 'Existing facilities do not count: figures are as if there were none'),
    );
  else {
    if (uncertain.length > 0) {
      const names = someOf(uncertain);
      add(
        'facilities-uncertain',
        text(
          `${names.zh} 的状态或功能未知,不算作已提供服务`,
          `Whether ${names.en} serve is not known (status or functions): they are not counted as serving`,
        ),
      );
    }
    if (noPlace.length > 0) {
      const names = someOf(noPlace);
      add(
        'facilities-off-network',
        text(
          `${names.zh} 没有坐标或离路网过远,未纳入计算`,
          `${names.en} are not located or off the network, and left out`,
        ),
      );
    }
  }
  if (unplaced > 0)
    add(
      'candidates-off-network',
      text(
        `${unplaced} 处候选位置没有坐标或离路网过远,不会被选用`,
        `${unplaced} candidates are not located or off the network, and never chosen`,
      ),
    );
  if (unpriced.length > 0) {
    const names = someOf(unpriced);
    add(
      'actions-unpriced',
      text(
        `${names.zh} 的关停或增设功能没有费率,有预算时保持现状`,
        `Closing or adding functions to ${names.en} has no rate: under a budget they stay as they are`,
      ),
    );
  }
  if (question.question === 'where' && question.phases)
    add(
      'years-add-up',
      text(
        '目标值是各年之和;覆盖人数、指标和费用按最后一年全部建成计',
        'The objective is the sum over the years; people, indicators and cost are those of the last year, with all of it built',
      ),
    );
  if (question.question === 'where' && question.objective === 'set-cover' && question.limits.budgetYuan !== undefined)
    add(
      'cheapest-cover',
      text(
        '有预算时求费用最少而不是处数最少的全覆盖',
        'Under a budget the cheapest cover is sought, not the fewest facilities',
      ),
    );
  if (question.peoplePerFacility !== undefined)
    add(
      'capacity-counts',
      text(
        '按服务能力计算:方案后的覆盖人数只含实际分配到设施的人;现有设施能力视为不限',
        'Capacities count: covered under the plan are those who are assigned to a facility; existing facilities are taken as having room for all',
      ),
    );
  return findings;
}
