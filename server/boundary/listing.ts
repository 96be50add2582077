import { inspectionCycleYears } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';
import type { Body } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type {
  BoundaryLineBody,
  BoundaryLineDetail,
  BoundaryLineItem,
  BoundaryMarkerBody,
  BoundaryMarkerItem,
  BoundaryMarkerList,
  BoundaryMarkerQuery,
} from './contract.ts';
import { markersOnLine } from './lookups.ts';
import { publicLine, publicMarker } from './public-form.ts';
import { countiesOfLine, countiesOfMarker, maySeePrecisely } from './rules.ts';
import { lineLengthM } from './survey/geodesic.ts';

/** Versions of records now, by `type/id`; ended ones are absent. */
export type Versions = ReadonlyMap<string, number>;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Lengths on the ellipsoid, kept with the geometry. */
const lengths = new WeakMap<NonNullable<BoundaryLineBody['geometry']>, number>();

/** Length of a line on the ellipsoid, kilometres to the metre; null where it is not drawn. */
export function computedLengthKm({ geometry }: BoundaryLineBody): number | null {
  if (geometry === null) return null;
  let lengthKm = lengths.get(geometry);
  if (lengthKm === undefined) {
    const metres = geometry.coordinates.reduce((sum, piece) => sum + lineLengthM(piece), 0);
    lengthKm = Math.round(metres) / 1000;
    lengths.set(geometry, lengthKm);
  }
  return lengthKm;
}

/** A line with what is counted on it. */
export function lineItem(
  snapshot: Snapshot,
  id: string,
  body: BoundaryLineBody,
  version: number | null,
): BoundaryLineItem {
  const { geometry: _, ...rest } = body;
  const markerIds = markersOnLine(snapshot, id);
  const markersByState: Record<string, number> = {};
  for (const markerId of markerIds) {
    const state = snapshot.records.boundaryMarker.get(markerId)!.state ?? 'unknown';
    markersByState[state] = (markersByState[state] ?? 0) + 1;
  }
  return {
    ...rest,
    id,
    version,
    computedLengthKm: computedLengthKm(body),
    markerCount: markerIds.length,
    markersByState,
    nextInspectionDue: body.lastInspectionYear === null ? null : body.lastInspectionYear + inspectionCycleYears,
  };
}

/** Lines in the order of their codes, the higher levels first. */
export const listedLines = (snapshot: Snapshot): [id: string, body: BoundaryLineBody][] =>
  [...snapshot.records.boundaryLine].sort(([, a], [, b]) => a.code.length - b.code.length || byText(a.code, b.code));

export function lineDetail(
  snapshot: Snapshot,
  actor: Actor,
  id: string,
  body: BoundaryLineBody,
  version: number | null,
): BoundaryLineDetail {
  const whole = body as unknown as Body;
  const surveyed = maySeePrecisely(actor, countiesOfLine(whole, snapshot));
  const shown = surveyed ? whole : publicLine(whole);
  return {
    ...lineItem(snapshot, id, body, version),
    geometry: shown.geometry as BoundaryLineDetail['geometry'],
    precision: surveyed ? 'surveyed' : 'rounded',
    asOf: snapshot.asOf,
  };
}

/** A marker as an actor may see it. */
export function markerItem(
  actor: Actor,
  id: string,
  body: BoundaryMarkerBody,
  version: number | null,
): BoundaryMarkerItem {
  const whole = body as unknown as Body;
  const surveyed = maySeePrecisely(actor, countiesOfMarker(whole));
  const shown = (surveyed ? whole : publicMarker(whole)) as Omit<BoundaryMarkerItem, 'id' | 'version' | 'precision'>;
  return { ...shown, id, version, precision: surveyed ? 'surveyed' : 'rounded' };
}

function matcher({ lineId, state, divisionId, q }: BoundaryMarkerQuery): (body: BoundaryMarkerBody) => boolean {
  const states = state ? new Set(state.split(',')) : null;
  return (body) =>
    (!lineId || body.lineIds.includes(lineId)) &&
    (!states || states.has(body.state ?? 'unknown')) &&
    (!divisionId ||
      body.sides.some((side) =>
        [side.divisionId, side.countyId, side.townshipId, side.villageId].includes(divisionId),
      )) &&
    (!q || body.number.includes(q) || body.sides.some(({ name }) => name.includes(q)));
}

/**
 * Markers that a query asks for, by number. The cursor is the id of the last marker of the page before; an unknown one
 * starts again. Nothing is searched in that not everybody may see.
 */
export async function listedMarkers(
  snapshot: Snapshot,
  actor: Actor,
  query: BoundaryMarkerQuery,
  versionsOf: (ids: readonly string[]) => Promise<Versions>,
): Promise<BoundaryMarkerList> {
  const matches = matcher(query);
  const found = [...snapshot.records.boundaryMarker]
    .filter(([, body]) => matches(body))
    .sort(([, a], [, b]) => byText(a.number, b.number));
  const from = query.cursor === undefined ? 0 : found.findIndex(([id]) => id === query.cursor) + 1;
  const page = found.slice(from, from + query.limit);
  const last = page.at(-1);
  const versions = await versionsOf(page.map(([id]) => id));
  return {
    snapshot: snapshot.id,
    asOf: snapshot.asOf,
    total: found.length,
    items: page.map(([id, body]) => markerItem(actor, id, body, versions.get(`boundaryMarker/${id}`) ?? null)),
    nextCursor: last !== undefined && from + query.limit < found.length ? last[0] : null,
  };
}
