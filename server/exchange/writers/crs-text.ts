import { coordinateSystem } from '../crs.ts';

/** Names by which ESRI and GDAL know the zones of CGCS2000; a zone's parameters do not tell 3° from 6° without its number. */
const zoneNames: Readonly<Record<string, string>> = {
  'EPSG:4527': 'CGCS2000_3_Degree_GK_Zone_39',
  'EPSG:4528': 'CGCS2000_3_Degree_GK_Zone_40',
  'EPSG:4548': 'CGCS2000_3_Degree_GK_CM_117E',
  'EPSG:4549': 'CGCS2000_3_Degree_GK_CM_120E',
  'EPSG:4498': 'CGCS2000_GK_Zone_20',
  'EPSG:4509': 'CGCS2000_GK_CM_117E',
};

const primeMeridian = 'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]';
const geographic: Readonly<Record<string, string>> = {
  'EPSG:4326': `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],${primeMeridian}]`,
  'EPSG:4490': `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],${primeMeridian}]`,
};

/**
 * A coordinate system of the catalogue as ESRI's well-known text, for `.prj` files and GeoPackages.
 * @throws RangeError where it has none, as the encrypted systems of map services
 */
export function crsText(id: string): string {
  const { units, proj4 } = coordinateSystem(id);
  const name = units === 'degrees' ? undefined : zoneNames[id];
  if (units === 'degrees' && geographic[id]) return geographic[id];
  if (name === undefined) throw new RangeError(`No well-known text of "${id}"`);
  const parameter = (key: string) => Number(new RegExp(`\\+${key}=(-?[\\d.]+)`, 'u').exec(proj4!)![1]).toFixed(1);
  const parameters = [
    ['False_Easting', parameter('x_0')],
    ['False_Northing', parameter('y_0')],
    ['Central_Meridian', parameter('lon_0')],
    ['Scale_Factor', parameter('k')],
    ['Latitude_Of_Origin', parameter('lat_0')],
  ].map(([key, value]) => `PARAMETER["${key}",${value}]`);
  return `PROJCS["${name}",${geographic['EPSG:4490']},PROJECTION["Gauss_Kruger"],${parameters.join(',')},UNIT["Meter",1.0]]`;
}
