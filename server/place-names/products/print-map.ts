import { area } from '@turf/turf';
import {
  divisionLines,
  placeNameClasses,
  placeNameClassOf,
  type Language,
  type PlaceNameClassId,
} from '../../../gis-data/catalogue/index.ts';
import type { BoundaryGeometry } from '../../divisions/contract.ts';
import { escapeXml } from '../../markup.ts';
import { sayIn, type Say } from '../../reports/document/content.ts';
import { cornersOf, frameOf, type Frame, type Position, type SheetPoint } from '../../reports/map-picture/frame.ts';
import { linesWithin, placeLabels, textWidthMm, type Label } from '../../reports/map-picture/labels.ts';
import {
  drawNorthArrow,
  drawScaleBar,
  drawShape,
  mm,
  pathOf,
  ringsOnSheet,
  sheetOf,
  textAt,
  type MarkShape,
} from '../../reports/map-picture/map-picture.ts';
import type { PlaceNameBody } from '../contract.ts';
import { coursesOf, positionOfGeometry } from '../geometry.ts';
import { printSheets, type PrintMapQuery } from './contract.ts';
import type { NamesInDivision } from './names-in-division.ts';

export interface PrintMapQuestion {
  of: NamesInDivision;
  sheet: PrintMapQuery['sheet'];
  language: Language;
  /** 审图号; null leaves the field to be filled in. */
  approvalNumber: string | null;
}

export interface PrintMap {
  title: string;
  svg: string;
  widthMm: number;
  heightMm: number;
  /** Names with a mark, and those of them that have their words on the map. */
  names: number;
  labelled: number;
  /** Names of classes that the sheet has no room for. */
  leftOut: number;
}

/** How a class is drawn. */
interface Style {
  shape: MarkShape;
  color: string;
  sizeMm: number;
}
const blue = '#1f5f8b';
const brown = '#7a4a1e';
const grey = '#3b464d';
const styles: Readonly<Record<PlaceNameClassId, Style>> = {
  administrative: { shape: 'square', color: '#a3221a', sizeMm: 4 },
  selfGoverning: { shape: 'disc', color: '#a3221a', sizeMm: 2.8 },
  settlement: { shape: 'disc', color: grey, sizeMm: 2.4 },
  water: { shape: 'triangle', color: blue, sizeMm: 2.6 },
  sea: { shape: 'disc', color: blue, sizeMm: 2.6 },
  land: { shape: 'triangle', color: brown, sizeMm: 2.4 },
  memorial: { shape: 'square', color: '#6a3d8f', sizeMm: 2.4 },
  transport: { shape: 'square', color: grey, sizeMm: 2.4 },
  otherArea: { shape: 'disc', color: brown, sizeMm: 2.4 },
  utilities: { shape: 'triangle', color: grey, sizeMm: 2.4 },
  building: { shape: 'square', color: brown, sizeMm: 2.4 },
  organisation: { shape: 'square', color: blue, sizeMm: 2.4 },
};
/** Classes whose words are placed first. */
const order = Object.keys(styles) as PlaceNameClassId[];

const MARGIN_MM = 10;
const TITLE_MM = 14;
/** Room around the map for the degrees of the grid. */
const DEGREES_MM = 5;
/** Room under the map, and from its top to the legend's and the notes' first lines. */
const FOOT_MM = 34;
const LEGEND_TOP_MM = 8;
const NOTES_TOP_MM = 17;
const LINE_MM = 3.6;
const SIDE_MM = 95;
const ROW_MM = 5;
const MARK_MM = 0.7;
const SMALL_MM = 2.8;
/** Names to the square centimetre of the division on the sheet; of more, neither marks nor words can be told apart. */
const MOST_PER_CM2 = 4;

interface Drawn {
  body: PlaceNameBody;
  placeClass: PlaceNameClassId;
  at: Position;
}

