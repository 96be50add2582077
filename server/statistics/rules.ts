import { indicatorDefinition, indicators } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StatisticBody } from './contract.ts';

const enteredIds = new Set(indicators.filter((i) => i.source === 'entered').map((i) => i.id));

/** Rules for one entered statistic: a known indicator and division, a figure of its unit, one figure per period. */
export function statisticRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as StatisticBody;
  if (!enteredIds.has(body.indicatorId)) {
    return [
      finding(
        'block',
        'not-entered',
        { zh: `指标 ${body.indicatorId} 不是录入指标`, en: `Indicator ${body.indicatorId} is not an entered one` },
        effect,
        'indicatorId',
      ),
    ];
  }
  const findings: Finding[] = [];
  if (!after.records.division.has(body.divisionId)) {
    findings.push(
      finding(
        'block',
        'unknown-division',
        { zh: '没有这个区划', en: 'There is no such division' },
        effect,
        'divisionId',
      ),
    );
  }
  if (indicatorDefinition(body.indicatorId).unit === 'ratio') findings.push(...ratioFindings(body, effect));
  else if (body.value !== null && body.value < 0) {
    findings.push(
      finding('block', 'negative', { zh: '数量不能为负', en: 'A count cannot be negative' }, effect, 'value'),
    );
  }
  for (const [id, other] of after.records.statistic) {
    if (
      id !== effect.id &&
      other.indicatorId === body.indicatorId &&
      other.divisionId === body.divisionId &&
      other.periodEnd === body.periodEnd
    ) {
      findings.push(
        finding(
          'block',
          'duplicate-period',
          {
            zh: `该区划 ${body.periodEnd} 已有此指标的数据`,
            en: `This division already has a figure for ${body.periodEnd}`,
          },
          effect,
          'periodEnd',
        ),
      );
      break;
    }
  }
  return findings;
}

function ratioFindings(body: StatisticBody, effect: Effect): Finding[] {
  const findings: Finding[] = [];
  const { numerator, denominator, value } = body;
  if ((numerator !== null && numerator < 0) || (value !== null && value < 0)) {
    findings.push(
      finding('block', 'negative', { zh: '比例不能为负', en: 'A share cannot be negative' }, effect, 'value'),
    );
  }
  if (value !== null && value > 1) {
    findings.push(
      finding(
        'block',
        'not-a-ratio',
        { zh: `比例应写作 0 至 1 之间的小数,现为 ${value}`, en: `A share is written between 0 and 1, not ${value}` },
        effect,
        'value',
      ),
    );
  }
  if (
    numerator !== null &&
    denominator !== null &&
    value !== null &&
    Math.abs(numerator / denominator - value) > 0.005
  ) {
    findings.push(
      finding(
        'block',
        'value-contradicts',
        { zh: '比例与分子、分母不一致', en: 'The share contradicts its numerator and denominator' },
        effect,
        'value',
      ),
    );
  }
  return findings;
}
