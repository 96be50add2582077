import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { COVERED, verdictWithin } from '../../coverage/measures.ts';
import type { PlanAction } from '../contract.ts';
import type { DraftPlan } from '../plan.ts';
import type { Served } from '../solve/solution.ts';
import type { PreparedWhere } from './prepare.ts';
import { siteChange, type WhereSite } from './sites.ts';
import { radiusOf } from './tables.ts';

/** Positions of the sites at which a plan does something, given those that are open under it. */
export function sitesDone({ sites }: Pick<PreparedWhere, 'sites'>, open: readonly number[]): number[] {
  const isOpen = new Set(open);
  return [...sites.keys()].filter((s) => {
    const { action } = sites[s]!;
    return action !== null && isOpen.has(s) === (action !== 'close');
  });
}

/**
 * What a plan does, as actions and changes.
 * @param served who goes where under the plan
 * @param yearOf year in which a site's action is due; null: at once
 */
export function draftOf(
  prepared: PreparedWhere,
  done: readonly number[],
  served: readonly Served[],
  yearOf: ((site: number) => number | null) | null,
): DraftPlan {
  const counts = countsOf(prepared, served);
  const acting = done.map((s) => ({ s, site: prepared.sites[s]! }));
  return {
    actions: acting.map(({ s, site }) => ({
      ...actionOf(site, prepared),
      year: yearOf?.(s) ?? null,
      reason: reasonOf(site, prepared, counts.get(s) ?? { all: 0, within: 0, newly: 0 }),
    })),
    changes: acting.map(({ site }) => siteChange(site)),
  };
}

function actionOf(site: WhereSite, { question }: PreparedWhere): Omit<PlanAction, 'yuan' | 'year' | 'reason'> {
  const { id, facilityId, facilityName, functionIds, longitude, latitude, countyId, townshipId } = site;
  const amount = site.action === 'build' ? (question.build.beds ?? null) : null;
  return {
    ...{ id, facilityId, facilityName, countyId, townshipId, amount },
    action: site.action!,
    facilityKind: question.build.kind,
    functionIds: [...functionIds],
    at: { type: 'Point', coordinates: [longitude, latitude] },
  };
}

/** People who go to a site: all, those within the asked time, and those of them who were not covered before. */
interface SiteCounts {
  all: number;
  within: number;
  newly: number;
}

function countsOf(prepared: PreparedWhere, served: readonly Served[]): Map<number, SiteCounts> {
  const { demand, before, coverageQuestion } = prepared;
  const radius = radiusOf(coverageQuestion.minutes);
  const counts = new Map<number, SiteCounts>();
  for (const { demand: row, site, cost, share } of served) {
    const p = demand.modelled[row]!;
    const people = demand.people[p]! * share;
    const sum = counts.get(site) ?? { all: 0, within: 0, newly: 0 };
    counts.set(site, sum);
    sum.all += people;
    if (cost > radius) continue;
    sum.within += people;
    if (verdictWithin(before.points, before.measures, p, before.limits.asked) !== COVERED) sum.newly += people;
  }
  return counts;
}

function reasonOf(
  { action }: WhereSite,
  { question, coverageQuestion }: PreparedWhere,
  { all, within, newly }: SiteCounts,
): Text {
  const age = question.people;
  const minutes = coverageQuestion.minutes;
  if (action === 'close')
    return text(
      `关停后,原由它服务的老人改由其他设施服务`,
      `Once it is closed, the people whom it served go to other facilities`,
    );
  const [everyone, near, gained] = [all, within, newly].map((people) => Math.round(people));
  return text(
    `${age} 岁及以上老人 ${everyone} 人以它为最近(或分配到它),其中 ${near} 人在 ${minutes} 分钟内,${gained} 人此前未被覆盖`,
    `Nearest to (or assigned) ${everyone} people aged ${age}+, ${near} of them within ${minutes} minutes, ${gained} not covered before`,
  );
}