/**
 * A map of the place names of a division on a sheet (地名图): boundaries, lines and marks by class, words that do not
 * overlap, a grid of degrees, legend, scale bar, source and date. The sheet lies or stands as the division fits better.
 * Classes that it has no room for are left out whole, and the map says so.
 *
 * @throws RangeError for a division without a boundary
 */
export function printMap({ of, sheet, language, approvalNumber }: PrintMapQuestion): PrintMap {
  const say = sayIn(language);
  const { division, inside } = of;
  if (division.boundary === null) throw new RangeError(`${division.name} has no boundary`);
  const boundary = division.boundary;
  const [longer, shorter] = printSheets[sheet];
  const papers = [
    { widthMm: longer, heightMm: shorter },
    { widthMm: shorter, heightMm: longer },
  ] as const;
  const scaleOn = (paper: Paper) => frameOnPaper(boundary, paper, FOOT_MM).mmPerMetre;
  const paper = scaleOn(papers[0]) >= scaleOn(papers[1]) ? papers[0] : papers[1];
  const { widthMm, heightMm } = paper;

  const placed = of.names.flatMap((body): Drawn[] => {
    const at = positionOfGeometry(body.geometry);
    const placeClass = placeNameClassOf(body.category);
    return at === null || placeClass === null ? [] : [{ body, placeClass: placeClass.id, at }];
  });
  const cm2 = (area(boundary) * scaleOn(paper) ** 2) / 100;
  const { shown, leftOut } = classesWithRoom(placed, MOST_PER_CM2 * cm2);
  const names = placed.filter(({ placeClass }) => shown.has(placeClass));
  names.sort(
    (a, b) =>
      Number(a.body.status !== 'inUse') - Number(b.body.status !== 'inUse') ||
      order.indexOf(a.placeClass) - order.indexOf(b.placeClass) ||
      a.body.category.localeCompare(b.body.category) ||
      (a.body.code ?? '').localeCompare(b.body.code ?? ''),
  );
  const isDemo = division.demo || names.some(({ body }) => body.demo);
  const title = say(`${division.name}地名图`, `Place names of ${division.name}`);
  const mark = isDemo ? say('演示数据', 'Demonstration data') : null;
  const legend = legendOf(names, language, say, widthMm - 2 * MARGIN_MM - SIDE_MM);
  const noteLines = (labelled: number) =>
    [
      say(
        `图上地名 ${names.length} 条,其中注记 ${labelled} 条;注记不重叠,无处可注的只绘符号`,
        `${names.length} names are drawn, ${labelled} of them with words; where words found no room only the mark is drawn`,
      ),
      ...leftOutNote(leftOut, language, say),
      say(
        `资料来源:地名登记库快照 ${of.snapshotId},截至 ${of.asOf};界线仅为示意,不作为划界依据`,
        `Source: register of place names, snapshot ${of.snapshotId}, as of ${of.asOf}; boundaries are schematic and no legal evidence`,
      ),
      `${say('审图号:', 'Map approval number (审图号): ')}${approvalNumber ?? '____________'}${mark === null ? '' : `  ${mark}`}`,
    ].flatMap((line) => linesWithin(line, SMALL_MM, SIDE_MM));
  const footMm = Math.max(
    FOOT_MM,
    LEGEND_TOP_MM + legend.rows * ROW_MM,
    NOTES_TOP_MM + noteLines(names.length).length * LINE_MM,
  );
  const frame = frameOnPaper(boundary, paper, footMm);
  const footTop = frame.box.y + frame.box.height + DEGREES_MM + 3;
  const labels = wordsOf(names, frame, sheet === 'A3' ? 1 : 0.8);
  const { x, y, width, height } = frame.box;
  const parts = [
    textAt(title, [widthMm / 2, MARGIN_MM + 8], sheet === 'A3' ? 8 : 6, 'text-anchor="middle" font-weight="bold"'),
    mark === null ? '' : textAt(mark, [widthMm - MARGIN_MM, MARGIN_MM + 4], 3.4, 'text-anchor="end" fill="#b3261e"'),
    `<path d="${pathOf(ringsOnSheet(boundary, frame))}" fill="#f7f4ea" fill-rule="evenodd" stroke="${divisionLines.county}" stroke-width="0.6"/>`,
    ...inside.flatMap((each) =>
      each.boundary === null
        ? []
        : [
            `<path d="${pathOf(ringsOnSheet(each.boundary, frame))}" fill="none" stroke="${divisionLines.township}" stroke-width="0.25" stroke-dasharray="2 0.8"/>`,
          ],
    ),
    grid(frame),
    `<clipPath id="map"><rect x="${mm(x)}" y="${mm(y)}" width="${mm(width)}" height="${mm(height)}"/></clipPath>`,
    `<g clip-path="url(#map)">`,
    ...names.map((name) => drawName(name, frame)),
    '</g>',
    ...labels.map(drawWords),
    `<rect x="${mm(x)}" y="${mm(y)}" width="${mm(width)}" height="${mm(height)}" fill="none" stroke="#14212a" stroke-width="0.4"/>`,
    legend.draw(MARGIN_MM, footTop),
    drawScaleBar(language, frame, widthMm - MARGIN_MM - SIDE_MM + 2, footTop + 4, 60),
    drawNorthArrow(language, widthMm - MARGIN_MM - 6, footTop),
    ...noteLines(labels.length).map((line, i) =>
      textAt(line, [widthMm - MARGIN_MM - SIDE_MM, footTop + NOTES_TOP_MM + i * LINE_MM], SMALL_MM, 'fill="#3b464d"'),
    ),
  ];
  const svg = sheetOf(title, widthMm, heightMm, parts);
  const left = leftOut.reduce((sum, { count }) => sum + count, 0);
  return { title, svg, widthMm, heightMm, names: names.length, labelled: labels.length, leftOut: left };
}

