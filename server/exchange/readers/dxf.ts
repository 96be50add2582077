import { readFile } from 'node:fs/promises';
import type { Geometry, Position } from 'geojson';
import { decodeText } from '../csv-reader.ts';
import { issue, type Cell } from '../cells.ts';
import { damaged, layerNote, type LayerFile, type LayerRow } from './layer.ts';

/** A group of a DXF file: its code and value (AutoCAD DXF Reference, group codes). */
type Group = readonly [code: number, value: string];

function* groupsIn(content: string): Generator<Group> {
  let from = 0;
  const line = (): string | null => {
    if (from >= content.length) return null;
    const end = content.indexOf('\n', from);
    const written = content.slice(from, end < 0 ? content.length : end);
    from = end < 0 ? content.length : end + 1;
    return written.replace(/\r$/u, '');
  };
  for (;;) {
    const code = line();
    if (code === null || (code.trim() === '' && from >= content.length)) return;
    const value = line();
    if (value === null || !/^\s*-?\d+\s*$/u.test(code)) throw new Error('a group without code or value');
    yield [Number(code), value];
  }
}

interface Entity {
  type: string;
  groups: Group[];
}

/** Entities of the section of that name; a polyline is followed by its vertices and a SEQEND. */
function* entitiesIn(content: string): Generator<Entity> {
  let section: string | null = null;
  let wantsName = false;
  let entity: Entity | null = null;
  for (const group of groupsIn(content)) {
    const [code, value] = group;
    if (code === 0) {
      if (entity) yield entity;
      entity = null;
      wantsName = value.trim() === 'SECTION';
      if (value.trim() === 'ENDSEC') section = null;
      else if (section === 'ENTITIES') entity = { type: value.trim(), groups: [] };
    } else if (wantsName && code === 2) {
      section = value.trim();
      wantsName = false;
    } else entity?.groups.push(group);
  }
  if (section !== null) throw new Error('the file ends early');
}

const numbers = (groups: readonly Group[], code: number) =>
  groups.filter(([c]) => c === code).map(([, v]) => Number(v));
const first = (groups: readonly Group[], code: number) => groups.find(([c]) => c === code)?.[1].trim() ?? null;

function positionAt({ groups }: Entity, offset = 0): Position {
  const [x, y, z] = [10, 20, 30].map((code) => numbers(groups, code + offset)[0]);
  return z === undefined || z === 0 ? [x ?? Number.NaN, y ?? Number.NaN] : [x ?? Number.NaN, y ?? Number.NaN, z];
}

const closedFlag = 1;

/**
 * Reads the points and lines of a text DXF: POINT, INSERT (a symbol's place), LINE, LWPOLYLINE, POLYLINE. Closed polylines stay
 * lines; curves, texts and hatches are counted and left out. DXF states no coordinate system. Text is UTF-8 or GB18030.
 */
export async function readDxf(path: string): Promise<LayerFile> {
  const { content, encoding } = decodeText(await readFile(path));
  const skipped = new Map<string, number>();
  const rows: LayerRow[] = [];
  try {
    let polyline: { entity: Entity; positions: Position[] } | null = null;
    for (const entity of entitiesIn(content)) {
      if (entity.type === 'POLYLINE') polyline = { entity, positions: [] };
      else if (entity.type === 'VERTEX' && polyline) polyline.positions.push(positionAt(entity));
      else if (entity.type === 'SEQEND') {
        if (polyline) rows.push(rowOf(polyline.entity, line(polyline.positions, polyline.entity)));
        polyline = null;
      } else {
        const geometry = geometryOf(entity);
        if (geometry === undefined) skipped.set(entity.type, (skipped.get(entity.type) ?? 0) + 1);
        else rows.push(rowOf(entity, geometry));
      }
    }
  } catch (error) {
    throw damaged('DXF', error);
  }
  const list = [...skipped].map(([type, count]) => `${type} ${count}`);
  const notes =
    list.length === 0
      ? []
      : [
          layerNote(
            'DXF',
            'entities-left-out',
            `未导入的图元:${list.join('、')}(只读取点和线)`,
            `Entities left out: ${list.join(', ')} (only points and lines are read)`,
          ),
        ];
  return {
    encoding,
    layers: [{ name: 'DXF', fields: ['Layer', 'Handle', 'Block'], crs: null, notes, rows: () => rows }],
  };
}

function geometryOf(entity: Entity): Geometry | undefined {
  switch (entity.type) {
    case 'POINT':
    case 'INSERT':
      return { type: 'Point', coordinates: positionAt(entity) };
    case 'LINE':
      return { type: 'LineString', coordinates: [positionAt(entity), positionAt(entity, 1)] };
    case 'LWPOLYLINE': {
      const [xs, ys] = [numbers(entity.groups, 10), numbers(entity.groups, 20)];
      return line(
        xs.map((x, i) => [x, ys[i] ?? Number.NaN]),
        entity,
      );
    }
    default:
      return undefined;
  }
}

function line(positions: readonly Position[], { groups }: Entity): Geometry {
  const isClosed = (Number(first(groups, 70) ?? 0) & closedFlag) !== 0 && positions.length > 2;
  return { type: 'LineString', coordinates: isClosed ? [...positions, positions[0]!] : [...positions] };
}

function rowOf({ groups, type }: Entity, geometry: Geometry): LayerRow {
  const attributes: Record<string, Cell> = {
    Layer: first(groups, 8),
    Handle: first(groups, 5),
    Block: type === 'INSERT' ? first(groups, 2) : null,
  };
  const positions =
    geometry.type === 'Point' ? [geometry.coordinates] : (geometry as { coordinates: Position[] }).coordinates;
  const isGood = positions.length > (geometry.type === 'Point' ? 0 : 1) && positions.flat().every(Number.isFinite);
  if (isGood) return { attributes, geometry };
  const broken = issue(null, 'block', 'bad-geometry', '图元坐标有误', 'The entity has broken coordinates');
  return { attributes, geometry: null, issues: [broken] };
}
