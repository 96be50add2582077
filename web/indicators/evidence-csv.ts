import type { TFunction } from 'i18next';
import type { EvidenceReport, EvidenceRow } from '../../server/indicators/contract.ts';
import type { Text } from '../../gis-data/catalogue/index.ts';
import { downloadCsv } from '../ui/csv.ts';

/** Downloads rows of evidence with what is needed to check them: snapshot, rule version and date in the file's name. */
export function downloadEvidence(
  report: EvidenceReport,
  rows: readonly EvidenceRow[],
  t: TFunction<'indicators'>,
  text: (text: Text) => string,
): void {
  const headings = [
    t('evidence.countyCode'),
    t('evidence.unit'),
    t('evidence.county'),
    t('evidence.township'),
    t('evidence.verdict'),
    t('evidence.reason'),
    t('evidence.numerator'),
    t('evidence.denominator'),
    t('evidence.lower'),
    t('evidence.upper'),
    t('evidence.records'),
    t('ruleVersion'),
    t('snapshot'),
  ];
  const lines = rows.map((row) => [
    row.unitCode,
    row.unitName,
    row.countyName,
    row.townshipName,
    t(`rowVerdict.${row.verdict}`),
    text(row.reason),
    row.numerator,
    row.denominator,
    row.lower.numerator,
    row.upper.numerator,
    row.records.map((record) => record.label).join('; '),
    report.indicator.ruleVersion,
    report.snapshot,
  ]);
  downloadCsv(`${t('evidence.title')}-${report.indicator.id}-${report.asOf}.csv`, headings, lines);
}