interface Paper {
  widthMm: number;
  heightMm: number;
}

/** The boundary as large as it fits, in the middle of a box that takes the whole room between title and foot. */
function frameOnPaper(boundary: BoundaryGeometry, { widthMm, heightMm }: Paper, footMm: number): Frame {
  const box = {
    x: MARGIN_MM + DEGREES_MM,
    y: MARGIN_MM + TITLE_MM,
    width: widthMm - 2 * (MARGIN_MM + DEGREES_MM),
    height: heightMm - 2 * MARGIN_MM - TITLE_MM - DEGREES_MM - footMm,
  };
  const corners = [...cornersOf([boundary])];
  const spare = box.height - frameOf(corners, box, 6).box.height;
  return { ...frameOf(corners, { ...box, y: box.y + spare / 2 }, 6), box };
}

interface ClassCount {
  id: PlaceNameClassId;
  count: number;
}

function leftOutNote(leftOut: readonly ClassCount[], language: Language, say: Say): string[] {
  if (leftOut.length === 0) return [];
  const classes = leftOut.map(({ id, count }) =>
    say(`${labelOf(id, language)} ${count} 条`, `${labelOf(id, language)} ${count}`),
  );
  return [
    say(
      `图幅所限未绘:${classes.join('、')};可按下级区划制图`,
      `Left out for want of room: ${classes.join(', ')}; maps of the divisions below have them`,
    ),
  ];
}

/** Classes in their order for as long as their names have room together; one that has none is left out whole. */
function classesWithRoom(
  names: readonly Drawn[],
  most: number,
): { shown: Set<PlaceNameClassId>; leftOut: ClassCount[] } {
  const shown = new Set<PlaceNameClassId>();
  const leftOut: ClassCount[] = [];
  let together = 0;
  for (const id of order) {
    const count = names.filter(({ placeClass }) => placeClass === id).length;
    if (count === 0) continue;
    if (shown.size > 0 && together + count > most) leftOut.push({ id, count });
    else {
      together += count;
      shown.add(id);
    }
  }
  return { shown, leftOut };
}

