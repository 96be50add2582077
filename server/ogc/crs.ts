import type { Geometry, Position } from 'geojson';
import proj4 from 'proj4';
import { coordinateSystems } from '../../gis-data/catalogue/index.ts';
import { fromStorage, toStorage } from '../exchange/crs.ts';

/** A coordinate system in which features are answered and asked about. */
export interface FeatureCrs {
  uri: string;
  /** From EPSG:4490 longitude and latitude, degrees, in the system's own order of axes. */
  fromStorage(position: Position): Position;
  toStorage(position: Position): Position;
}

export const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const epsgUri = (code: string) => `http://www.opengis.net/def/crs/EPSG/0/${code}`;
/** System in which features are stored. */
export const storageCrs = epsgUri('4490');

const swapped = ([x, y]: Position): Position => [y!, x!];
const webMercator = proj4('EPSG:3857');

/** Registers of EPSG name latitude before longitude, and northing before easting in the zones of CGCS2000. */
function catalogued(id: string): FeatureCrs {
  return {
    uri: epsgUri(id.replace('EPSG:', '')),
    fromStorage: ([x, y]) => swapped([...fromStorage([x!, y!], id)]),
    toStorage: (position) => {
      const [x, y] = swapped(position);
      return toStorage([x!, y!], id);
    },
  };
}

/** Systems that are answered in; the two encrypted ones of map services are none of the EPSG register. */
export const featureSystems: readonly FeatureCrs[] = [
  { uri: crs84, fromStorage: (position) => position, toStorage: (position) => position },
  ...coordinateSystems.filter(({ id }) => id.startsWith('EPSG:')).map(({ id }) => catalogued(id)),
  {
    uri: epsgUri('3857'),
    fromStorage: ([x, y]) => webMercator.forward([x!, y!]),
    toStorage: ([x, y]) => webMercator.inverse([x!, y!]),
  },
];

const byUri: ReadonlyMap<string, FeatureCrs> = new Map(featureSystems.map((crs) => [crs.uri, crs]));

/** The system of a URI, of a CURIE in brackets as `[EPSG:4490]`, or undefined. */
export function featureSystem(name: string): FeatureCrs | undefined {
  const curie = /^\[(EPSG|OGC):(\w+)\]$/.exec(name);
  if (!curie) return byUri.get(name);
  return byUri.get(curie[1] === 'OGC' ? crs84 : epsgUri(curie[2]!));
}

/** A geometry with every position converted. */
export function converted(geometry: Geometry, convert: (position: Position) => Position): Geometry {
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((part) => converted(part, convert)) };
  }
  return { ...geometry, coordinates: convertedAll(geometry.coordinates, convert) } as Geometry;
}

/** Heights stay as they are. */
function convertedAll(coordinates: unknown[], convert: (position: Position) => Position): unknown[] {
  if (typeof coordinates[0] === 'number') {
    const [x, y, ...rest] = coordinates as number[];
    return [...convert([x!, y!]), ...rest];
  }
  return coordinates.map((part) => convertedAll(part as unknown[], convert));
}
