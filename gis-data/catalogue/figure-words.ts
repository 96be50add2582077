/** Figures, targets and dates in words of a language: the same on the page, in reports and in workbooks. */
import type { Target } from './indicators.ts';
import type { Language } from './text.ts';

const locale: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** A plain number with grouping; at most `digits` decimals. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(locale[language], { maximumFractionDigits: digits }).format(value);
}

const percent = (value: number, language: Language) =>
  new Intl.NumberFormat(locale[language], { style: 'percent', maximumFractionDigits: 1 }).format(value);

const suffixes: Record<string, Record<Language, string>> = {
  squareMetresPer100Households: { zh: ' m²/百户', en: ' m²/100 households' },
  people: { zh: ' 人', en: ' people' },
};

/** An indicator's figure without its unit: `58.1%`, `31.4`, `612`. */
export function formatAmount(value: number, unit: string, language: Language): string {
  if (unit === 'ratio') return percent(value, language);
  return formatNumber(value, language, unit === 'squareMetresPer100Households' ? 1 : 0);
}

/** The unit as written after a figure, with its leading space; empty for shares and counts. */
export const unitSuffix = (unit: string, language: Language): string => suffixes[unit]?.[language] ?? '';

/** An indicator's figure with its unit. */
export const formatFigure = (value: number, unit: string, language: Language): string =>
  formatAmount(value, unit, language) + unitSuffix(unit, language);

export interface Figure {
  value: number | null;
  lower: number | null;
  upper: number | null;
}

/** Whether unknowns leave a range that shows at the precision of display. */
export const hasRange = ({ lower, upper }: Figure): boolean => lower !== null && upper !== null && lower !== upper;

/** `56.2%–59.9%` where unknowns leave a range, else the value; `null` where there is nothing to count. */
export function formatRange(figure: Figure, unit: string, language: Language): string | null {
  if (hasRange(figure)) {
    const lower = formatAmount(figure.lower!, unit, language);
    const upper = formatAmount(figure.upper!, unit, language);
    return lower === upper ? lower : `${lower}–${upper}`;
  }
  const known = figure.value ?? figure.lower;
  return known === null ? null : formatAmount(known, unit, language);
}

/** A target with its comparison: `≥60%`, `>30 m²/百户`. */
export function formatTarget(target: Target, unit: string, language: Language): string {
  const sign = target.comparison === 'atLeast' ? '≥' : '>';
  return sign + formatFigure(target.value, unit, language);
}

/** An ISO date in words of the language: `2025年12月31日`, `31 December 2025`. */
export function formatDate(isoDate: string, language: Language): string {
  const [year, month, day] = isoDate.split('-').map(Number);
  const date = new Date(year!, month! - 1, day);
  return new Intl.DateTimeFormat(locale[language], { year: 'numeric', month: 'long', day: 'numeric' }).format(date);
}
