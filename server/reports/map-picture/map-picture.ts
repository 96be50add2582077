import { escapeXml } from '../../markup.ts';
import { divisionLines, patternPaint, type Language, type Pattern } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryGeometry } from '../../divisions/contract.ts';
import { cornersOf, frameOf, ringsOf, type Frame, type Position, type SheetPoint } from './frame.ts';
import { linesWithin, placeLabels, textWidthMm, type PlacedLabel } from './labels.ts';
import { dotsWithin, hatchLines } from './pattern-marks.ts';
import { scaleBar } from './scale-bar.ts';

export type MarkShape = 'disc' | 'square' | 'triangle';

/** A facility or another thing at one place. */
export interface MapMark {
  at: Position;
  shape: MarkShape;
  color: string;
  /** Hollow marks stand for what does not operate or may not. */
  hollow: boolean;
}

export interface MapArea {
  boundary: BoundaryGeometry;
  fill: string;
  pattern: Pattern | null;
}

export type LegendEntry = { label: string } & (
  { fill: string; pattern: Pattern | null } | { shape: MarkShape; color: string; hollow: boolean }
);

/** All that a printed map shows. */
export interface MapContent {
  language: Language;
  title: string;
  areas: readonly MapArea[];
  /** Boundaries drawn over the areas with a heavier line. */
  outlines: readonly BoundaryGeometry[];
  labels: readonly { text: string; at: Position }[];
  marks: readonly MapMark[];
  legend: readonly LegendEntry[];
  /** Where data and boundaries come from. */
  source: string;
  /** 审图号: number under which the map was approved for publication; null leaves the field to be filled in. */
  approvalNumber: string | null;
  /** Words that say that the data is not real; null for real data. */
  mark: string | null;
}

export interface MapPicture {
  svg: string;
  widthMm: number;
  heightMm: number;
}

/** Width between the margins of an A4 sheet after GB/T 9704-2012: 156 mm. */
const WIDTH_MM = 156;
const TALLEST_MAP_MM = 142;
const TITLE_MM = 9;
const MARGIN_MM = 5;
const LEGEND_ROW_MM = 5;
const SIDE_MM = 52;
const SMALL_MM = 2.9;
const FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif";

/** Hundredths of a millimetre are finer than any printer; equal corners of neighbours stay equal. */
export const mm = (value: number): string => String(Math.round(value * 100) / 100);

/** Words that stand on a line. */
export const textAt = (text: string, [x, y]: SheetPoint, sizeMm: number, attributes = ''): string =>
  `<text x="${mm(x)}" y="${mm(y)}" font-size="${sizeMm}" ${attributes}>${escapeXml(text)}</text>`;

/**
 * Draws a map as SVG, one unit to the millimetre: title, map with labels, legend, scale bar, north arrow, source and
 * 审图号. Plain shapes and words only, so that Word, LibreOffice and browsers draw the same; no script, no address.
 */
export function mapPicture(content: MapContent): MapPicture {
  const frame = frameOf(
    cornersOf([...content.areas.map((area) => area.boundary), ...content.outlines]),
    { x: 0, y: TITLE_MM, width: WIDTH_MM, height: TALLEST_MAP_MM },
    MARGIN_MM,
  );
  const underMap = TITLE_MM + frame.box.height + 3;
  const legendHeight = Math.max(legendRows(content.legend) * LEGEND_ROW_MM + 5, 22);
  const footer = footerLines(content);
  const heightMm = underMap + legendHeight + footer.length * 4.2 + 1;
  const parts = [
    textAt(content.title, [WIDTH_MM / 2, 6], 4.6, 'text-anchor="middle" font-weight="bold"'),
    drawGround(content, frame),
    content.mark === null ? '' : drawMark(content.mark, frame),
    drawLegend(content, underMap),
    drawNorthArrow(content.language, WIDTH_MM - 6, underMap),
    drawScaleBar(content.language, frame, WIDTH_MM - SIDE_MM, underMap + 6),
    ...footer.map((line, i) => textAt(line, [0, underMap + legendHeight + 3 + i * 4.2], SMALL_MM, 'fill="#3b464d"')),
  ];
  return { svg: sheetOf(content.title, WIDTH_MM, heightMm, parts), widthMm: WIDTH_MM, heightMm };
}

/** A white sheet with parts on it, as SVG, one unit to the millimetre. */
export const sheetOf = (title: string, widthMm: number, heightMm: number, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(widthMm)}mm" height="${mm(heightMm)}mm" viewBox="0 0 ${mm(widthMm)} ${mm(heightMm)}" font-family="${FONTS}" fill="#14212a">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${mm(widthMm)}" height="${mm(heightMm)}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ].join('\n');

/** The boundary's rings on the sheet, without corners that fall together there. */
export function ringsOnSheet(boundary: BoundaryGeometry, frame: Frame): SheetPoint[][] {
  return ringsOf(boundary)
    .map((ring) =>
      ring
        .map((position) => frame.place(position).map((value) => Math.round(value * 50) / 50) as [number, number])
        .filter(([x, y], i, all) => i === 0 || x !== all[i - 1]![0] || y !== all[i - 1]![1]),
    )
    .filter((ring) => ring.length > 3);
}

