import type { Language } from '../../gis-data/catalogue/index.ts';
import type { IndicatorDelta } from '../../server/registry/contract.ts';
import { formatNumber, unitSuffix } from '../ui/format.ts';

/**
 * A figure fine enough to tell two versions apart: two decimals, so that one bed among thousands shows.
 */
export function fineFigure(value: number, unit: string, language: Language): string {
  if (unit === 'ratio') return `${formatNumber(value * 100, language, 2)}%`;
  return formatNumber(value, language, unit === 'squareMetresPer100Households' ? 2 : 0) + unitSuffix(unit, language);
}

const percentagePoints: Record<Language, string> = { zh: ' 个百分点', en: ' pp' };

/** Change of the confirmed figure, with its sign; `null` where one side has no figure. */
export function formatDifference(delta: IndicatorDelta, language: Language): string | null {
  if (delta.before.value === null || delta.after.value === null) return null;
  const change = delta.after.value - delta.before.value;
  if (change === 0) return null;
  const sign = change > 0 ? '+' : '−';
  const size = Math.abs(change);
  return delta.unit === 'ratio'
    ? `${sign}${formatNumber(size * 100, language, 2)}${percentagePoints[language]}`
    : `${sign}${fineFigure(size, delta.unit, language)}`;
}
