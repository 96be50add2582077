import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from '../../gis-data/catalogue/index.ts';
import { NetworkError } from './error.ts';
import { COORDINATE_UNIT } from './graph.ts';
import { refuseIfCancelled } from './osm-reader.ts';

/** Nodes whose heights are asked for, as columns. */
export interface NodePlaces {
  /** OSM node ids, ascending. */
  osmId: Float64Array;
  /** Units of `COORDINATE_UNIT` degrees, WGS 84. */
  longitude: Int32Array;
  latitude: Int32Array;
}

/** Grade above which a way is unsuitable for the elderly (GB 50180-2018 and the domain's care-circle rule). */
export const steepGrade = 0.08;
/** Each percent above `steepGrade` makes the way a tenth longer again. */
const steepPenaltyPerGrade = 10;
/** A steeper reading along a mapped way is an error of the heights, not a slope that people walk. */
const steepestGrade = 0.5;

/**
 * How much longer a way seems on a slope than on the flat, for the elderly on foot: W. Tobler's hiking function (Three
 * Presentations on Geographical Analysis and Modeling, NCGIA 93-1, 1993), speed ∝ exp(−3.5·|grade + 0.05|), relative to
 * its value on the flat; never below 1, because the young hiker's gain on a gentle descent is not the elderly's; and a
 * further 10% for each percent of grade above 8%, up or down.
 * @param rise metres up (down: negative)
 * @param run metres in plan, > 0
 */
export function slopeFactor(rise: number, run: number): number {
  const grade = Math.max(-steepestGrade, Math.min(steepestGrade, rise / run));
  const tobler = Math.exp(3.5 * (Math.abs(grade + 0.05) - 0.05));
  const penalty = 1 + steepPenaltyPerGrade * Math.max(0, Math.abs(grade) - steepGrade);
  return Math.max(1, tobler) * penalty;
}

/** Heights outside this range, metres, are no heights on Earth's land. */
const lowestM = -500;
const highestM = 9000;

/** Cells of the largest grid that is read; 800 MB of heights. */
const mostCells = 200_000_000;

/**
 * Heights of nodes, metres; NaN where the file has none. The file is read as a stream and is one of
 * - CSV with the header `osm_node_id,elevation_m`, one row per node, empty where unknown; nodes that are not asked for are
 *   passed over;
 * - an ESRI ASCII grid in degrees (WGS 84 or CGCS2000): bilinear between the centres of cells, unknown where one of the
 *   four cells is nodata or outside. Memory: four bytes per cell.
 * @throws NetworkError `bad-elevation` naming the row, `cancelled`
 */
export async function readHeights(path: string, nodes: NodePlaces, signal?: AbortSignal): Promise<Float64Array> {
  const lines = numberedLines(path, signal);
  try {
    return await readByHead(path, lines, nodes);
  } finally {
    await lines.return(undefined);
  }
}

async function readByHead(
  path: string,
  lines: AsyncGenerator<NumberedLine, undefined>,
  nodes: NodePlaces,
): Promise<Float64Array> {
  const { value: head, done } = await lines.next();
  if (done) throw badElevation(path, 1, '文件为空', 'the file is empty');
  const words = head.line.replace(/^\uFEFF/, '').trim();
  if (/^osm_node_id\s*,\s*elevation_m$/i.test(words)) return heightsFromCsv(path, lines, nodes);
  if (/^ncols\s/i.test(words)) return heightsFromGrid(nodes, await readGrid(path, words, lines));
  throw badElevation(
    path,
    1,
    '首行既不是“osm_node_id,elevation_m”，也不是 ESRI ASCII 栅格的“ncols …”',
    'the first line is neither "osm_node_id,elevation_m" nor the "ncols …" of an ESRI ASCII grid',
  );
}

interface NumberedLine {
  line: string;
  /** From 1. */
  row: number;
}

async function* numberedLines(path: string, signal: AbortSignal | undefined): AsyncGenerator<NumberedLine, undefined> {
  let row = 0;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    for await (const line of handle.readLines()) {
      if (row++ % 1024 === 0) refuseIfCancelled(signal);
      yield { line, row };
    }
  } catch (error) {
    if (error instanceof NetworkError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw badElevation(path, row + 1, `无法读取（${reason}）`, `it cannot be read (${reason})`);
  } finally {
    // The lines close the file at its end only.
    await handle?.close();
  }
  return undefined;
}