/** Path of closed rings. */
export const pathOf = (rings: readonly SheetPoint[][]): string =>
  rings.map((ring) => `M${ring.map(([x, y]) => `${mm(x)} ${mm(y)}`).join('L')}Z`).join('');

function drawPattern(pattern: Pattern, rings: readonly SheetPoint[][]): string {
  const { color, opacity } = patternPaint[pattern];
  if (pattern === 'hatch') {
    const lines = hatchLines(rings).map(([[x1, y1], [x2, y2]]) => `M${mm(x1)} ${mm(y1)}L${mm(x2)} ${mm(y2)}`);
    return `<path d="${lines.join('')}" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="0.22"/>`;
  }
  if (pattern === 'crosses') {
    const crosses = dotsWithin(rings).map(([x, y]) => `M${mm(x - 0.4)} ${mm(y)}h0.8M${mm(x)} ${mm(y - 0.4)}v0.8`);
    return `<path d="${crosses.join('')}" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="0.2"/>`;
  }
  const dots = dotsWithin(rings).map(
    ([x, y]) => `<circle cx="${mm(x)}" cy="${mm(y)}" r="0.22" fill="${color}" fill-opacity="${opacity}"/>`,
  );
  return dots.join('');
}

function drawGround(content: MapContent, frame: Frame): string {
  const areas = content.areas.map(({ boundary, fill, pattern }) => {
    const rings = ringsOnSheet(boundary, frame);
    const path = `<path d="${pathOf(rings)}" fill="${fill}" fill-rule="evenodd" stroke="${divisionLines.township}" stroke-width="0.12"/>`;
    return pattern === null ? path : path + drawPattern(pattern, rings);
  });
  const outlines = content.outlines.map(
    (boundary) =>
      `<path d="${pathOf(ringsOnSheet(boundary, frame))}" fill="none" stroke="${divisionLines.county}" stroke-width="0.4" stroke-linejoin="round"/>`,
  );
  const marks = content.marks.map((mark) => drawShape(mark, frame.place(mark.at), 0.85));
  const { x, y, width, height } = frame.box;
  return [
    ...areas,
    ...outlines,
    ...marks,
    ...labelsOf(content, frame).map(drawLabel),
    `<rect x="${mm(x + 0.15)}" y="${mm(y)}" width="${mm(width - 0.3)}" height="${mm(height)}" fill="none" stroke="#14212a" stroke-width="0.3"/>`,
  ].join('\n');
}

function labelsOf({ labels, mark }: MapContent, frame: Frame): PlacedLabel[] {
  const sizeMm = labels.length > 15 ? 2.6 : 3.4;
  const taken = mark === null ? [] : [markBox(mark, frame)];
  return placeLabels(
    labels.map(({ text, at }) => ({ text, at: frame.place(at), sizeMm })),
    frame.box,
    taken,
  );
}

/** The halo is a stroked copy underneath: `paint-order` is not drawn everywhere. */
function drawLabel({ text, at: [x, y], sizeMm }: PlacedLabel): string {
  const at: SheetPoint = [x, y + sizeMm * 0.36];
  const halo = 'text-anchor="middle" fill="#ffffff" stroke="#ffffff" stroke-width="0.7" stroke-linejoin="round"';
  return textAt(text, at, sizeMm, halo) + textAt(text, at, sizeMm, 'text-anchor="middle"');
}

/** A mark of a shape. @param radius millimetres */
export function drawShape({ shape, color, hollow }: Omit<MapMark, 'at'>, [x, y]: SheetPoint, radius: number): string {
  const paint = hollow
    ? `fill="#ffffff" stroke="${color}" stroke-width="0.35"`
    : `fill="${color}" stroke="#ffffff" stroke-width="0.18"`;
  if (shape === 'disc') return `<circle cx="${mm(x)}" cy="${mm(y)}" r="${radius}" ${paint}/>`;
  if (shape === 'square') {
    const side = radius * 1.75;
    return `<rect x="${mm(x - side / 2)}" y="${mm(y - side / 2)}" width="${mm(side)}" height="${mm(side)}" ${paint}/>`;
  }
  const [half, up, down] = [radius * 1.15, radius * 1.2, radius * 0.8];
  return `<path d="M${mm(x)} ${mm(y - up)}L${mm(x + half)} ${mm(y + down)}L${mm(x - half)} ${mm(y + down)}Z" ${paint}/>`;
}

const MARK_SIZE_MM = 3.2;

function markBox(mark: string, { box }: Frame) {
  return { x: box.x + 2, y: box.y + 2, width: textWidthMm(mark, MARK_SIZE_MM) + 4, height: 6 };
}

