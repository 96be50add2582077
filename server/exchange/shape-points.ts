import { pointOnFeature } from '@turf/turf';
import type { Geometry, LineString, Position } from 'geojson';
import { issue, type SheetRow } from './cells.ts';
import type { Table } from './headings.ts';
import type { RowLayout } from './row-layout.ts';

/**
 * What becomes of a layer's lines and areas where a position is wanted: refused with what to do, or, with consent, the middle
 * of a line and a point inside an area, each said in a warning.
 */
export function shapesAsPoints({ layer }: Table, { positions }: RowLayout, consent: boolean) {
  return (row: SheetRow): SheetRow => {
    if (!layer || !row.shape || positions.get('x') !== layer.position.x) return row;
    const { x, y } = layer.position;
    const { type } = row.shape;
    if (!consent) {
      const refused = issue(
        x,
        'block',
        'not-a-point',
        `几何是 ${type},设施只有一个点位:请改为点图层,或同意取线的中点、面内一点`,
        `The geometry is a ${type}, and a facility has one position: use a point layer, or agree to the middle of lines and a point inside areas`,
      );
      return { ...row, issues: [...row.issues, refused] };
    }
    const cells = [...row.cells];
    const [px, py] = insidePoint(row.shape);
    cells[x] = px!;
    cells[y] = py!;
    const taken = issue(
      x,
      'warn',
      'point-of-shape',
      `几何是 ${type},取其中的一点 (${px}, ${py}) 作为点位`,
      `The geometry is a ${type}; the point (${px}, ${py}) of it was taken`,
    );
    return { ...row, cells, issues: [...row.issues, taken] };
  };
}

function insidePoint(shape: Geometry): Position {
  if (shape.type === 'LineString') return middleOf(shape);
  return pointOnFeature({ type: 'Feature', properties: {}, geometry: shape }).geometry.coordinates;
}

/** The point half-way along a line, in the units of its positions. */
function middleOf({ coordinates }: LineString): Position {
  const lengths = coordinates
    .slice(1)
    .map((p, i) => Math.hypot(p[0]! - coordinates[i]![0]!, p[1]! - coordinates[i]![1]!));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [a, b] = [coordinates[i]!, coordinates[i + 1]!];
      return [0, 1].map((axis) => a[axis]! + ((b[axis]! - a[axis]!) * left) / length);
    }
    left -= length;
  }
  return coordinates[0]!;
}
