import Papa from 'papaparse';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { decodeText } from '../../exchange/csv-reader.ts';
import { coordinateSystem } from '../../exchange/crs.ts';
import { guessMapping } from '../../exchange/headings.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import type { BoundaryLineBody } from '../contract.ts';
import { positionIn, systemName, type OutsideM } from './position-in.ts';

type Geometry = NonNullable<BoundaryLineBody['geometry']>;
export type CourseFormat = 'geojson' | 'kml' | 'csv';

/** A point of a course as its file has it. */
interface GivenPoint {
  x: number;
  y: number;
  /** Row of a table, or the number of the point within the file, from 1. */
  row: number;
}

/** Trouble that one answer names. */
const MOST_NAMED = 20;
const MOST_POINTS = 200_000;

/**
 * Reads the course of a line from a file: GeoJSON, KML (its lines), or a table of points (CSV in UTF-8 or GB18030) whose
 * rows follow the line; a column `part` (段) tells pieces apart.
 *
 * @param crsId the system that the file's coordinates are in; it is never guessed
 * @param outsideM how far outside the study area a position lies, metres; null = unknown
 * @returns EPSG:4490
 * @throws Problem invalid, naming rows or points; unsupported for a file that holds no line
 */
export function readCourse(
  bytes: Buffer,
  crsId: string,
  outsideM: OutsideM,
): { format: CourseFormat; geometry: Geometry } {
  const { content } = decodeText(bytes);
  const { format, pieces } = piecesOf(content.replace(/^\uFEFF/, '').trim(), crsId);
  const lines = pieces.filter((piece) => piece.length > 0);
  if (lines.length === 0) throw problems.unsupported(holdsNoLine);
  const short = lines.filter((piece) => piece.length < 2);
  if (short.length > 0) throw problems.invalid(short.map(([point]) => at(point!, 'one-point', onePoint)));
  if (lines.reduce((sum, { length }) => sum + length, 0) > MOST_POINTS) throw problems.tooLarge(tooManyPoints);
  const wrong: ProblemItem[] = [];
  const coordinates = lines.map((piece) =>
    piece.map((point): [number, number] => {
      const { stored, trouble } = positionIn(point, crsId, outsideM);
      if (trouble) wrong.push(at(point, trouble.code, trouble.message));
      return stored;
    }),
  );
  if (wrong.length > 0) throw problems.invalid(wrong.slice(0, MOST_NAMED), summary(wrong.length));
  return { format, geometry: { type: 'MultiLineString', coordinates } };
}

function piecesOf(content: string, crsId: string): { format: CourseFormat; pieces: GivenPoint[][] } {
  if (content.startsWith('{')) return { format: 'geojson', pieces: piecesOfGeoJson(content) };
  if (content.startsWith('<')) {
    if (coordinateSystem(crsId).units === 'metres') throw problems.invalid([kmlInMetres(crsId)]);
    return { format: 'kml', pieces: piecesOfKml(content) };
  }
  return { format: 'csv', pieces: piecesOfTable(content) };
}

function piecesOfGeoJson(content: string): GivenPoint[][] {
  const given: number[][][] = [];
  const collect = (value: unknown): void => {
    const node = (value ?? {}) as {
      type?: string;
      coordinates?: unknown;
      geometry?: unknown;
      geometries?: unknown[];
      features?: unknown[];
    };
    if (node.type === 'LineString') given.push(node.coordinates as number[][]);
    else if (node.type === 'MultiLineString') given.push(...(node.coordinates as number[][][]));
    else if (node.type === 'Feature') collect(node.geometry);
    else if (node.type === 'FeatureCollection') node.features?.forEach(collect);
    else if (node.type === 'GeometryCollection') node.geometries?.forEach(collect);
  };
  try {
    collect(JSON.parse(content));
    return numbered(given);
  } catch {
    throw problems.unsupported(notGeoJson);
  }
}

/** Lines of a KML document (OGC 12-007r2): triples `longitude,latitude[,height]` between white space. */
function piecesOfKml(content: string): GivenPoint[][] {
  const lines = content.matchAll(/<(?:\w+:)?LineString\b[\s\S]*?<(?:\w+:)?coordinates\b[^>]*>([^<]*)</g);
  return numbered(
    [...lines].map(([, list]) =>
      list!
        .trim()
        .split(/\s+/)
        .map((triple) => triple.split(',').map(number)),
    ),
  );
}

const numbered = (lines: readonly (readonly (readonly number[])[])[]): GivenPoint[][] => {
  let row = 0;
  return lines.map((line) => line.map(([x, y]) => ({ x: x ?? Number.NaN, y: y ?? Number.NaN, row: ++row })));
};

const number = (cell: string): number => (cell.trim() === '' ? Number.NaN : Number(cell));
const partHeadings: ReadonlySet<string> = new Set(['part', '段', '段号', '分段']);

function piecesOfTable(content: string): GivenPoint[][] {
  const { data } = Papa.parse<string[]>(content, { skipEmptyLines: false });
  const headings = (data[0] ?? []).map((heading) => heading.trim());
  const mapping = guessMapping(headings, null);
  const columnOf = (target: 'x' | 'y') => headings.indexOf(mapping[target]?.column ?? '');
  const [x, y, part] = [
    columnOf('x'),
    columnOf('y'),
    headings.findIndex((heading) => partHeadings.has(heading.toLowerCase())),
  ];
  if (x < 0 || y < 0) throw problems.unsupported(noColumns);
  const pieces = new Map<string, GivenPoint[]>();
  data.forEach((cells, i) => {
    if (i === 0 || cells.every((cell) => cell.trim() === '')) return;
    const key = part < 0 ? '' : (cells[part] ?? '').trim();
    const piece = pieces.get(key) ?? [];
    pieces.set(key, piece);
    piece.push({ x: number(cells[x] ?? ''), y: number(cells[y] ?? ''), row: i + 1 });
  });
  return [...pieces.values()];
}

const at = ({ row }: GivenPoint, code: string, message: Text): ProblemItem => ({ row, code, message });

const summary = (count: number) =>
  text(
    count > MOST_NAMED ? `${count} 个点有误,列出前 ${MOST_NAMED} 个` : '有的点不能使用,见各项说明',
    count > MOST_NAMED
      ? `${count} points cannot be used; the first ${MOST_NAMED} are listed`
      : 'Some points cannot be used; see each item',
  );
const onePoint = text('这一段只有一个点,至少要有两个', 'This piece has one point only; a line has two or more');
const kmlInMetres = (crsId: string): ProblemItem => ({
  field: 'crs',
  code: 'kml-in-degrees',
  message: text(
    `KML 只能是经纬度,所选坐标系(${systemName(crsId).zh})以米为单位`,
    `KML holds degrees, and ${systemName(crsId).en} is in metres`,
  ),
});
const holdsNoLine = text(
  '文件中没有线:请提供 GeoJSON 或 KML 的线,或带“经度、纬度”(或 X、Y)两列的 CSV 点表',
  'The file holds no line: give lines in GeoJSON or KML, or a CSV table of points with columns longitude and latitude (or x and y)',
);
const notGeoJson = text('文件以“{”开头,但不是有效的 GeoJSON', 'The file begins with "{" but is no valid GeoJSON');
const noColumns = text(
  'CSV 的表头须有“经度”和“纬度”(或 X、Y)两列,点按界线走向逐行排列',
  'The CSV needs headings longitude and latitude (or x and y); its rows follow the line',
);
const tooManyPoints = text(
  `一条界线最多 ${MOST_POINTS} 个点,请抽稀后再提交`,
  `A line has ${MOST_POINTS} points at most; thin it out`,
);