async function heightsFromCsv(
  path: string,
  lines: AsyncGenerator<NumberedLine, undefined>,
  nodes: NodePlaces,
): Promise<Float64Array> {
  const heights = new Float64Array(nodes.osmId.length).fill(Number.NaN);
  for await (const { line, row } of lines) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim());
    const [id, height] = cells;
    if (cells.length !== 2 || !/^-?\d+$/.test(id!)) {
      throw badElevation(path, row, `应为“节点编号,高程”，实为“${line}”`, `expected "node id,height", found "${line}"`);
    }
    if (height === '') continue;
    const metres = heightOf(height!);
    if (metres === null) {
      throw badElevation(
        path,
        row,
        `“${height}”不是以米为单位的高程（${lowestM}～${highestM}）；未知请留空`,
        `"${height}" is no height in metres (${lowestM} to ${highestM}); leave it empty where unknown`,
      );
    }
    const node = positionOf(nodes.osmId, Number(id));
    if (node < 0) continue;
    if (!Number.isNaN(heights[node]!) && heights[node] !== metres) {
      throw badElevation(
        path,
        row,
        `节点 ${id} 出现两次，高程不同（${heights[node]} 与 ${metres}）`,
        `node ${id} comes twice with different heights (${heights[node]} and ${metres})`,
      );
    }
    heights[node] = metres;
  }
  return heights;
}

function heightOf(word: string): number | null {
  const metres = Number(word);
  return word !== '' && metres >= lowestM && metres <= highestM ? metres : null;
}

