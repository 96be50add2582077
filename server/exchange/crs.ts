import gcoord from 'gcoord';
import proj4 from 'proj4';
import { coordinateSystems, type CoordinateSystem } from '../../gis-data/catalogue/index.ts';

/** x and y as written in a coordinate system: longitude and latitude in degrees, or easting and northing in metres. */
export type Position = readonly [x: number, y: number];

const systems: ReadonlyMap<string, CoordinateSystem> = new Map(coordinateSystems.map((c) => [c.id, c]));
const encrypted = { 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 } as const;

/** Projected systems as proj4 converters, made once. */
const projections: ReadonlyMap<string, proj4.Converter> = new Map(
  coordinateSystems.filter((c) => c.units === 'metres').map((c) => [c.id, proj4(c.proj4!)]),
);

/**
 * The catalogue entry of a coordinate system.
 * @throws RangeError when the catalogue has none of that id
 */
export function coordinateSystem(id: string): CoordinateSystem {
  const system = systems.get(id);
  if (!system) throw new RangeError(`No coordinate system "${id}" in the catalogue`);
  return system;
}

/**
 * Converts a position to storage, EPSG:4490 longitude and latitude in degrees.
 *
 * WGS 84 and CGCS2000 differ by centimetres to a few decimetres, depending on the epoch: far below the accuracy of any
 * facility register, so they count as equal. GCJ-02 is undone to about a centimetre, BD-09 to a few decimetres.
 * @returns NaN for both where the position cannot belong to the system
 */
export function toStorage(position: Position, crsId: string): [longitude: number, latitude: number] {
  const [x, y] = position;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return [Number.NaN, Number.NaN];
  const system = coordinateSystem(crsId);
  if (system.units === 'metres') return projections.get(crsId)!.inverse([x, y]) as [number, number];
  if (crsId in encrypted) return gcoord.transform([x, y], encrypted[crsId as keyof typeof encrypted], gcoord.WGS84);
  return [x, y];
}

/** The inverse of `toStorage`: writes an EPSG:4490 position in another system. */
export function fromStorage(position: Position, crsId: string): [x: number, y: number] {
  const [longitude, latitude] = position;
  const system = coordinateSystem(crsId);
  if (system.units === 'metres') return projections.get(crsId)!.forward([longitude, latitude]) as [number, number];
  if (crsId in encrypted) {
    return gcoord.transform([longitude, latitude], gcoord.WGS84, encrypted[crsId as keyof typeof encrypted]);
  }
  return [longitude, latitude];
}
