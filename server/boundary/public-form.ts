import { z } from 'zod';
import { publicMarkerGridDegrees } from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import type { Body } from '../registry/record-type.ts';
import { lineGeometry, referenceObject, type BoundaryLineBody, type ReferenceObject } from './contract.ts';

/** Grid to which the course of a line is rounded for those who may not see it precisely, degrees; about 100 m. */
export const publicLineGridDegrees = 0.001;
/** Distance between the points of that course, degrees along the line; about 500 m. */
const publicLineStepDegrees = 0.005;
/** Step to which heights of markers are rounded, metres. */
export const publicHeightStepM = 10;

type Position = readonly number[];

/** Rounded to a grid, without the noise of binary fractions: 117.93, never 117.93000000000001. */
export function toGrid(value: number, grid: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(grid)));
  return Number((Math.round(value / grid) * grid).toFixed(decimals));
}

/** A position on the public grid of markers. */
export const publicPosition = <P extends { coordinates: [number, number] }>(point: P): P => ({
  ...point,
  coordinates: [
    toGrid(point.coordinates[0], publicMarkerGridDegrees),
    toGrid(point.coordinates[1], publicMarkerGridDegrees),
  ],
});

export const publicHeight = (heightM: number): number => toGrid(heightM, publicHeightStepM);

/** A reference object without what leads back to the marker. */
export const publicReference = (reference: ReferenceObject) => ({
  ...reference,
  azimuthDeg: null,
  distanceM: null,
  position: reference.position && publicPosition(reference.position),
});

/**
 * What everybody may see of a marker, or of some of its fields. A draft's fields are not checked yet: what is no position
 * or no list of reference objects is left out.
 */
export function publicMarker(body: Body): Body {
  const shown: Body = { ...body };
  if ('position' in body) {
    const point = pointShape.safeParse(body.position);
    shown.position = point.success ? publicPosition(point.data) : null;
  }
  if ('heightM' in body) shown.heightM = typeof body.heightM === 'number' ? publicHeight(body.heightM) : null;
  if ('references' in body) {
    const list = z.array(referenceObject).safeParse(body.references);
    shown.references = list.success ? list.data.map(publicReference) : [];
  }
  return shown;
}

/** What everybody may see of a line, or of some of its fields. */
export function publicLine(body: Body): Body {
  if (!('geometry' in body)) return body;
  const geometry = lineGeometry.safeParse(body.geometry);
  return { ...body, geometry: geometry.success ? coarse(geometry.data) : null };
}

/**
 * The course of a line by points at even distances, the first half a step in, each rounded. Markers are vertices and
 * ends of a surveyed line, so none of its own vertices is shown.
 */
function coarse({ type, coordinates }: NonNullable<BoundaryLineBody['geometry']>): BoundaryLineBody['geometry'] {
  const pieces = coordinates.map((piece) =>
    evenPoints(piece, publicLineStepDegrees)
      .map((position) => position.map((degrees) => toGrid(degrees, publicLineGridDegrees)))
      .filter(([x, y], i, all) => i === 0 || x !== all[i - 1]![0] || y !== all[i - 1]![1]),
  );
  const drawn = pieces.filter((piece) => piece.length >= 2);
  return drawn.length === 0 ? null : { type, coordinates: drawn };
}

function evenPoints(piece: readonly Position[], step: number): [number, number][] {
  const points: [number, number][] = [];
  let next = step / 2;
  let along = 0;
  for (let i = 1; i < piece.length; i++) {
    const [from, to] = [piece[i - 1]!, piece[i]!];
    const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!];
    const length = Math.sqrt(dx * dx + dy * dy);
    for (; next <= along + length && length > 0; next += step) {
      const share = (next - along) / length;
      points.push([from[0]! + share * dx, from[1]! + share * dy]);
    }
    along += length;
  }
  return points;
}
