import { statisticEntry } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import { today } from '../registry/today.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import { comparisonFindings } from './comparison-findings.ts';
import type { StatisticBody } from './contract.ts';
import { figureFindings } from './figure-findings.ts';
import { isPeriodEnd } from './periods.ts';
import { figuresOf } from './series.ts';

/**
 * Rules for one entered statistic: a known indicator and division, one figure for a period that is over, a source, a
 * figure of its unit, and how it stands beside the period before and the other level's figure. A record that is only
 * handed to another division keeps a figure that was accepted before.
 */
export function statisticRules(effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as StatisticBody;
  const entry = statisticEntry(body.indicatorId);
  if (!entry) {
    const message = {
      zh: `指标 ${body.indicatorId} 不是录入指标,由系统按登记数据计算`,
      en: `Indicator ${body.indicatorId} is not entered; it is computed from the register`,
    };
    return [finding('block', 'not-entered', message, effect, 'indicatorId')];
  }
  const placed = [...divisionFindings(body, effect, after), ...duplicateFindings(body, effect, after)];
  const onlyHandedOver = effect.before !== null && effect.changedFields.every((field) => field === 'divisionId');
  if (onlyHandedOver) return placed;
  return [
    ...placed,
    ...periodFindings(body, effect),
    ...sourceFindings(body, effect),
    ...figureFindings(body, entry, effect),
    ...comparisonFindings(body, entry, effect, before, after),
  ];
}

function divisionFindings(body: StatisticBody, effect: Effect, after: Snapshot): Finding[] {
  const row = after.divisions.indexById.get(body.divisionId) ?? NONE;
  if (row === NONE) {
    const message = { zh: '没有这个区划', en: 'There is no such division' };
    return [finding('block', 'unknown-division', message, effect, 'divisionId')];
  }
  const { level, name } = after.divisions.bodies[row]!;
  if (level === 'city' || level === 'county') return [];
  const message = {
    zh: `“${name}”不是市或县(市、区),该数据不计入指标;请填报其所属县(市、区)的数据`,
    en: `"${name}" is neither a city nor a county, so its figure is not counted; state its county's figure`,
  };
  return [finding('warn', 'division-level', message, effect, 'divisionId')];
}

function duplicateFindings(body: StatisticBody, effect: Effect, after: Snapshot): Finding[] {
  const twice = figuresOf(after.records.statistic, body.indicatorId, body.divisionId).some(
    (other) => other.id !== effect.id && other.periodEnd === body.periodEnd,
  );
  if (!twice) return [];
  const message = {
    zh: `该区划 ${body.periodEnd} 已有此指标的数据;请修改原有数据,不要另报`,
    en: `This division already has a figure for ${body.periodEnd}; correct that one instead of stating another`,
  };
  return [finding('block', 'duplicate-period', message, effect, 'periodEnd')];
}

function periodFindings({ periodEnd, statedOn }: StatisticBody, effect: Effect): Finding[] {
  const findings: Finding[] = [];
  const now = today();
  if (!isPeriodEnd(periodEnd)) {
    const message = {
      zh: `${periodEnd} 不是季末或年末;请填 3 月 31 日、6 月 30 日、9 月 30 日或 12 月 31 日`,
      en: `${periodEnd} ends no quarter or year; use 31 March, 30 June, 30 September or 31 December`,
    };
    findings.push(finding('block', 'not-a-period-end', message, effect, 'periodEnd'));
  }
  if (periodEnd > now) {
    const message = {
      zh: `统计期 ${periodEnd} 尚未结束;请在期末之后填报`,
      en: `The period to ${periodEnd} is not over; state the figure after its end`,
    };
    findings.push(finding('block', 'period-not-over', message, effect, 'periodEnd'));
  }
  if (statedOn !== null && statedOn < periodEnd) {
    const message = {
      zh: `填报日期 ${statedOn} 早于期末 ${periodEnd};请核对填报日期或统计期`,
      en: `Stated on ${statedOn}, before the period ended on ${periodEnd}; check the date or the period`,
    };
    findings.push(finding('block', 'stated-before-end', message, effect, 'statedOn'));
  }
  if (statedOn !== null && statedOn > now) {
    const message = {
      zh: `填报日期 ${statedOn} 在今天之后;请改正`,
      en: `Stated on ${statedOn}, which is yet to come; correct the date`,
    };
    findings.push(finding('block', 'stated-in-future', message, effect, 'statedOn'));
  }
  return findings;
}

function sourceFindings({ sourceDocument }: StatisticBody, effect: Effect): Finding[] {
  if (sourceDocument !== '') return [];
  const message = {
    zh: '缺少来源文件;请写明文件名称和文号,没有来源的数据无法核对',
    en: 'No source document; name it and its number, for a figure without a source cannot be checked',
  };
  return [finding('block', 'no-source', message, effect, 'sourceDocument')];
}
