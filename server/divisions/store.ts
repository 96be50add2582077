import { geometryFrom, type RecordType } from '../registry/record-type.ts';
import { blankDivision, divisionBody, divisionEventBody, type DivisionEventBody } from './contract.ts';
import { divisionEventRules } from './lineage.ts';
import { countyOf, divisionRules } from './rules.ts';

/** How divisions are registered. */
export const divisionRecordType: RecordType = {
  name: 'division',
  table: 'division',
  body: divisionBody,
  blank: blankDivision,
  columns: [
    { column: 'code', type: 'text', value: (b) => b.code },
    { column: 'name', type: 'text', value: (b) => b.name },
    { column: 'level', type: 'text', value: (b) => b.level },
    { column: 'type', type: 'text', value: (b) => b.type },
    { column: 'parent_id', type: 'text', value: (b) => b.parentId },
    {
      column: 'boundary',
      type: 'jsonb',
      expression: `ST_Multi(${geometryFrom('boundary')})`,
      value: (b) => b.boundary,
    },
    {
      column: 'centre',
      type: 'jsonb',
      expression: geometryFrom('centre'),
      value: (b) => b.centre,
    },
    { column: 'population', type: 'integer', value: (b) => b.population },
    { column: 'population60', type: 'integer', value: (b) => b.population60 },
    { column: 'population80', type: 'integer', value: (b) => b.population80 },
    { column: 'households', type: 'integer', value: (b) => b.households },
    { column: 'counts_as_of', type: 'date', value: (b) => b.countsAsOf },
    { column: 'counts_quality', type: 'text', value: (b) => b.countsQuality },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.name ?? ''),
  // The divisions themselves are drawn by the city; an editor of one county changes what lies in its townships.
  counties: (body, snapshot) =>
    body.level === 'village' && typeof body.parentId === 'string' ? countyOf(body.parentId, snapshot) : [],
  rules: divisionRules,
};

/** How entries of the lineage are registered. */
export const divisionEventRecordType: RecordType = {
  name: 'divisionEvent',
  table: 'division_event',
  body: divisionEventBody,
  blank: { fromIds: [], toIds: [], note: null, demo: false },
  columns: [
    { column: 'kind', type: 'text', value: (b) => b.kind },
    { column: 'effective_date', type: 'date', value: (b) => b.effectiveDate },
    { column: 'document', type: 'text', value: (b) => b.document },
    { column: 'from_ids', type: 'text[]', value: (b) => b.fromIds },
    { column: 'to_ids', type: 'text[]', value: (b) => b.toIds },
    { column: 'note', type: 'text', value: (b) => b.note },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => (body as unknown as DivisionEventBody).document ?? '',
  counties: () => [],
  rules: divisionEventRules,
};
