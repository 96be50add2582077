import { text, type Text } from './text.ts';

/**
 * Coordinate systems accepted for incoming positions. Everything is stored in EPSG:4490 (CGCS2000). The source system
 * is required with every position and is never guessed: GCJ-02 in Chengde is off by some 500 to 630 m.
 */
export interface CoordinateSystem {
  id: string;
  label: Text;
  /** `degrees`: x is longitude, y latitude; `metres`: x is easting, y northing. */
  units: 'degrees' | 'metres';
  /** proj4 definition; absent for the two encrypted Chinese systems, which are not projections. */
  proj4?: string;
}

const gaussKrueger = (lon0: number, falseEasting: number) =>
  `+proj=tmerc +lat_0=0 +lon_0=${lon0} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`;

export const storageCrs = 'EPSG:4490';

export const coordinateSystems: readonly CoordinateSystem[] = [
  {
    id: 'EPSG:4490',
    label: text('CGCS2000 经纬度', 'CGCS2000 geographic'),
    units: 'degrees',
    proj4: '+proj=longlat +ellps=GRS80 +no_defs',
  },
  {
    id: 'EPSG:4326',
    label: text('WGS 84 经纬度', 'WGS 84 geographic'),
    units: 'degrees',
    proj4: '+proj=longlat +datum=WGS84 +no_defs',
  },
  { id: 'GCJ-02', label: text('GCJ-02(高德、腾讯地图)', 'GCJ-02 (AMap, Tencent)'), units: 'degrees' },
  { id: 'BD-09', label: text('BD-09(百度地图)', 'BD-09 (Baidu)'), units: 'degrees' },
  {
    id: 'EPSG:4527',
    label: text('CGCS2000 3度带 39 带(带号)', 'CGCS2000 3° zone 39 (with zone number)'),
    units: 'metres',
    proj4: gaussKrueger(117, 39_500_000),
  },
  {
    id: 'EPSG:4528',
    label: text('CGCS2000 3度带 40 带(带号)', 'CGCS2000 3° zone 40 (with zone number)'),
    units: 'metres',
    proj4: gaussKrueger(120, 40_500_000),
  },
  {
    id: 'EPSG:4548',
    label: text('CGCS2000 3度带 中央经线117°', 'CGCS2000 3° CM 117°E'),
    units: 'metres',
    proj4: gaussKrueger(117, 500_000),
  },
  {
    id: 'EPSG:4549',
    label: text('CGCS2000 3度带 中央经线120°', 'CGCS2000 3° CM 120°E'),
    units: 'metres',
    proj4: gaussKrueger(120, 500_000),
  },
  {
    id: 'EPSG:4498',
    label: text('CGCS2000 6度带 20 带(带号)', 'CGCS2000 6° zone 20 (with zone number)'),
    units: 'metres',
    proj4: gaussKrueger(117, 20_500_000),
  },
  {
    id: 'EPSG:4509',
    label: text('CGCS2000 6度带 中央经线117°', 'CGCS2000 6° CM 117°E'),
    units: 'metres',
    proj4: gaussKrueger(117, 500_000),
  },
];
