import proj4 from 'proj4';
import { coordinateSystems } from '../../../gis-data/catalogue/index.ts';
import { coordinateSystem } from '../crs.ts';
import type { LayerCrs } from './layer.ts';

const catalogued = new Set(coordinateSystems.map(({ id }) => id));

/** Systems with heights, which GDAL states where positions have z, as the flat ones they extend. */
const flatTwins: Readonly<Record<number | string, string>> = { 4979: '4326', 4480: '4490' };

/** The system of an EPSG code. EPSG:3857 and the like are none of the catalogue and cannot be converted. */
export function crsOfEpsg(code: number | string): LayerCrs {
  const id = `EPSG:${flatTwins[code] ?? code}`;
  return { id: catalogued.has(id) ? id : null, name: id };
}

/** WGS 84, as KML, GPX, RFC 7946 and the XForms of ODK prescribe it. */
export const wgs84: LayerCrs = { id: 'EPSG:4326', name: 'WGS 84' };

/** Name of a coordinate system in a GeoJSON of 2008 or of GDAL: `urn:ogc:def:crs:EPSG::4490`, `EPSG:4490`, CRS84. */
export function crsOfName(name: string): LayerCrs {
  if (/CRS:?84$/iu.test(name)) return wgs84;
  const code = /EPSG(?::[\d.]*)?:+(\d+)$/iu.exec(name)?.[1] ?? /EPSG\/0\/(\d+)$/iu.exec(name)?.[1];
  return code === undefined ? { id: null, name } : crsOfEpsg(code);
}

/** proj4 keeps these of a parsed definition. */
interface Parsed {
  projName?: string;
  long0?: number;
  lat0?: number;
  x0?: number;
  k0?: number;
  a?: number;
  rf?: number;
  name?: string;
}

const quoted = /^\s*\w+\s*\[\s*"([^"]*)"/u;

/** Datums whose ties to CGCS2000 are not public: no parameters, no conversion. */
const closedDatums = /xian|西安|beijing|北京|1954|1980/iu;

/**
 * The system of a `.prj` or of a definition in a GeoPackage, as WKT. Told by its parameters; ESRI's WKT names no codes.
 * WGS 84 counts as WGS 84 and CGCS2000 as CGCS2000; a datum of 1954 or 1980 is told apart and not converted, because its grid
 * is not public.
 */
export function crsOfWkt(wkt: string): LayerCrs {
  const name = quoted.exec(wkt)?.[1] ?? wkt.slice(0, 60);
  const unknown: LayerCrs = { id: null, name };
  if (closedDatums.test(wkt)) return unknown;
  let parsed: Parsed;
  try {
    parsed = new proj4.Proj(wkt) as unknown as Parsed;
  } catch {
    return unknown;
  }
  const isWgs84 = /WGS[_ ]?(19)?84/iu.test(wkt);
  const isCgcs2000 = /CGCS[_ ]?2000|China[_ ]?2000|China[_ ]Geodetic[_ ]Coordinate[_ ]System[_ ]2000|4490/iu.test(wkt);
  if (parsed.projName === 'longlat') {
    if (isCgcs2000) return { id: 'EPSG:4490', name };
    return isWgs84 ? { id: 'EPSG:4326', name } : unknown;
  }
  if (!isCgcs2000 || !parsed.projName || !/tmerc|transverse|gauss/iu.test(parsed.projName)) return unknown;
  const degrees = ((parsed.long0 ?? 0) * 180) / Math.PI;
  const same = coordinateSystems.filter(({ units, proj4: definition }) => {
    if (units !== 'metres') return false;
    const number = (key: string) => Number(new RegExp(`\\+${key}=(-?[\\d.]+)`, 'u').exec(definition!)?.[1]);
    return Math.abs(number('lon_0') - degrees) < 1e-6 && Math.abs(number('x_0') - (parsed.x0 ?? 0)) < 1e-3;
  });
  // A 6° zone and a 3° zone with one meridian are the same projection; the name says which is meant.
  const named = same.find(({ id }) => name.includes(id.slice('EPSG:'.length)));
  return { id: (named ?? same[0])?.id ?? null, name };
}

/** Eastings from here on carry a zone number in front of six digits of metres. */
const zoneNumberFrom = 1_000_000;

/**
 * The stated Gauss–Krüger system, or its twin with or without zone number when the eastings show that it is the other one.
 * @returns `null` when nothing contradicts the stated system
 */
export function zoneTwin(crsId: string, eastings: readonly number[]): string | null {
  const { units, proj4: definition } = coordinateSystem(crsId);
  if (units !== 'metres' || eastings.length === 0) return null;
  const falseEasting = (d: string) => Number(/\+x_0=(\d+)/u.exec(d)?.[1]);
  const withoutEasting = (d: string) => d.replace(/\+x_0=\d+/u, '');
  const numbered = falseEasting(definition!) >= zoneNumberFrom;
  const zones = new Set(eastings.map((x) => (x >= zoneNumberFrom ? Math.floor(x / zoneNumberFrom) : 0)));
  if (zones.size !== 1 || zones.has(0) !== numbered) return null;
  const [zone] = zones;
  const twin = coordinateSystems.find(
    (c) =>
      c.units === 'metres' &&
      withoutEasting(c.proj4!) === withoutEasting(definition!) &&
      Math.floor(falseEasting(c.proj4!) / zoneNumberFrom) === zone,
  );
  return twin?.id ?? null;
}
