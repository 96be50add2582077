import type { BoundaryMarkerBody } from '../boundary/contract.ts';
import type { ChangeInput } from '../registry/contract.ts';
import { today } from '../registry/today.ts';
import type { MeasuredPosition, RegisterChanges } from './contract.ts';
import { movementOf } from './movement.ts';
import { standingOf, type CaseState, type FieldEntry } from './rules.ts';

/** A marker as it is registered. */
export interface RegisteredMarker {
  version: number;
  validFrom: string;
  body: BoundaryMarkerBody;
}

type Basis = RegisterChanges['basis'][number];

/** The last agreed entry of each marker that says what state it is in. "Not reached" says nothing of a marker. */
export function decidingEntries({ fieldEntries }: Pick<CaseState, 'fieldEntries'>): Map<string, FieldEntry> {
  const deciding = new Map<string, FieldEntry>();
  for (const entry of fieldEntries.values()) {
    if (standingOf(entry) !== 'agreed') continue;
    if (entry.content.kind === 'fieldRecord' && entry.content.state === 'notReached') continue;
    deciding.set(entry.content.markerId, entry);
  }
  return deciding;
}

/**
 * What the agreed entries of a case change in the register: the state of a marker and the day it was found so, and its
 * position where the movement test says that it moved or where none is registered. A measurement without a stated
 * accuracy moves nothing, and a state known from a later day stays.
 */
export function registerProposal(
  state: Pick<CaseState, 'fieldEntries'>,
  markers: ReadonlyMap<string, RegisteredMarker>,
): { changes: ChangeInput[]; basis: Basis[] } {
  const changes: ChangeInput[] = [];
  const basis: Basis[] = [];
  for (const [markerId, entry] of decidingEntries(state)) {
    const marker = markers.get(markerId);
    if (marker === undefined) continue;
    const { fields, movement } = fieldsOf(entry, marker.body);
    basis.push({ markerId, entryKey: entry.key, fields: Object.keys(fields), movement });
    if (Object.keys(fields).length === 0) continue;
    const day = dayOf(entry);
    changes.push({
      type: 'boundaryMarker',
      op: 'update',
      id: markerId,
      baseVersion: marker.version,
      effectiveFrom: day > marker.validFrom ? day : marker.validFrom,
      fields,
    });
  }
  return { changes, basis };
}

/** The day that the device tells, which cannot be later than the server's. */
const dayOf = ({ deviceTime, recordedAt }: FieldEntry): string =>
  today(new Date(Math.min(Date.parse(deviceTime), Date.parse(recordedAt))));

function fieldsOf(entry: FieldEntry, body: BoundaryMarkerBody) {
  const { content } = entry;
  const found = content.kind === 'repair' ? 'intact' : content.state;
  const day = dayOf(entry);
  const isNews = body.stateAsOf === null || body.stateAsOf < day;
  const { movement, position } = positionFields(content.measured, body);
  return { fields: { ...(isNews ? { state: found, stateAsOf: day } : {}), ...position }, movement };
}

function positionFields(
  measured: MeasuredPosition | null,
  body: BoundaryMarkerBody,
): { movement: Basis['movement']; position: Partial<BoundaryMarkerBody> } {
  if (measured === null) return { movement: null, position: {} };
  const place = {
    position: measured.position,
    sourceCrs: measured.sourceCrs,
    sigmaM: measured.sigmaM,
    surveyMethod: measured.method,
    ...(measured.heightM === null ? {} : { heightM: measured.heightM, heightDatum: measured.heightDatum }),
  } as Partial<BoundaryMarkerBody>;
  const movement = movementOf(measured, body);
  if (movement === null) return { movement, position: measured.sigmaM === null ? {} : place };
  return { movement, position: movement.verdict === 'moved' ? place : {} };
}
