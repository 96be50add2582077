import { statisticPeriodEnds, type Language } from '../../gis-data/catalogue/index.ts';

/** How far back figures can be entered or corrected, years. */
const yearsBack = 10;

/** Ends of quarters that have passed by a day, the newest first. */
export function periodEndsUntil(day: string): string[] {
  const year = Number(day.slice(0, 4));
  const ends: string[] = [];
  for (let y = year; y >= year - yearsBack; y--) {
    for (const end of statisticPeriodEnds.toReversed()) if (`${y}-${end}` <= day) ends.push(`${y}-${end}`);
  }
  return ends;
}

/** A period in words: the year for its last day, else the quarter. */
export function periodName(periodEnd: string, language: Language): string {
  const year = periodEnd.slice(0, 4);
  const quarter = statisticPeriodEnds.findIndex((end) => periodEnd.endsWith(end)) + 1;
  if (language === 'zh') return quarter === 4 ? `${year} 年(至 12 月 31 日)` : `${year} 年第 ${quarter} 季度`;
  return quarter === 4 ? `${year} (to 31 December)` : `${year}, quarter ${quarter}`;
}
