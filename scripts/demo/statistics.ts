import type { StatisticBody } from '../../server/statistics/contract.ts';
import type { FacilityRecord } from './facility-register.ts';
import { cityId, demoSource, type SeedRecord } from './records.ts';

const plan = '承德市民政事业发展“十四五”规划 第一章 发展基础';

/** Figures of one indicator for the years 2020 … 2025. */
interface Series {
  indicatorId: string;
  /** Numerator and denominator, or a single count; null = unknown. */
  years: readonly (readonly [number | null, number | null] | number | null)[];
  /** Where the plan gives the figure of 2020. */
  baseline?: string;
}

const firstYear = 2020;
const years = [2020, 2021, 2022, 2023, 2024, 2025];

/** Outlets operating at the end of each year, so that the entered figure agrees with the register. */
const outletsAtYearEnd = (facilities: readonly FacilityRecord[]) =>
  years.map(
    (year) => facilities.filter((f) => f.body.kind === 'lotteryOutlet' && f.effectiveFrom <= `${year}-12-31`).length,
  );

const seriesOf = (facilities: readonly FacilityRecord[]): readonly Series[] => [
  {
    // Yuan a year: 4,800 in the country, 650 a month in towns.
    indicatorId: '1',
    years: [
      [4800, 7800],
      [5280, 8220],
      [5700, 8640],
      [6180, 8940],
      [6600, 9240],
      [6960, 9480],
    ],
    baseline: `${plan} 救助标准(农村 4800 元/年,城镇 650 元/月)`,
  },
  {
    indicatorId: '2',
    years: [
      [2987, 3061],
      [2410, 2446],
      [1873, 1890],
      [1652, 1660],
      [1508, 1509],
      [1436, 1436],
    ],
  },
  {
    // The number of eligible people for 2025 has not been determined.
    indicatorId: '4',
    years: [
      [39_120, 40_310],
      [40_268, 41_095],
      [41_030, 41_532],
      [41_406, 41_690],
      [41_715, 41_802],
      [41_930, null],
    ],
  },
  {
    indicatorId: '5',
    years: [
      [41_680, 42_505],
      [42_193, 42_718],
      [42_560, 42_901],
      [42_884, 43_002],
      [43_051, 43_087],
      [43_140, 43_140],
    ],
  },
  { indicatorId: '6', years: outletsAtYearEnd(facilities) },
  { indicatorId: '10', years: [null, 7420, 8015, 8630, 9180, 9640] },
  {
    indicatorId: '11',
    years: [5361, 5502, 5688, 5840, 5985, 6127],
    baseline: `${plan} 社会工作专业人才 5361 人`,
  },
  {
    indicatorId: '13',
    years: [
      [0, 11],
      [2, 11],
      [5, 11],
      [9, 11],
      [11, 11],
      [11, 11],
    ],
  },
];

function statistic(series: Series, index: number): SeedRecord<StatisticBody> | null {
  const figures = series.years[index];
  if (figures === null || figures === undefined) return null;
  const year = firstYear + index;
  const ratio = typeof figures !== 'number';
  return {
    id: `s${series.indicatorId}-${year}`,
    effectiveFrom: `${year}-12-31`,
    body: {
      indicatorId: series.indicatorId,
      divisionId: cityId,
      periodEnd: `${year}-12-31`,
      numerator: ratio ? figures[0] : null,
      denominator: ratio ? figures[1] : null,
      value: ratio ? null : figures,
      sourceDocument: year === firstYear && series.baseline ? series.baseline : demoSource,
      statedOn: `${year + 1}-01-20`,
      demo: true,
    },
  };
}

/** City figures of the indicators that are entered, not counted, for the ends of 2020 … 2025. */
export function statisticRecords(facilities: readonly FacilityRecord[]): SeedRecord<StatisticBody>[] {
  return seriesOf(facilities)
    .flatMap((series) => years.map((_, i) => statistic(series, i)))
    .filter((record) => record !== null);
}
