import { geometryFrom, type RecordType } from '../registry/record-type.ts';
import { blankFacility, facilityBody, type FacilityBody } from './contract.ts';
import { facilityRules } from './rules.ts';

/** How facilities are registered. */
export const facilityRecordType: RecordType = {
  name: 'facility',
  table: 'facility',
  body: facilityBody,
  blank: blankFacility,
  columns: [
    { column: 'code', type: 'text', value: (b) => b.code },
    { column: 'name', type: 'text', value: (b) => b.name },
    { column: 'kind', type: 'text', value: (b) => b.kind },
    { column: 'level', type: 'text', value: (b) => b.level },
    { column: 'county_id', type: 'text', value: (b) => b.countyId },
    { column: 'township_id', type: 'text', value: (b) => b.townshipId },
    { column: 'village_id', type: 'text', value: (b) => b.villageId },
    { column: 'entrance', type: 'jsonb', expression: geometryFrom('entrance'), value: (b) => b.entrance },
    { column: 'source_crs', type: 'text', value: (b) => b.sourceCrs },
    { column: 'accuracy_m', type: 'double precision', value: (b) => b.accuracyM },
    { column: 'status', type: 'text', value: (b) => b.status },
    { column: 'status_since', type: 'date', value: (b) => b.statusSince },
    { column: 'functions', type: 'jsonb', value: (b) => b.functions },
    { column: 'attributes', type: 'jsonb', value: (b) => b.attributes },
    { column: 'as_of_date', type: 'date', value: (b) => b.asOfDate },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.name ?? ''),
  counties: (body) => [(body as unknown as FacilityBody).countyId],
  rules: facilityRules,
};