/** Index of a value in an ascending column, or −1. */
export function positionOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = ascending[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

interface Grid {
  columns: number;
  rows: number;
  /** Centre of the cell in the south-west corner, degrees. */
  west: number;
  south: number;
  cellDegrees: number;
  /** Row by row from the north; NaN = nodata. */
  heights: Float32Array;
}

const gridKeys = new Set([
  'ncols',
  'nrows',
  'xllcorner',
  'yllcorner',
  'xllcenter',
  'yllcenter',
  'cellsize',
  'nodata_value',
]);

async function readGrid(path: string, head: string, lines: AsyncGenerator<NumberedLine, undefined>): Promise<Grid> {
  const header = new Map<string, number>();
  const readHeaderLine = (line: string, row: number): boolean => {
    const [key, value, more] = line.trim().split(/\s+/);
    if (!gridKeys.has((key ?? '').toLowerCase())) return false;
    const number = Number(value);
    if (value === undefined || more !== undefined || Number.isNaN(number)) {
      throw badElevation(
        path,
        row,
        `栅格文件头应为“名称 数值”，实为“${line}”`,
        `expected "key number", found "${line}"`,
      );
    }
    header.set(key!.toLowerCase(), number);
    return true;
  };
  readHeaderLine(head, 1);

  let grid: Grid | null = null;
  let filled = 0;
  let row = 1;
  for await (const { line, row: at } of lines) {
    row = at;
    if (grid === null) {
      if (readHeaderLine(line, row)) continue;
      grid = emptyGrid(path, row, header);
    }
    filled = fillFromLine(path, row, line, grid, filled, header.get('nodata_value') ?? -9999);
  }
  if (grid === null || filled < grid.heights.length) {
    const wanted = grid === null ? (header.get('ncols') ?? 0) * (header.get('nrows') ?? 0) : grid.heights.length;
    throw badElevation(
      path,
      row,
      `栅格不完整：应有 ${wanted} 个数值，只有 ${filled} 个`,
      `the grid is not complete: ${wanted} values expected, ${filled} found`,
    );
  }
  return grid;
}

function emptyGrid(path: string, row: number, header: ReadonlyMap<string, number>): Grid {
  const columns = header.get('ncols') ?? 0;
  const rows = header.get('nrows') ?? 0;
  const cellDegrees = header.get('cellsize') ?? 0;
  const halfCell = cellDegrees / 2;
  const west = header.get('xllcenter') ?? (header.get('xllcorner') ?? Number.NaN) + halfCell;
  const south = header.get('yllcenter') ?? (header.get('yllcorner') ?? Number.NaN) + halfCell;
  const isSized = Number.isInteger(columns) && Number.isInteger(rows) && columns > 0 && rows > 0;
  if (!isSized || columns * rows > mostCells) {
    throw badElevation(
      path,
      row,
      `ncols 与 nrows 应为正整数，且不超过 ${mostCells} 个格网`,
      `ncols and nrows must be whole and positive, with ${mostCells} cells at most`,
    );
  }
  const isInDegrees =
    cellDegrees > 0 &&
    Math.abs(west) <= 180 &&
    Math.abs(south) <= 90 &&
    west + columns * cellDegrees <= 181 &&
    south + rows * cellDegrees <= 91;
  if (!isInDegrees) {
    throw badElevation(
      path,
      row,
      '栅格须以经纬度（度，WGS 84 或 CGCS2000）给出 xllcorner、yllcorner 和 cellsize',
      'the grid needs xllcorner, yllcorner and cellsize in degrees of longitude and latitude (WGS 84 or CGCS2000)',
    );
  }
  return { columns, rows, west, south, cellDegrees, heights: new Float32Array(columns * rows) };
}

/** Puts the values of one line where the last line ended; lines need not be rows of the grid. */
function fillFromLine(path: string, row: number, line: string, grid: Grid, from: number, nodata: number): number {
  let at = from;
  for (const word of line.trim().split(/\s+/)) {
    if (word === '') continue;
    if (at === grid.heights.length) throw badElevation(path, row, '栅格数值过多', 'the grid has too many values');
    const isNodata = Number(word) === nodata || word.toLowerCase() === 'nan';
    const metres = isNodata ? Number.NaN : heightOf(word);
    if (metres === null) {
      throw badElevation(
        path,
        row,
        `“${word}”不是以米为单位的高程（${lowestM}～${highestM}），也不是无数据值 ${nodata}`,
        `"${word}" is neither a height in metres (${lowestM} to ${highestM}) nor the nodata value ${nodata}`,
      );
    }
    grid.heights[at++] = metres;
  }
  return at;
}

function heightsFromGrid(nodes: NodePlaces, grid: Grid): Float64Array {
  return Float64Array.from(nodes.osmId, (_, node) =>
    heightAt(grid, nodes.longitude[node]! * COORDINATE_UNIT, nodes.latitude[node]! * COORDINATE_UNIT),
  );
}

/** Bilinear between cell centres; in the half cell along the edge, the height of the edge's centres. */
function heightAt(grid: Grid, longitude: number, latitude: number): number {
  const x = between((longitude - grid.west) / grid.cellDegrees, grid.columns);
  const y = between((latitude - grid.south) / grid.cellDegrees, grid.rows);
  const column = Math.floor(x);
  const rowFromSouth = Math.floor(y);
  const cell = (dx: number, dy: number) => {
    const weight = (dx === 1 ? x - column : 1 - (x - column)) * (dy === 1 ? y - rowFromSouth : 1 - (y - rowFromSouth));
    // A neighbour without weight may lie outside the grid or have no data.
    if (weight === 0) return 0;
    return weight * grid.heights[(grid.rows - 1 - rowFromSouth - dy) * grid.columns + column + dx]!;
  };
  return cell(0, 0) + cell(1, 0) + cell(0, 1) + cell(1, 1);
}

/** Position in cells from the first centre, at most half a cell outside the outermost centres; NaN further off. */
function between(cells: number, count: number): number {
  return cells < -0.5 || cells > count - 0.5 ? Number.NaN : Math.max(0, Math.min(count - 1, cells));
}

const badElevation = (path: string, row: number, zh: string, en: string) =>
  new NetworkError(
    'bad-elevation',
    text(
      `高程文件 ${basename(path)} 第 ${row} 行：${zh}。请改正后重新导入。`,
      `Elevation file ${basename(path)}, row ${row}: ${en}. Correct it and build again.`,
    ),
  );