const labelOf = (id: PlaceNameClassId, language: Language): string =>
  placeNameClasses.find((placeClass) => placeClass.id === id)!.label[language];

/** The map as a page of its own, of the size of the sheet. */
export function printMapPage(question: PrintMapQuestion): Buffer {
  const { title, svg, widthMm, heightMm } = printMap(question);
  return Buffer.from(`<!doctype html>
<html lang="${question.language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>@page { size: ${widthMm}mm ${heightMm}mm; margin: 0; } body { margin: 0; } svg { display: block; max-width: 100%; height: auto; }
@media print { svg { width: ${widthMm}mm; max-width: none; } }</style>
</head>
<body>
${svg}
</body>
</html>
`);
}

/** Words in the colour of their class. */
type ColoredLabel = Label & { color: string };

/** Words beside the marks, those of the more important names first; none over another or over a mark. @param share of the usual size */
function wordsOf(names: readonly Drawn[], frame: Frame, share: number): ColoredLabel[] {
  const wanted = names.map(({ body, placeClass, at }): ColoredLabel => {
    const { color, sizeMm } = styles[placeClass];
    const label = { text: body.standardName, sizeMm: sizeMm * share, color, at: frame.place(at) };
    return isPoint(body) ? { ...label, besideMm: gapsOf(placeClass) } : label;
  });
  const marks = names
    .filter(({ body }) => isPoint(body))
    .map(({ at }) => {
      const [x, y] = frame.place(at);
      return { x: x - MARK_MM, y: y - MARK_MM, width: 2 * MARK_MM, height: 2 * MARK_MM };
    });
  return placeLabels(wanted, frame.box, marks);
}

function drawWords({ text, at: [x, y], sizeMm, color }: ColoredLabel): string {
  const at: SheetPoint = [x, y + sizeMm * 0.36];
  const halo = 'text-anchor="middle" fill="#ffffff" stroke="#ffffff" stroke-width="0.6" stroke-linejoin="round"';
  return textAt(text, at, sizeMm, halo) + textAt(text, at, sizeMm, `text-anchor="middle" fill="${color}"`);
}

/** The large words of administrative areas may stand off a little; smaller ones would pass for another mark's. */
const gapsOf = (placeClass: PlaceNameClassId): readonly number[] =>
  placeClass === 'administrative' ? [1, 2.5, 4, 6] : [1];

const isPoint = ({ geometry }: PlaceNameBody) => geometry?.type === 'Point';
const isArea = ({ geometry }: PlaceNameBody) => geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';

function drawName({ body, placeClass, at }: Drawn, frame: Frame): string {
  const { shape, color } = styles[placeClass];
  if (isPoint(body)) {
    return drawShape({ shape, color, hollow: body.status !== 'inUse' }, frame.place(at), MARK_MM);
  }
  const path = coursesOf(body.geometry!)
    .map(
      (course) => `M${course.map((each) => frame.place(each).map(mm).join(' ')).join('L')}${isArea(body) ? 'Z' : ''}`,
    )
    .join('');
  return drawCourse(path, color, isArea(body));
}

const drawCourse = (path: string, color: string, isFilled: boolean): string =>
  `<path d="${path}" fill="${isFilled ? color : 'none'}" fill-opacity="0.15" stroke="${color}" stroke-width="0.35"/>`;

/** Steps between lines of the grid, minutes. */
const gridMinutes = [60, 30, 20, 10, 5, 2, 1];

