import { geometryFrom, type RecordType } from '../registry/record-type.ts';
import { placeNameCodes } from './codes.ts';
import { blankPlaceName, placeNameBody } from './contract.ts';
import { placeNameRules } from './rules.ts';

/** How place names are registered. */
export const placeNameRecordType: RecordType = {
  name: 'placeName',
  table: 'place_name',
  body: placeNameBody,
  blank: blankPlaceName,
  columns: [
    { column: 'code', type: 'text', value: (b) => b.code },
    { column: 'standard_name', type: 'text', value: (b) => b.standardName },
    { column: 'pinyin', type: 'jsonb', value: (b) => b.pinyin },
    { column: 'minority_spellings', type: 'jsonb', value: (b) => b.minoritySpellings },
    { column: 'category', type: 'text', value: (b) => b.category },
    { column: 'county_id', type: 'text', value: (b) => b.countyId },
    { column: 'township_id', type: 'text', value: (b) => b.townshipId },
    { column: 'village_id', type: 'text', value: (b) => b.villageId },
    { column: 'names_division_id', type: 'text', value: (b) => b.namesDivisionId },
    { column: 'geom', type: 'jsonb', expression: geometryFrom('geom'), value: (b) => b.geometry },
    { column: 'named_on', type: 'date', value: (b) => b.namedOn },
    { column: 'origin', type: 'text', value: (b) => b.origin },
    { column: 'meaning', type: 'text', value: (b) => b.meaning },
    { column: 'history', type: 'text', value: (b) => b.history },
    { column: 'other_names', type: 'jsonb', value: (b) => b.otherNames },
    { column: 'status', type: 'text', value: (b) => b.status },
    { column: 'approving_document', type: 'text', value: (b) => b.approvingDocument },
    { column: 'approved_on', type: 'date', value: (b) => b.approvedOn },
    { column: 'heritage', type: 'boolean', value: (b) => b.heritage },
    { column: 'photos', type: 'text[]', value: (b) => b.photos },
    { column: 'as_of_date', type: 'date', value: (b) => b.asOfDate },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'merged_into_id', type: 'text', value: (b) => b.mergedIntoId },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.standardName ?? ''),
  counties: (body) => [String(body.countyId)],
  allotment: placeNameCodes,
  rules: placeNameRules,
};
