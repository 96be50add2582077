import { holidayYears, type HolidayYear, type NamingTimeLimit } from '../../gis-data/catalogue/index.ts';
import { daysAfter } from '../registry/today.ts';

/** Whether offices are open on a day. `known` is false where the year's holidays are not published here: then weekends only. */
export function workingDay(
  date: string,
  years: readonly HolidayYear[] = holidayYears,
): { working: boolean; known: boolean } {
  const year = years.find((one) => one.year === Number(date.slice(0, 4)));
  const weekday = new Date(date).getUTCDay();
  const weekend = weekday === 0 || weekday === 6;
  if (year === undefined) return { working: !weekend, known: false };
  if (year.worked.includes(date)) return { working: true, known: true };
  const off = year.off.some(([first, last]) => date >= first && date <= last);
  return { working: !weekend && !off, known: true };
}

/** Days on which offices are open after one day, until another and with it; 0 where that is no later. */
export function workingDaysUntil(from: string, until: string, years: readonly HolidayYear[] = holidayYears): number {
  let count = 0;
  for (let date = daysAfter(from, 1); date <= until; date = daysAfter(date, 1)) {
    if (workingDay(date, years).working) count += 1;
  }
  return count;
}

export interface Deadline {
  /** Last day, ISO. */
  due: string;
  /** False where it hangs on holidays that are not known yet. */
  certain: boolean;
}

/**
 * Last day of a time limit. The day from which it runs is not counted (《民法典》 art. 201); a last day on which offices are
 * closed gives way to the next on which they are open (art. 203).
 */
export function deadlineOf(
  from: string,
  { days, unit }: Pick<NamingTimeLimit, 'days' | 'unit'>,
  years: readonly HolidayYear[] = holidayYears,
): Deadline {
  let certain = true;
  const isOpen = (date: string): boolean => {
    const { working, known } = workingDay(date, years);
    certain &&= known;
    return working;
  };
  let due = unit === 'calendar' ? daysAfter(from, days) : from;
  for (let left = unit === 'working' ? days : 0; left > 0;) {
    due = daysAfter(due, 1);
    if (isOpen(due)) left -= 1;
  }
  while (!isOpen(due)) due = daysAfter(due, 1);
  return { due, certain };
}
