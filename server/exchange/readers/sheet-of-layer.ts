import { text } from '../../../gis-data/catalogue/index.ts';
import { problems } from '../../registry/problem.ts';
import { cleanText, issue, type Cell, type RawSheet, type SheetRow } from '../cells.ts';
import { coordinateSystem } from '../crs.ts';
import type { ReadLimits } from '../limits.ts';
import { zoneTwin } from './file-crs.ts';
import { layerNote, type Layer, type LayerRow } from './layer.ts';
import { pointOf, positionsOf } from './shapes.ts';

/** Headings of the columns that a point fills; z only where a layer has heights. */
export const positionHeadings = { x: '经度/X', y: '纬度/Y', z: '高程/Z' } as const;

/** Vertices counted over all layers of one file. */
export interface VertexCount {
  vertices: number;
}

/**
 * A layer as a sheet, so that mapping, checks and reports treat every format alike: row 0 holds the names of the fields and
 * the headings of the position, features are counted from 1. A point's coordinates stand in cells; other geometries stay
 * with their row.
 * @throws Problem when there are more rows, columns or vertices than the limits allow
 */
export async function sheetOfLayer(layer: Layer, limits: ReadLimits, count: VertexCount): Promise<RawSheet> {
  const columns = new Map<string, number>();
  for (const field of layer.fields ?? []) columns.set(field, columns.size);
  const read: { row: LayerRow; cells: Cell[]; issues: SheetRow['issues'] }[] = [];
  const shapes: Record<string, number> = {};
  for await (const row of layer.rows()) {
    if (read.length >= limits.rows) throw tooMany(layer.name, `${limits.rows} 行`, `${limits.rows} rows`);
    const { cells, issues } = cellsOf(row, columns);
    if (columns.size > limits.columns) throw tooMany(layer.name, `${limits.columns} 列`, `${limits.columns} columns`);
    const type = row.geometry?.type ?? 'none';
    shapes[type] = (shapes[type] ?? 0) + 1;
    if (row.geometry) for (const _ of positionsOf(row.geometry)) count.vertices++;
    if (count.vertices > limits.vertices) {
      throw tooMany(layer.name, `${limits.vertices} 个顶点`, `${limits.vertices} vertices`);
    }
    read.push({ row, cells, issues });
  }
  const points = read.map(({ row }) => (row.geometry === null ? null : pointOf(row.geometry)));
  const isSpatial = Object.keys(shapes).some((type) => type !== 'none') || layer.crs !== null;
  const hasZ = points.some((p) => p !== null && p.length > 2);
  const position = { x: columns.size, y: columns.size + 1 };
  const headings: Cell[] = [...columns.keys()];
  if (isSpatial) headings.push(positionHeadings.x, positionHeadings.y, ...(hasZ ? [positionHeadings.z] : []));
  const rows = read.map(({ row, cells, issues }, index): SheetRow => {
    while (cells.length < columns.size) cells.push(null);
    const point = points[index];
    if (isSpatial) cells.push(point?.[0] ?? null, point?.[1] ?? null, ...(hasZ ? [point?.[2] ?? null] : []));
    const all = [...(row.issues ?? []), ...issues];
    const shape = row.geometry !== null && !point ? row.geometry : undefined;
    return { row: index + 1, cells, issues: all, ...(shape ? { shape } : {}) };
  });
  const eastings = read.slice(0, 1000).flatMap(({ row }) => {
    const first = row.geometry === null ? undefined : positionsOf(row.geometry).next().value;
    return first ? [first[0]!] : [];
  });
  const twin = layer.crs?.id ? zoneTwin(layer.crs.id, eastings) : null;
  const header: SheetRow = { row: 0, cells: headings, issues: [] };
  return {
    name: layer.name,
    hidden: false,
    rows: rows.length === 0 ? [] : [header, ...rows],
    merges: [],
    notes: [...layer.notes, ...crsNotes(layer, twin), ...shapeNotes(layer.name, shapes)],
    ...(isSpatial ? { layer: { crs: layer.crs, zoneTwin: twin, shapes, position } } : {}),
  };
}

function cellsOf({ attributes }: LayerRow, columns: Map<string, number>) {
  const cells: Cell[] = [];
  const issues: SheetRow['issues'] = [];
  for (const [field, value] of Object.entries(attributes)) {
    let column = columns.get(field);
    if (column === undefined) columns.set(field, (column = columns.size));
    while (cells.length < column) cells.push(null);
    if (typeof value === 'string') {
      const clean = cleanText(value, column);
      cells[column] = clean.value;
      issues.push(...clean.issues);
    } else if (typeof value === 'number' && !Number.isFinite(value)) {
      cells[column] = null;
      issues.push(issue(column, 'block', 'not-finite', `“${field}”不是有限的数字`, `"${field}" is no finite number`));
    } else cells[column] = value;
  }
  return { cells, issues };
}

function crsNotes({ name, crs }: Layer, twin: string | null) {
  if (crs === null) return [];
  if (crs.id === null) {
    return [
      layerNote(
        name,
        'crs-unsupported',
        `文件的坐标系“${crs.name}”不能在此换算(1954、1980 坐标系的转换参数不公开),请先在有参数的软件中转换为 CGCS2000`,
        `The file's coordinate system "${crs.name}" cannot be converted here (parameters of the systems of 1954 and 1980 are not public): convert it to CGCS2000 first`,
      ),
    ];
  }
  const label = coordinateSystem(crs.id).label;
  const stated = layerNote(
    name,
    'crs-from-file',
    `坐标系取自文件:${label.zh}(${crs.name})${crs.id === 'EPSG:4326' ? ';与 CGCS2000 相差厘米到分米级,按相同处理' : ''}`,
    `Coordinate system from the file: ${label.en} (${crs.name})${crs.id === 'EPSG:4326' ? '; it differs from CGCS2000 by centimetres to decimetres and counts as the same' : ''}`,
  );
  if (twin === null) return [stated];
  const instead = coordinateSystem(twin).label;
  return [
    stated,
    layerNote(
      name,
      'zone-number',
      `文件写明的坐标系与东坐标的带号不符,按东坐标判断为 ${instead.zh}(${twin})`,
      `The stated system and the zone number of the eastings disagree; by the eastings it is ${instead.en} (${twin})`,
    ),
  ];
}

function shapeNotes(name: string, shapes: Record<string, number>) {
  const types = Object.entries(shapes).filter(([type]) => type !== 'none');
  const list = types.map(([type, n]) => `${type} ${n}`).join(', ');
  const notes = [];
  if (types.length > 1) {
    notes.push(
      layerNote(name, 'mixed-geometry', `几何类型混杂:${list}`, `The geometries are of several types: ${list}`),
    );
  }
  if (shapes.none && types.length > 0) {
    notes.push(layerNote(name, 'no-geometry', `${shapes.none} 行没有几何`, `${shapes.none} rows have no geometry`));
  }
  return notes;
}

const tooMany = (name: string, zh: string, en: string) =>
  problems.tooLarge(
    text(
      `图层“${name}”超过 ${zh},请拆分后再导入`,
      `Layer "${name}" has more than ${en}; split it and import the parts`,
    ),
  );
