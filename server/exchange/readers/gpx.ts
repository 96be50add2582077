import type { Geometry, Position } from 'geojson';
import { issue, type Cell, type CellIssue } from '../cells.ts';
import { wgs84 } from './file-crs.ts';
import type { Layer, LayerFile, LayerRow } from './layer.ts';
import { readXml, type XmlHandlers } from './xml.ts';

const layers = [
  { name: 'waypoints', element: 'wpt' },
  { name: 'routes', element: 'rte' },
  { name: 'tracks', element: 'trk' },
] as const;
type Element = (typeof layers)[number]['element'];

/** Reads waypoints, routes and tracks of a GPX file (GPX 1.1), three layers in WGS 84; heights are kept. */
export function readGpx(path: string): LayerFile {
  return {
    encoding: null,
    layers: layers.map(({ name, element }): Layer => ({
      name,
      fields: null,
      crs: wgs84,
      notes: [],
      rows: () => readXml(path, 'GPX', new GpxHandlers(element)),
    })),
  };
}

const points = new Set(['wpt', 'rtept', 'trkpt']);

class GpxHandlers implements XmlHandlers<LayerRow> {
  private rows: LayerRow[] = [];
  private attributes: Record<string, Cell> = {};
  private issues: CellIssue[] = [];
  private segments: Position[][] = [];
  private inside = false;

  constructor(private readonly element: Element) {}

  taken(): LayerRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === this.element) {
      this.inside = true;
      this.attributes = {};
      this.issues = [];
      this.segments = [[]];
    }
    if (!this.inside) return;
    if (name === 'trkseg' && this.segments.at(-1)!.length > 0) this.segments.push([]);
    if (!points.has(name)) return;
    const position = [attributes.lon, attributes.lat].map((n) => (n ? Number(n) : Number.NaN));
    if (position.every(Number.isFinite)) this.segments.at(-1)!.push(position);
    else
      this.issues.push(
        issue(null, 'block', 'bad-geometry', '点缺少有效的 lat、lon', 'A point lacks a valid lat and lon'),
      );
  }

  close(name: string, content: string, path: readonly string[]): void {
    if (!this.inside) return;
    const parent = path.at(-2)!;
    if (name === 'ele' && points.has(parent)) {
      const height = content === '' ? Number.NaN : Number(content);
      const last = this.segments.at(-1)!.at(-1);
      if (Number.isFinite(height) && last?.length === 2) last.push(height);
    } else if (parent === this.element && /^(name|desc|cmt|time|sym|type|src|number)$/u.test(name)) {
      this.attributes[name] = content === '' ? null : content;
    }
    if (name !== this.element) return;
    this.rows.push({ attributes: this.attributes, geometry: this.geometry(), issues: this.issues });
    this.inside = false;
  }

  private geometry(): Geometry | null {
    const segments = this.segments.filter((s) => s.length > 0);
    if (segments.length === 0) return null;
    if (this.element === 'wpt') return { type: 'Point', coordinates: segments[0]![0]! };
    return segments.length === 1
      ? { type: 'LineString', coordinates: segments[0]! }
      : { type: 'MultiLineString', coordinates: segments };
  }
}