/** Meridians and parallels at round minutes, with their degrees beside the map. */
function grid(frame: Frame): string {
  const { x, y, width, height } = frame.box;
  const [west, north] = frame.at([x, y]);
  const [east, south] = frame.at([x + width, y + height]);
  const minutes = gridMinutes.find((step) => Math.min(east - west, north - south) * 60 >= 3 * step) ?? 1;
  const between = (from: number, to: number) => {
    const first = Math.ceil((from * 60) / minutes);
    return Array.from({ length: Math.floor((to * 60) / minutes) - first + 1 }, (_, i) => ((first + i) * minutes) / 60);
  };
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<path d="M${mm(x1)} ${mm(y1)}L${mm(x2)} ${mm(y2)}" stroke="#5b7fa6" stroke-width="0.12" stroke-opacity="0.7"/>`;
  return [
    ...between(west, east).map((longitude) => {
      const [at] = frame.place([longitude, north]);
      const words = textAt(degrees(longitude, 'E'), [at, y + height + 3.4], 2.4, 'text-anchor="middle" data-grid="E"');
      return line(at, y, at, y + height) + words;
    }),
    ...between(south, north).map((latitude) => {
      const [, at] = frame.place([west, latitude]);
      const turned = `text-anchor="middle" data-grid="N" transform="rotate(-90 ${mm(x - 1.4)} ${mm(at)})"`;
      return line(x, at, x + width, at) + textAt(degrees(latitude, 'N'), [x - 1.4, at], 2.4, turned);
    }),
  ].join('\n');
}

function degrees(value: number, side: 'E' | 'N'): string {
  const minutes = Math.round(value * 60);
  return `${Math.floor(minutes / 60)}°${String(minutes % 60).padStart(2, '0')}′${side}`;
}

function legendOf(
  names: readonly Drawn[],
  language: Language,
  say: Say,
  widthMm: number,
): { rows: number; draw(left: number, top: number): string } {
  const entries = order.flatMap((id) => {
    const ofClass = names.filter(({ placeClass }) => placeClass === id).map(({ body }) => body);
    if (ofClass.length === 0) return [];
    const drawn: Sample[] = [];
    if (ofClass.some(isPoint)) drawn.push('mark');
    if (ofClass.some((body) => !isPoint(body) && !isArea(body))) drawn.push('line');
    if (ofClass.some(isArea)) drawn.push('area');
    return [{ ...styles[id], hollow: false, drawn, label: `${labelOf(id, language)} ${ofClass.length}` }];
  });
  if (names.some(({ body }) => body.status !== 'inUse')) {
    entries.push({ ...styles.settlement, hollow: true, drawn: ['mark'], label: say('历史地名', 'Historical name') });
  }
  const swatchMm = SAMPLE_MM * Math.max(1, ...entries.map(({ drawn }) => drawn.length)) + 1;
  const widest = Math.max(0, ...entries.map(({ label }) => textWidthMm(label, SMALL_MM)));
  const columns = Math.max(1, Math.min(4, Math.floor(widthMm / (widest + swatchMm + 5))));
  const rows = Math.ceil(entries.length / columns);
  const draw = (left: number, top: number) =>
    [
      textAt(say('图例', 'Legend'), [left, top + 2.6], 3.4, 'font-weight="bold"'),
      ...entries.map(({ label, drawn, ...shape }, i) => {
        const x = left + Math.floor(i / rows) * (widthMm / columns);
        const at = top + LEGEND_TOP_MM + (i % rows) * ROW_MM;
        const samples = drawn.map((kind, place) => drawSample(kind, shape, [x + 2 + place * SAMPLE_MM, at]));
        return samples.join('') + textAt(label, [x + swatchMm, at + 1], SMALL_MM);
      }),
    ].join('\n');
  return { rows, draw };
}

/** How a name is drawn by its geometry. */
type Sample = 'mark' | 'line' | 'area';
const SAMPLE_MM = 4.5;

function drawSample(kind: Sample, shape: Style & { hollow: boolean }, [x, y]: SheetPoint): string {
  if (kind === 'mark') return drawShape(shape, [x, y], 1.1);
  const [west, east] = [mm(x - 1.7), mm(x + 1.7)];
  if (kind === 'line') return drawCourse(`M${west} ${mm(y)}L${east} ${mm(y)}`, shape.color, false);
  return drawCourse(`M${west} ${mm(y - 1.2)}H${east}V${mm(y + 1.2)}H${west}Z`, shape.color, true);
}
