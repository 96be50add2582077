import { landKind, text, type LandGeometry, type LandKindId, type Text } from '../../../gis-data/catalogue/index.ts';
import { landCrs, mostLand } from '../contract.ts';
import type { FeatureWrite } from './store.ts';

type Box = readonly [west: number, south: number, east: number, north: number];

/** Something wrong with a collection of features. */
export interface CollectionIssue {
  /** Number of the feature in the file, from 1; null for the collection itself. */
  feature: number | null;
  field: string;
  code: string;
  message: Text;
}

/** Issues told of one collection; whoever mends these tries again. */
const MOST_ISSUES = 100;
/** Bytes of a feature's attributes as JSON. */
const MOST_ATTRIBUTES = 10_000;
const LONGEST_NAME = 200;
/** As ids of records everywhere, so that a parcel's can be pinned or forbidden. */
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

const shapes: Readonly<Record<LandGeometry, Readonly<Record<string, number>>>> = {
  // Depth of the arrays around positions.
  polygon: { Polygon: 2, MultiPolygon: 3 },
  line: { LineString: 1, MultiLineString: 2 },
};
const shapeNames: Readonly<Record<LandGeometry, Text>> = {
  polygon: text('面', 'polygons'),
  line: text('线', 'lines'),
};

/**
 * Reads a GeoJSON FeatureCollection (RFC 7946) as the features of a layer of land. Heights are left out. A feature without
 * an id is given one by its place in the file.
 * @param collection as parsed from JSON
 * @param boxes boxes around the study area with their margin, one of which every feature must touch; none: anywhere
 * @returns the features, or what is wrong with them, by feature and field; one of the two lists is empty
 */
export function readCollection(
  kind: LandKindId,
  collection: unknown,
  boxes: readonly Box[],
): { features: FeatureWrite[]; issues: CollectionIssue[] } {
  const issues: CollectionIssue[] = [];
  const list = featuresOf(collection, issues);
  const features: FeatureWrite[] = [];
  const numbers = new Map<string, number>();
  let vertices = 0;
  for (const [at, raw] of list.entries()) {
    if (issues.length >= MOST_ISSUES) break;
    const number = at + 1;
    const found: CollectionIssue[] = [];
    const tell: Tell = (field, code, message) => found.push({ feature: number, field, code, message });
    const feature = readFeature(kind, raw, number, boxes, tell);
    const twin = feature && numbers.get(feature.id);
    if (feature && twin !== undefined) {
      tell('id', 'duplicate-id', text(`编号“${feature.id}”与第 ${twin} 个要素相同`, `Same id as feature ${twin}`));
    }
    if (feature && found.length === 0) {
      numbers.set(feature.id, number);
      vertices += feature.vertices;
      features.push({ ...feature.write, position: number });
    }
    issues.push(...found);
  }
  if (vertices > mostLand.vertices) {
    const most = mostLand.vertices;
    issues.push(
      ofCollection('features', 'too-many-vertices', [
        `共有 ${vertices} 个顶点,最多 ${most} 个;请先简化或分成几个图层`,
        `${vertices} vertices, at most ${most}; simplify it or make several layers`,
      ]),
    );
  }
  return issues.length > 0 ? { features: [], issues } : { features, issues: [] };
}

type Tell = (field: string, code: string, message: Text) => void;

