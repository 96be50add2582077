import { geometryFrom, type RecordType } from '../registry/record-type.ts';
import { blankLine, blankMarker, boundaryLineBody, boundaryMarkerBody } from './contract.ts';
import { publicLine, publicMarker } from './public-form.ts';
import { mayChangeAlone } from './two-parties.ts';
import { countiesOfLine, countiesOfMarker, lineRules, markerRules, maySeePrecisely } from './rules.ts';

/** How boundary lines are registered. */
export const boundaryLineRecordType: RecordType = {
  name: 'boundaryLine',
  table: 'boundary_line',
  body: boundaryLineBody,
  blank: blankLine,
  columns: [
    { column: 'code', type: 'text', value: (b) => b.code },
    { column: 'name', type: 'text', value: (b) => b.name },
    { column: 'level', type: 'text', value: (b) => b.level },
    { column: 'sides', type: 'jsonb', value: (b) => b.sides },
    { column: 'stated_length_km', type: 'double precision', value: (b) => b.statedLengthKm },
    { column: 'tri_points', type: 'jsonb', value: (b) => b.triPoints },
    { column: 'adopted_document', type: 'text', value: (b) => b.adoptedDocument },
    { column: 'adopted_on', type: 'date', value: (b) => b.adoptedOn },
    { column: 'geom', type: 'jsonb', expression: geometryFrom('geom'), value: (b) => b.geometry },
    { column: 'sections', type: 'jsonb', value: (b) => b.sections },
    { column: 'last_inspection_year', type: 'integer', value: (b) => b.lastInspectionYear },
    { column: 'as_of_date', type: 'date', value: (b) => b.asOfDate },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.name ?? ''),
  counties: (body, snapshot) => countiesOfLine(body, snapshot),
  joint: { alone: () => false },
  restriction: {
    maySee: (actor, body, snapshot) => maySeePrecisely(actor, countiesOfLine(body, snapshot)),
    publicBody: publicLine,
  },
  rules: lineRules,
};

/** How boundary markers are registered. */
export const boundaryMarkerRecordType: RecordType = {
  name: 'boundaryMarker',
  table: 'boundary_marker',
  body: boundaryMarkerBody,
  blank: blankMarker,
  columns: [
    { column: 'number', type: 'text', value: (b) => b.number },
    { column: 'line_ids', type: 'text[]', value: (b) => b.lineIds },
    { column: 'standing', type: 'text', value: (b) => b.standing },
    { column: 'faces', type: 'integer', value: (b) => b.faces },
    { column: 'material', type: 'text', value: (b) => b.material },
    { column: 'sides', type: 'jsonb', value: (b) => b.sides },
    { column: 'geom', type: 'jsonb', expression: geometryFrom('geom'), value: (b) => b.position },
    { column: 'source_crs', type: 'text', value: (b) => b.sourceCrs },
    { column: 'height_m', type: 'double precision', value: (b) => b.heightM },
    { column: 'height_datum', type: 'text', value: (b) => b.heightDatum },
    { column: 'survey_method', type: 'text', value: (b) => b.surveyMethod },
    { column: 'sigma_m', type: 'double precision', value: (b) => b.sigmaM },
    { column: 'set_on', type: 'date', value: (b) => b.setOn },
    { column: 'custodian', type: 'text', value: (b) => b.custodian },
    { column: 'reference_objects', type: 'jsonb', value: (b) => b.references },
    { column: 'state', type: 'text', value: (b) => b.state },
    { column: 'state_as_of', type: 'date', value: (b) => b.stateAsOf },
    { column: 'photos', type: 'text[]', value: (b) => b.photos },
    { column: 'note', type: 'text', value: (b) => b.note },
    { column: 'as_of_date', type: 'date', value: (b) => b.asOfDate },
    { column: 'source_document', type: 'text', value: (b) => b.sourceDocument },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.number ?? ''),
  counties: (body) => countiesOfMarker(body),
  joint: { alone: mayChangeAlone },
  restriction: {
    maySee: (actor, body) => maySeePrecisely(actor, countiesOfMarker(body)),
    publicBody: publicMarker,
  },
  rules: markerRules,
};