function drawMark(mark: string, frame: Frame): string {
  const { x, y, width, height } = markBox(mark, frame);
  return [
    `<rect x="${mm(x)}" y="${mm(y)}" width="${mm(width)}" height="${height}" rx="0.8" fill="#ffffff" stroke="#b3261e" stroke-width="0.35"/>`,
    textAt(
      mark,
      [x + width / 2, y + height / 2 + MARK_SIZE_MM * 0.36],
      MARK_SIZE_MM,
      'text-anchor="middle" fill="#b3261e"',
    ),
  ].join('');
}

/** From an entry's left edge to its label. */
const SWATCH_MM = 8;
const LEGEND_MM = WIDTH_MM - SIDE_MM - 4;

/** Two columns, or one where a label is too long for half the width. */
function legendColumns(legend: readonly LegendEntry[]): number {
  const widest = Math.max(0, ...legend.map(({ label }) => textWidthMm(label, SMALL_MM)));
  return SWATCH_MM + widest + 2 <= LEGEND_MM / 2 ? 2 : 1;
}

const legendRows = (legend: readonly LegendEntry[]) => Math.ceil(legend.length / legendColumns(legend));

function drawLegend({ language, legend }: MapContent, top: number): string {
  const columnMm = LEGEND_MM / legendColumns(legend);
  const rows = legendRows(legend);
  const entries = legend.map((entry, i) => {
    const x = Math.floor(i / rows) * columnMm;
    const y = top + 5 + (i % rows) * LEGEND_ROW_MM;
    return swatch(entry, x, y) + textAt(entry.label, [x + SWATCH_MM, y + 3.1], SMALL_MM);
  });
  const title = language === 'zh' ? '图例' : 'Legend';
  return [textAt(title, [0, top + 2.6], 3.2, 'font-weight="bold"'), ...entries].join('\n');
}

function swatch(entry: LegendEntry, x: number, y: number): string {
  if ('shape' in entry) return drawShape(entry, [x + 3, y + 2], 1.2);
  const box: SheetPoint[] = [
    [x + 0.2, y],
    [x + 6.2, y],
    [x + 6.2, y + 4],
    [x + 0.2, y + 4],
  ];
  const rectangle = `<path d="${pathOf([box])}" fill="${entry.fill}" stroke="${divisionLines.township}" stroke-width="0.15"/>`;
  return entry.pattern === null ? rectangle : rectangle + drawPattern(entry.pattern, [box]);
}

/** An arrow to the north, 13 mm high. */
export function drawNorthArrow(language: Language, x: number, top: number): string {
  return [
    `<path d="M${mm(x)} ${mm(top + 4)}L${mm(x + 2.2)} ${mm(top + 13)}L${mm(x)} ${mm(top + 11)}Z" fill="#14212a"/>`,
    `<path d="M${mm(x)} ${mm(top + 4)}L${mm(x - 2.2)} ${mm(top + 13)}L${mm(x)} ${mm(top + 11)}Z" fill="#ffffff" stroke="#14212a" stroke-width="0.25"/>`,
    textAt(language === 'zh' ? '北' : 'N', [x, top + 2.8], 3.2, 'text-anchor="middle"'),
  ].join('');
}

/** A scale bar with its words, which stand 4 mm above and 5 mm below. @param widestMm longest bar */
export function drawScaleBar(
  language: Language,
  frame: Pick<Frame, 'mmPerMetre' | 'latitude'>,
  x: number,
  y: number,
  widestMm = SIDE_MM - 18,
): string {
  const { metres, mm: length, segments } = scaleBar(frame, widestMm);
  const part = length / segments;
  const blocks = Array.from(
    { length: segments },
    (_, i) =>
      `<rect x="${mm(x + 1 + i * part)}" y="${mm(y)}" width="${mm(part)}" height="1.3" fill="${i % 2 === 0 ? '#14212a' : '#ffffff'}" stroke="#14212a" stroke-width="0.2"/>`,
  );
  const unit = language === 'zh' ? '千米' : 'km';
  const note =
    language === 'zh'
      ? `比例尺沿北纬 ${frame.latitude.toFixed(1)}° 准确`
      : `Scale true along ${frame.latitude.toFixed(1)}° N`;
  return [
    `<g data-scale-bar="${metres}" data-mm="${mm(length)}" data-latitude="${frame.latitude}">`,
    ...blocks,
    textAt('0', [x + 1, y - 1], SMALL_MM, 'text-anchor="middle"'),
    textAt(`${metres / 1000} ${unit}`, [x + 1 + length, y - 1], SMALL_MM, 'text-anchor="middle"'),
    textAt(note, [x, y + 5], 2.4, 'fill="#56626b"'),
    '</g>',
  ].join('');
}

function footerLines({ language, source, approvalNumber, mark }: MapContent): string[] {
  const approval = approvalNumber ?? '____________';
  const words =
    language === 'zh'
      ? [`资料来源:${source}`, `审图号:${approval}${mark === null ? '' : `  ${mark}`}`]
      : [`Source: ${source}`, `Map approval number (审图号): ${approval}${mark === null ? '' : `  ${mark}`}`];
  return words.flatMap((line) => linesWithin(line, SMALL_MM, WIDTH_MM));
}