const ofCollection = (field: string, code: string, [zh, en]: readonly [string, string]): CollectionIssue => ({
  feature: null,
  field,
  code,
  message: text(zh, en),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function featuresOf(collection: unknown, issues: CollectionIssue[]): readonly unknown[] {
  const refuse = (field: string, code: string, zh: string, en: string) => {
    issues.push(ofCollection(field, code, [zh, en]));
    return [];
  };
  if (!isRecord(collection) || collection.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    return refuse('type', 'not-a-collection', '不是 GeoJSON FeatureCollection', 'Not a GeoJSON FeatureCollection');
  }
  const crs = collection.crs === undefined ? null : crsName(collection.crs);
  if (crs !== null && !isDegrees(crs)) {
    return refuse(
      'crs',
      'unsupported-crs',
      `文件注明的坐标系为“${crs}”,只接受 ${landCrs.join('、')};请先转换`,
      `The file says it is in "${crs}"; only ${landCrs.join(' and ')} are accepted: convert it first`,
    );
  }
  if (collection.features.length === 0) {
    return refuse('features', 'no-features', '没有任何要素', 'There are no features');
  }
  if (collection.features.length > mostLand.features) {
    return refuse(
      'features',
      'too-many-features',
      `共有 ${collection.features.length} 个要素,最多 ${mostLand.features} 个;请分成几个图层`,
      `${collection.features.length} features, at most ${mostLand.features}; make several layers`,
    );
  }
  return collection.features;
}

/** Name in the `crs` member of GeoJSON before RFC 7946. */
function crsName(crs: unknown): string {
  const name = isRecord(crs) && isRecord(crs.properties) ? crs.properties.name : undefined;
  return typeof name === 'string' ? name : JSON.stringify(crs);
}

const isDegrees = (name: string): boolean => /(CRS:?84|EPSG:{1,2}(4326|4490))$/i.test(name);

interface ReadFeature {
  id: string;
  vertices: number;
  write: Omit<FeatureWrite, 'position'>;
}

function readFeature(
  kind: LandKindId,
  raw: unknown,
  number: number,
  boxes: readonly Box[],
  tell: Tell,
): ReadFeature | null {
  if (!isRecord(raw) || raw.type !== 'Feature') {
    tell('type', 'not-a-feature', text('不是 GeoJSON Feature', 'Not a GeoJSON Feature'));
    return null;
  }
  const { name: rawName, ...attributes } = isRecord(raw.properties) ? raw.properties : {};
  const given = raw.id ?? attributes.id;
  const id = given === undefined || given === null ? `f${number}` : String(given as string | number);
  if (!idPattern.test(id)) {
    tell(
      'id',
      'bad-id',
      text('编号只能用字母、数字、_ 和 -,不超过 64 个字符', 'Ids are letters, digits, _ and -, 64 characters at most'),
    );
  }
  const name = typeof rawName === 'string' && rawName.trim() !== '' ? rawName.trim() : null;
  if (name !== null && name.length > LONGEST_NAME) {
    tell('name', 'too-long', text(`名称超过 ${LONGEST_NAME} 个字符`, `The name has over ${LONGEST_NAME} characters`));
  }
  if (JSON.stringify(attributes).length > MOST_ATTRIBUTES) {
    tell(
      'properties',
      'too-large',
      text(`属性超过 ${MOST_ATTRIBUTES} 个字符`, `The attributes have over ${MOST_ATTRIBUTES} characters`),
    );
  }
  const read = readGeometry(kind, raw.geometry, tell);
  if (read === null) return null;
  if (boxes.length > 0 && !boxes.some((box) => meets(box, read.box))) {
    tell(
      'geometry',
      'outside-study-area',
      text(
        '不在本行政区域及其周边;请检查坐标系和经纬度的先后',
        'Outside the study area and its surroundings; check the coordinate system and the order of longitude and latitude',
      ),
    );
  }
  return { id, vertices: read.vertices, write: { id, name, geometry: read.geometry, attributes } };
}

const meets = (a: Box, b: Box): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

interface ReadGeometry {
  geometry: FeatureWrite['geometry'];
  vertices: number;
  box: Box;
}

function readGeometry(kind: LandKindId, raw: unknown, tell: Tell): ReadGeometry | null {
  const { geometries, label } = landKind(kind);
  const geometry = isRecord(raw) ? raw : null;
  if (geometry === null) {
    tell('geometry', 'no-geometry', text('没有几何图形', 'There is no geometry'));
    return null;
  }
  const type = String(geometry.type as string);
  const shape = geometries.find((allowed) => type in shapes[allowed]);
  if (shape === undefined) {
    const wanted = geometries.map((allowed) => shapeNames[allowed]);
    tell(
      'geometry',
      'wrong-geometry-type',
      text(
        `“${label.zh}”应为${wanted.map(({ zh }) => zh).join('或')},而不是 ${type}`,
        `${label.en} must be ${wanted.map(({ en }) => en).join(' or ')}, not ${type}`,
      ),
    );
    return null;
  }
  const reader = positionReader();
  const coordinates = reader.read(geometry.coordinates, shapes[shape][type]!, shape === 'polygon');
  if (reader.trouble !== null) {
    tell('geometry', reader.trouble.code, reader.trouble.message);
    return null;
  }
  return { geometry: { type, coordinates } as FeatureWrite['geometry'], vertices: reader.vertices, box: reader.box };
}

/** Reads nested arrays of positions, counting and measuring them; stops at the first trouble. */
function positionReader() {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const reader = {
    box: box as Box,
    vertices: 0,
    trouble: null as { code: string; message: Text } | null,
    read(raw: unknown, depth: number, rings: boolean): unknown {
      if (reader.trouble) return null;
      if (!Array.isArray(raw) || raw.length === 0)
        return fail('empty-geometry', '坐标为空', 'There are no coordinates');
      if (depth > 1) return raw.map((part) => reader.read(part, depth - 1, rings));
      const line = raw.map(readPosition);
      if (reader.trouble) return null;
      if (line.length < (rings ? 4 : 2)) {
        return fail(
          'too-few-positions',
          rings ? '一个环少于 4 个点' : '一条线少于 2 个点',
          rings ? 'A ring has fewer than 4 positions' : 'A line has fewer than 2 positions',
        );
      }
      const [first, last] = [line[0]!, line.at(-1)!];
      if (rings && (first[0] !== last[0] || first[1] !== last[1])) {
        return fail('open-ring', '一个环没有闭合:首尾两点不同', 'A ring is not closed: its ends differ');
      }
      return line;
    },
  };
  function fail(code: string, zh: string, en: string): null {
    reader.trouble ??= { code, message: text(zh, en) };
    return null;
  }
  function readPosition(raw: unknown): [number, number] {
    const [x, y] = (Array.isArray(raw) ? raw : []) as unknown[];
    const degrees =
      typeof x === 'number' && typeof y === 'number' && Math.abs(x) <= 180 && Math.abs(y) <= 90 && !Number.isNaN(x + y);
    if (!degrees) {
      const shown = JSON.stringify(raw)?.slice(0, 60);
      fail('not-degrees', `坐标 ${shown} 不是经纬度`, `The position ${shown} is no longitude and latitude in degrees`);
      return [0, 0];
    }
    reader.vertices += 1;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
    return [x, y];
  }
  return reader;
}
