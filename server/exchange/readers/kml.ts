import type { Geometry, Position } from 'geojson';
import { issue, type Cell, type CellIssue } from '../cells.ts';
import { wgs84 } from './file-crs.ts';
import type { LayerFile, LayerRow } from './layer.ts';
import { readXml, type XmlHandlers } from './xml.ts';

/**
 * Reads the placemarks of a KML file (OGC 07-147r2, 12-007r2): name, description, extended data, folder, time and geometry.
 * KML is WGS 84, longitude first.
 */
export function readKml(path: string): LayerFile {
  return {
    encoding: null,
    layers: [{ name: 'KML', fields: null, crs: wgs84, notes: [], rows: () => readXml(path, 'KML', new KmlHandlers()) }],
  };
}

const shapes = new Set(['Point', 'LineString', 'LinearRing', 'Polygon', 'MultiGeometry']);

interface OpenShape {
  name: string;
  positions: Position[];
  rings: Position[][];
  parts: Geometry[];
}

class KmlHandlers implements XmlHandlers<LayerRow> {
  private rows: LayerRow[] = [];
  private row: { attributes: Record<string, Cell>; geometry: Geometry | null; issues: CellIssue[] } | null = null;
  private dataName = '';
  private readonly folders: string[] = [];
  private open_: OpenShape[] = [];

  taken(): LayerRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'Placemark') {
      const folder = this.folders.filter((f) => f !== '').join('/');
      this.row = { attributes: folder === '' ? {} : { Folder: folder }, geometry: null, issues: [] };
      this.open_ = [];
    } else if (name === 'Folder') this.folders.push('');
    else if (name === 'Data' || name === 'SimpleData') this.dataName = attributes.name ?? '';
    else if (this.row && shapes.has(name)) this.open_.push({ name, positions: [], rings: [], parts: [] });
  }

  close(name: string, content: string, path: readonly string[]): void {
    const parent = path.at(-2);
    if (name === 'Folder') this.folders.pop();
    else if (name === 'name' && parent === 'Folder') this.folders[this.folders.length - 1] = content;
    if (!this.row) return;
    const { attributes, issues } = this.row;
    if (name === 'Placemark') {
      this.rows.push(this.row);
      this.row = null;
    } else if (parent === 'Placemark' && ['name', 'description', 'address', 'phoneNumber'].includes(name)) {
      attributes[name] = content === '' ? null : content;
    } else if ((name === 'value' && parent === 'Data') || name === 'SimpleData') {
      if (this.dataName !== '') attributes[this.dataName] = content === '' ? null : content;
    } else if (name === 'when' && parent === 'TimeStamp') attributes.when = content;
    else if (name === 'coordinates') {
      const shape = this.open_.at(-1);
      const positions = positionsIn(content);
      if (positions === null) issues.push(badCoordinates(content));
      else if (shape) shape.positions = positions;
    } else if (shapes.has(name)) this.closeShape();
  }

  private closeShape(): void {
    const shape = this.open_.pop();
    if (!shape) return;
    const outer = this.open_.at(-1);
    if (shape.name === 'LinearRing' && outer?.name === 'Polygon') {
      if (shape.positions.length > 0) outer.rings.push(shape.positions);
      return;
    }
    const geometry = geometryOf(shape);
    if (geometry === null) return;
    if (outer) outer.parts.push(geometry);
    else this.row!.geometry = geometry;
  }
}

function geometryOf({ name, positions, rings, parts }: OpenShape): Geometry | null {
  switch (name) {
    case 'Point':
      return positions.length === 0 ? null : { type: 'Point', coordinates: positions[0]! };
    case 'Polygon':
      return rings.length === 0 ? null : { type: 'Polygon', coordinates: rings };
    case 'MultiGeometry':
      return collected(parts);
    default:
      return positions.length === 0 ? null : { type: 'LineString', coordinates: positions };
  }
}

/** Parts of one type as the Multi type that they make. */
function collected(parts: readonly Geometry[]): Geometry | null {
  if (parts.length < 2) return parts[0] ?? null;
  const [{ type }] = parts as [Geometry];
  if (!parts.every((part) => part.type === type) || !/^(Point|LineString|Polygon)$/u.test(type)) {
    return { type: 'GeometryCollection', geometries: [...parts] };
  }
  const coordinates = parts.map((part) => (part as { coordinates: unknown }).coordinates);
  return { type: `Multi${type}`, coordinates } as Geometry;
}

function positionsIn(content: string): Position[] | null {
  if (content === '') return [];
  const positions = content
    .split(/\s+/u)
    .map((tuple) => tuple.split(',').map((n) => (n === '' ? Number.NaN : Number(n))));
  const good = positions.every((p) => p.length >= 2 && p.length <= 3 && p.every(Number.isFinite));
  return good ? positions : null;
}

const badCoordinates = (content: string) =>
  issue(
    null,
    'block',
    'bad-geometry',
    `坐标“${content.slice(0, 40)}”应为“经度,纬度[,高程]”`,
    `The coordinates "${content.slice(0, 40)}" must be "longitude,latitude[,altitude]"`,
  );
