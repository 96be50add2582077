import type { TFunction } from 'i18next';
import type { Language } from '../../gis-data/catalogue/index.ts';
import { formatAmount, formatNumber } from '../ui/format.ts';
import type { Goal } from './siting-view.ts';

const secondsPerMinute = 60;
const secondsPerHour = 3600;

/** A value of the objective in the unit in which people think of it: people, a share, facilities, hours or minutes. */
export function objectiveText(goal: Goal, value: number, t: TFunction<'siting'>, language: Language): string {
  switch (goal) {
    case 'max-cover':
      return t('objective.people', { people: formatNumber(value, language) });
    case 'fair-cover':
      return formatAmount(value, 'ratio', language);
    case 'set-cover':
      return t('objective.facilities', { facilities: formatNumber(value, language) });
    case 'p-median':
      return t('objective.hours', { hours: formatNumber(value / secondsPerHour, language) });
    case 'p-center':
      return t('objective.minutes', { minutes: formatNumber(value / secondsPerMinute, language, 1) });
  }
}

/** The same on the axis of a chart: a number without its unit. */
export function objectiveNumber(goal: Goal, value: number): number {
  if (goal === 'p-median') return value / secondsPerHour;
  return goal === 'p-center' ? value / secondsPerMinute : goal === 'fair-cover' ? value * 100 : value;
}
