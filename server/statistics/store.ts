import { indicators } from '../../gis-data/catalogue/index.ts';
import { countyOf } from '../divisions/rules.ts';
import type { RecordType } from '../registry/record-type.ts';
import { statisticBody } from './contract.ts';
import { statisticRules } from './rules.ts';

const nameOf = new Map(indicators.map((i) => [i.id, i.name.zh]));

/** How entered statistics are registered. */
export const statisticRecordType: RecordType = {
  name: 'statistic',
  table: 'statistic',
  body: statisticBody,
  blank: { numerator: null, denominator: null, value: null, sourceDocument: '', statedOn: null, demo: false },
  columns: [
    { column: 'indicator_id', type: 'text', value: (b) => b.indicatorId },
    { column: 'division_id', type: 'text', value: (b) => b.divisionId },
    { column: 'period_end', type: 'date', value: (b) => b.periodEnd },
    { column: 'numerator', type: 'double precision', value: (b) => b.numerator },
    { column: 'denominator', type: 'double precision', value: (b) => b.denominator },
    { column: 'value', type: 'double precision', value: (b) => b.value },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'stated_on', type: 'date', value: (b) => b.statedOn },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => `${nameOf.get(String(body.indicatorId)) ?? String(body.indicatorId)} ${String(body.periodEnd)}`,
  counties: (body, snapshot) => countyOf(String(body.divisionId), snapshot),
  rules: statisticRules,
};
