import type { Geometry, Position } from 'geojson';

const codes = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const;

/** Writes well-known binary, little endian, with the ISO codes of types (1001 with z). Every position has as many numbers as the first. */
export function wkbOf(geometry: Geometry, hasZ: boolean): Buffer {
  const parts: Buffer[] = [];
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    parts.push(bytes);
  };
  const positions = (list: readonly Position[]) => {
    const size = hasZ ? 3 : 2;
    const bytes = Buffer.alloc(list.length * size * 8);
    list.forEach((position, i) => {
      for (let axis = 0; axis < size; axis++) bytes.writeDoubleLE(position[axis] ?? 0, (i * size + axis) * 8);
    });
    parts.push(bytes);
  };
  const counted = <T>(list: readonly T[], write: (part: T) => void) => {
    uint32(list.length);
    list.forEach(write);
  };
  const line = (list: readonly Position[]) => {
    uint32(list.length);
    positions(list);
  };
  const write = (shape: Geometry): void => {
    parts.push(Buffer.of(1));
    uint32(codes[shape.type] + (hasZ ? 1000 : 0));
    switch (shape.type) {
      case 'Point':
        return positions([shape.coordinates]);
      case 'LineString':
        return line(shape.coordinates);
      case 'Polygon':
        return counted(shape.coordinates, line);
      case 'MultiPoint':
        return counted(shape.coordinates, (part) => write({ type: 'Point', coordinates: part }));
      case 'MultiLineString':
        return counted(shape.coordinates, (part) => write({ type: 'LineString', coordinates: part }));
      case 'MultiPolygon':
        return counted(shape.coordinates, (part) => write({ type: 'Polygon', coordinates: part }));
      case 'GeometryCollection':
        return counted(shape.geometries, write);
    }
  };
  write(geometry);
  return Buffer.concat(parts);
}
