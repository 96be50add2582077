import type { Geometry, Position } from 'geojson';
import { positionHeadings } from '../readers/sheet-of-layer.ts';
import { pointOf } from '../readers/shapes.ts';
import { cellOf, type ExportFeature, type FeatureSource } from './source.ts';

type Cell = string | number | boolean | null;

/** Heading of the column in which lines and areas stand as well-known text; GDAL reads a column of this name as geometry. */
const wktHeading = 'WKT';

/** Features as rows: their columns, then x and y where the layer may have points, then text for lines and areas. */
export function rowsOf({ columns, shape, language }: FeatureSource, withText: boolean) {
  const hasPoints = shape === 'point' || shape === 'any';
  const hasText = withText && shape !== 'point';
  const xy = language === 'zh' ? [positionHeadings.x, positionHeadings.y] : ['x', 'y'];
  return {
    headings: [...columns.map(({ heading }) => heading), ...(hasPoints ? xy : []), ...(hasText ? [wktHeading] : [])],
    cells({ values, geometry }: ExportFeature): Cell[] {
      const point = geometry && pointOf(geometry);
      return [
        ...values.map(cellOf),
        ...(hasPoints ? [point?.[0] ?? null, point?.[1] ?? null] : []),
        ...(hasText ? [geometry && !point ? wktOf(geometry) : null] : []),
      ];
    },
  };
}

/** A geometry as well-known text (OGC 06-103r4, 7.2). */
export function wktOf(geometry: Geometry): string {
  if (geometry.type === 'GeometryCollection') {
    return `GEOMETRYCOLLECTION (${geometry.geometries.map(wktOf).join(', ')})`;
  }
  const first = firstPosition(geometry.coordinates);
  const content = nested(geometry.coordinates);
  const name = geometry.type.toUpperCase();
  return `${name}${first.length > 2 ? ' Z' : ''} ${geometry.type === 'Point' ? `(${content})` : content}`;
}

const firstPosition = (coordinates: unknown[]): Position =>
  typeof coordinates[0] === 'number' ? (coordinates as Position) : firstPosition(coordinates[0] as unknown[]);

const nested = (coordinates: unknown[]): string =>
  typeof coordinates[0] === 'number'
    ? coordinates.join(' ')
    : `(${coordinates.map((part) => nested(part as unknown[])).join(', ')})`;
