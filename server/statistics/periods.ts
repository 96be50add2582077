import { statisticPeriodEnds } from '../../gis-data/catalogue/index.ts';

const ends: ReadonlySet<string> = new Set(statisticPeriodEnds);

/** Whether a day ends a quarter, and so perhaps a year. */
export const isPeriodEnd = (isoDate: string): boolean => ends.has(isoDate.slice(5));

export const yearOf = (isoDate: string): string => isoDate.slice(0, 4);

/** Whether two periods end on the same day of their years, so that figures that grow within a year compare. */
export const sameDayOfYear = (a: string, b: string): boolean => a.slice(5) === b.slice(5);
