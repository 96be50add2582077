import type { Actor } from '../../registry/contract.ts';
import type { Body } from '../../registry/record-type.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { BoundaryLineBody, GeometryFinding, ToldFinding } from '../contract.ts';
import { publicLine, publicPosition } from '../public-form.ts';
import { countiesOfLine, countiesOfMarker, maySeePrecisely } from '../rules.ts';

type Position = readonly number[];
type Nested = Position | readonly Nested[];

/** Findings as an actor may see them: with places as surveyed where all markers and the line may be seen so, else rounded. */
export function toldFindings(findings: readonly GeometryFinding[], actor: Actor, snapshot: Snapshot): ToldFinding[] {
  const ofLine = new Map<string, boolean>();
  const seesLine = (id: string): boolean => {
    const known =
      ofLine.get(id) ?? maySeePrecisely(actor, countiesOfLine(bodyOf(snapshot, 'boundaryLine', id), snapshot));
    ofLine.set(id, known);
    return known;
  };
  const seesMarker = (id: string) => maySeePrecisely(actor, countiesOfMarker(bodyOf(snapshot, 'boundaryMarker', id)));
  return findings.map((finding) => {
    const precise = (finding.lineId === null || seesLine(finding.lineId)) && finding.markerIds.every(seesMarker);
    return precise ? { ...finding, precision: 'surveyed' } : { ...rounded(finding), precision: 'rounded' };
  });
}

const bodyOf = (snapshot: Snapshot, type: 'boundaryLine' | 'boundaryMarker', id: string): Body =>
  (snapshot.records[type].get(id) ?? {}) as Body;

/**
 * A finding for everybody. Where it names markers its place is one point on their public grid, since any line to them
 * would lead to them; a strip along a line is drawn as coarsely as the line itself. Measures keep three digits.
 */
export function rounded(finding: GeometryFinding): GeometryFinding {
  const { place, measure, markerIds } = finding;
  return {
    ...finding,
    measure: measure === null ? null : Number(measure.toPrecision(3)),
    place: place === null ? null : ((markerIds.length === 0 ? coarseStrip(place) : null) ?? onePoint(place)),
  };
}

/** The outline of a polygon as points at even distances; null for other places and for outlines too small to have any. */
function coarseStrip(place: Record<string, unknown>): Record<string, unknown> | null {
  if (place.type !== 'Polygon') return null;
  const geometry = { type: 'MultiLineString', coordinates: place.coordinates };
  const coarse = publicLine({ geometry }).geometry as BoundaryLineBody['geometry'];
  const rings = coarse?.coordinates.filter((ring) => ring.length >= 3) ?? [];
  return rings.length === 0 ? null : { type: 'Polygon', coordinates: rings.map((ring) => [...ring, ring[0]!]) };
}

function onePoint(place: Record<string, unknown>): Record<string, unknown> {
  const positions = flat(place.coordinates as Nested);
  const middle = (axis: 0 | 1) => {
    const values = positions.map((position) => position[axis]!);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return publicPosition({ type: 'Point', coordinates: [middle(0), middle(1)] });
}

const flat = (nested: Nested): Position[] =>
  typeof nested[0] === 'number' ? [nested as Position] : (nested as readonly Nested[]).flatMap(flat);
