import { geometryFrom, type RecordType } from '../registry/record-type.ts';
import { blankSign, placeNameSignBody } from './contract.ts';
import { placeNameSignRules } from './rules.ts';

/** How signs of place names are registered. */
export const placeNameSignRecordType: RecordType = {
  name: 'placeNameSign',
  table: 'place_name_sign',
  body: placeNameSignBody,
  blank: blankSign,
  columns: [
    { column: 'place_name_id', type: 'text', value: (b) => b.placeNameId },
    { column: 'kind', type: 'text', value: (b) => b.kind },
    { column: 'text', type: 'text', value: (b) => b.text },
    { column: 'pinyin_text', type: 'text', value: (b) => b.pinyinText },
    { column: 'geom', type: 'jsonb', expression: geometryFrom('geom'), value: (b) => b.position },
    { column: 'source_crs', type: 'text', value: (b) => b.sourceCrs },
    { column: 'condition', type: 'text', value: (b) => b.condition },
    { column: 'condition_as_of', type: 'date', value: (b) => b.conditionAsOf },
    { column: 'material', type: 'text', value: (b) => b.material },
    { column: 'installed_on', type: 'date', value: (b) => b.installedOn },
    { column: 'next_inspection_on', type: 'date', value: (b) => b.nextInspectionOn },
    { column: 'custodian', type: 'text', value: (b) => b.custodian },
    { column: 'photos', type: 'text[]', value: (b) => b.photos },
    { column: 'note', type: 'text', value: (b) => b.note },
    { column: 'as_of_date', type: 'date', value: (b) => b.asOfDate },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.text ?? body.placeNameId ?? ''),
  counties: (body, { records }) => {
    const name = records.placeName.get(String(body.placeNameId));
    return name ? [name.countyId] : [];
  },
  rules: placeNameSignRules,
};
