import {
  formatAmount,
  formatNumber,
  formatRange,
  formatTarget,
  unitSuffix,
  type Language,
} from '../../../gis-data/catalogue/index.ts';
import type { PeopleFigure } from '../../coverage/contract.ts';
import type { Verdict } from '../../indicators/contract.ts';
import type { Say } from './content.ts';
import type { ScopedResult } from './data.ts';

type Figures = Pick<ScopedResult, 'value' | 'lower' | 'upper' | 'numerator' | 'denominator' | 'target'>;

/** 达标, 未达标, 数据不足; without a target, that there is none. */
export function verdictWord(verdict: Verdict, hasTarget: boolean, say: Say): string {
  if (!hasTarget) return say('无目标值', 'No target');
  return {
    met: say('达标', 'Met'),
    unmet: say('未达标', 'Not met'),
    insufficient: say('数据不足', 'Insufficient data'),
  }[verdict];
}

export const kindWord = (kind: 'binding' | 'expected' | 'text', say: Say): string =>
  ({ binding: say('约束性', 'Binding'), expected: say('预期性', 'Expected'), text: say('正文', 'Text') })[kind];

/** A figure or its range with the unit; a dash where there is nothing to count. */
export function rangeWord(figure: Figures, unit: string, language: Language): string {
  const range = formatRange(figure, unit, language);
  return range === null ? '—' : range + unitSuffix(unit, language);
}

export const targetWord = ({ target }: Figures, unit: string, language: Language): string =>
  target === null ? '—' : formatTarget(target, unit, language);

/** Confirmed numerator and denominator of a share; a count has no denominator. */
export function fractionWord({ numerator, denominator }: Figures, unit: string, language: Language): string {
  if (denominator === 0) return unit === 'count' || unit === 'people' ? formatNumber(numerator, language, 1) : '—';
  return `${formatNumber(numerator, language, 1)} / ${formatNumber(denominator, language, 2)}`;
}

/** A share of people, as a range where some are unknown. */
export const peopleShare = (figure: PeopleFigure, language: Language): string =>
  formatRange(figure, 'ratio', language) ?? '—';

export const peopleWord = (value: number, language: Language): string => formatAmount(value, 'people', language);

/** Money in 万元 (10,000 yuan) with one decimal. */
export function moneyWord(yuan: number, say: Say, language: Language): string {
  return say(`${formatNumber(yuan / 10_000, language, 1)} 万元`, `CNY ${formatNumber(yuan, language)}`);
}
