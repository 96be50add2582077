import { coordinateSystems } from '../../../gis-data/catalogue/index.ts';
import { fromStorage } from '../../exchange/crs.ts';

/** A position in a Gauss–Krüger zone; X is north and Y east, as Chinese surveys write them. Metres. */
export interface GridPosition {
  crs: string;
  label: { zh: string; en: string };
  centralMeridian: number;
  northing: number;
  easting: number;
}

/** Central meridian of a Gauss–Krüger system of the catalogue in degrees; null for systems in degrees. */
export function centralMeridianOf(crsId: string): number | null {
  const definition = coordinateSystems.find(({ id }) => id === crsId)?.proj4 ?? '';
  const meridian = /\+proj=tmerc\b.*\+lon_0=([\d.]+)/.exec(definition)?.[1];
  return meridian === undefined ? null : Number(meridian);
}

/** The 3° zones without zone number. */
const zones = ['EPSG:4548', 'EPSG:4549'] as const;

/** The position in the 3° zone whose central meridian is nearest. */
export function gridPosition([longitude, latitude]: readonly [number, number]): GridPosition {
  const away = (id: string) => Math.abs(centralMeridianOf(id)! - longitude);
  const crs = zones.reduce((best, id) => (away(id) < away(best) ? id : best), zones[0] as string);
  const [easting, northing] = fromStorage([longitude, latitude], crs);
  const { label } = coordinateSystems.find(({ id }) => id === crs)!;
  return { crs, label, centralMeridian: centralMeridianOf(crs)!, northing, easting };
}
