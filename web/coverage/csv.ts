import type { TFunction } from 'i18next';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { CoverageArea, CoveragePoint, CoverageReport } from '../../server/coverage/contract.ts';
import { downloadCsv } from '../ui/csv.ts';
import type { TriedArea } from './areas.ts';
import { reasonSentence } from './reason.ts';

type Words = TFunction<'coverage'>;

/** What the figures depend on, repeated in every row so that a row taken out of the file still says it. */
function circumstances({ snapshot, asOf, network, question }: CoverageReport, t: Words) {
  return {
    headings: [t('csv.snapshot'), t('csv.asOf'), t('csv.network'), t('csv.minutes'), t('csv.speed')],
    values: [snapshot, asOf, network.name, question.minutes, question.speedMps],
  };
}

const figures = (area: CoverageArea) => [
  area.population60.covered,
  area.population60.uncovered,
  area.population60.unknown,
  area.population60.lower,
  area.population60.upper,
  area.population80.covered,
  area.population80.uncovered,
  area.population80.unknown,
];

/** Downloads townships with the figures shown: those under the edits tried, where some are. */
export function downloadTownships(
  report: CoverageReport,
  areas: readonly TriedArea[],
  counties: ReadonlyMap<string, string>,
  t: Words,
): void {
  const { headings, values } = circumstances(report, t);
  downloadCsv(
    `${t('title')}-${report.asOf}.csv`,
    [
      t('csv.code'),
      t('table.township'),
      t('table.county'),
      t('csv.covered60'),
      t('csv.uncovered60'),
      t('csv.unknown60'),
      t('csv.lower60'),
      t('csv.upper60'),
      t('csv.covered80'),
      t('csv.uncovered80'),
      t('csv.unknown80'),
      t('csv.straight60'),
      t('table.administrative'),
      t('csv.edge60'),
      t('csv.crossCounty60'),
      ...headings,
    ],
    areas.map(({ after }) => [
      after.code,
      after.name,
      counties.get(after.countyId ?? ''),
      ...figures(after),
      after.straightLine.covered,
      t(`administrative.${after.administrative}`),
      after.edge60,
      after.crossCounty60,
      ...values,
    ]),
  );
}

/** Downloads population points with each one's verdict and reason. */
export function downloadPoints(
  report: CoverageReport,
  points: readonly CoveragePoint[],
  name: string,
  t: Words,
  language: Language,
): void {
  const { headings, values } = circumstances(report, t);
  downloadCsv(
    `${t('title')}-${name}-${report.asOf}.csv`,
    [
      t('csv.code'),
      t('points.name'),
      t('csv.longitude'),
      t('csv.latitude'),
      t('points.people60'),
      t('points.people80'),
      t('points.verdict'),
      t('points.reason'),
      t('points.facility'),
      t('csv.seconds'),
      t('csv.accessMetres'),
      t('csv.straightMetres'),
      ...headings,
    ],
    points.map((point) => [
      point.code,
      point.name,
      point.longitude,
      point.latitude,
      point.population60,
      point.population80,
      t(`verdict.${point.verdict}`),
      reasonSentence(point, report.question, t, language),
      point.facilityName,
      point.seconds,
      point.accessMetres,
      point.straightMetres,
      ...values,
    ]),
  );
}
