import { facilityFields, text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { RecordTypeName } from '../../registry/contract.ts';
import { countyOf, townshipOf } from '../../snapshot/facility-place.ts';
import { NONE, type Snapshot } from '../../snapshot/snapshot.ts';

/** A text of a record that may use a place name, with the divisions that the record belongs to. */
export interface RecordText {
  type: RecordTypeName;
  id: string;
  label: string;
  path: string;
  field: Text;
  words: string;
  /** Empty: not known. */
  countyIds: readonly string[];
  townshipIds: readonly string[];
  /** The place name that the record stands for: its own old names mean this place, wherever. */
  placeId: string | null;
  /** Title of a document. It keeps its words; `of` is the day it is of, null = not known. */
  document: { of: string | null } | null;
  demo: boolean;
}

type Owner = Pick<RecordText, 'type' | 'id' | 'label' | 'countyIds' | 'townshipIds' | 'placeId' | 'demo'>;

const written = (owner: Owner, path: string, field: Text, ...words: (string | null | undefined)[]): RecordText[] =>
  words.flatMap((word) => (word ? [{ ...owner, path, field, words: word, document: null }] : []));

const titled = (owner: Owner, path: string, field: Text, title: string | null, of: string | null): RecordText[] =>
  title ? [{ ...owner, path, field, words: title, document: { of } }] : [];

const nameField = text('名称', 'Name');
const sidesField = text('各方', 'Sides');
const custodianField = text('管护单位', 'Custodian');
const noteField = text('备注', 'Note');
const sourceField = text('来源文件', 'Source document');

/** The texts of facilities, boundary lines and markers, and signs in which a place may be named. */
export function* recordTexts(snapshot: Snapshot): Generator<RecordText> {
  for (let row = 0; row < snapshot.facilities.ids.length; row++) yield* facilityTexts(snapshot, row);
  yield* lineTexts(snapshot);
  yield* markerTexts(snapshot);
  yield* signTexts(snapshot);
}

function facilityTexts(snapshot: Snapshot, row: number): RecordText[] {
  const body = snapshot.facilities.bodies[row]!;
  const idsOf = (division: number) => (division === NONE ? [] : [snapshot.divisions.ids[division]!]);
  const owner: Owner = {
    ...{ type: 'facility', id: snapshot.facilities.ids[row]!, label: body.name, placeId: null, demo: body.demo },
    countyIds: idsOf(countyOf(snapshot, row)),
    townshipIds: idsOf(townshipOf(snapshot, row)),
  };
  const attributes = textFieldsOf(body.kind).flatMap(({ id, label }) => {
    const value = body.attributes[id];
    return typeof value === 'string' ? written(owner, `attributes.${id}`, label, value) : [];
  });
  return [
    ...written(owner, 'name', nameField, body.name),
    ...attributes,
    ...titled(owner, 'sourceDocument', sourceField, body.sourceDocument, body.asOfDate),
  ];
}

const textFields = new Map<string, ReturnType<typeof facilityFields>>();

function textFieldsOf(kind: string): ReturnType<typeof facilityFields> {
  let fields = textFields.get(kind);
  if (!fields) {
    fields = facilityFields(kind).filter(({ type }) => type === 'text' || type === 'longText');
    textFields.set(kind, fields);
  }
  return fields;
}

const known = (ids: readonly (string | null)[]): string[] => ids.filter((id) => id !== null);

function* lineTexts({ records, divisions }: Snapshot): Generator<RecordText> {
  for (const [id, body] of records.boundaryLine) {
    const counties = body.sides.map(({ divisionId }) => {
      const row = divisionId === null ? undefined : divisions.indexById.get(divisionId);
      const county = row === undefined ? NONE : divisions.county[row]!;
      return county === NONE ? null : divisions.ids[county]!;
    });
    const owner: Owner = {
      ...{ type: 'boundaryLine', id, label: body.name, countyIds: known(counties), townshipIds: [] },
      ...{ placeId: null, demo: body.demo },
    };
    yield* written(owner, 'name', nameField, body.name);
    yield* written(owner, 'sides', sidesField, ...body.sides.map(({ name }) => name));
    yield* written(owner, 'sections', text('分段', 'Sections'), ...body.sections.flatMap((s) => [s.name, s.custodian]));
    yield* written(owner, 'triPoints', text('三交点', 'Tri-points'), ...body.triPoints.map(({ name }) => name));
    yield* titled(owner, 'adoptedDocument', text('勘定文件', 'Adopted by'), body.adoptedDocument, body.adoptedOn);
    yield* titled(owner, 'sourceDocument', sourceField, body.sourceDocument, body.asOfDate);
  }
}

function* markerTexts({ records }: Snapshot): Generator<RecordText> {
  for (const [id, body] of records.boundaryMarker) {
    const owner: Owner = {
      ...{ type: 'boundaryMarker', id, label: body.number, placeId: null, demo: body.demo },
      countyIds: known(body.sides.map(({ countyId }) => countyId)),
      townshipIds: known(body.sides.map(({ townshipId }) => townshipId)),
    };
    yield* written(owner, 'sides', sidesField, ...body.sides.map(({ name }) => name));
    yield* written(owner, 'custodian', custodianField, body.custodian);
    yield* written(
      owner,
      'references',
      text('方位物', 'Reference objects'),
      ...body.references.map(({ name }) => name),
    );
    yield* written(owner, 'note', noteField, body.note);
    yield* titled(owner, 'sourceDocument', sourceField, body.sourceDocument, body.asOfDate);
  }
}

function* signTexts({ records }: Snapshot): Generator<RecordText> {
  for (const [id, body] of records.placeNameSign) {
    const name = records.placeName.get(body.placeNameId);
    const owner: Owner = {
      ...{ type: 'placeNameSign', id, label: body.text ?? name?.standardName ?? id },
      countyIds: name ? [name.countyId] : [],
      townshipIds: known([name?.townshipId ?? null]),
      ...{ placeId: body.placeNameId, demo: body.demo },
    };
    yield* written(
      owner,
      'text',
      text('标志文字', 'Text on the sign'),
      body.condition === 'missing' ? null : body.text,
    );
    yield* written(owner, 'custodian', custodianField, body.custodian);
    yield* written(owner, 'note', noteField, body.note);
    yield* titled(owner, 'sourceDocument', sourceField, body.sourceDocument, body.asOfDate);
  }
}
