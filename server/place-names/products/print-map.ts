import {
  divisionLines,
  placeNameClasses,
  placeNameClassOf,
  type Language,
  type PlaceNameClassId,
} from '../../../gis-data/catalogue/index.ts';
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
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { PlaceNameBody } from '../contract.ts';
import { coursesOf, positionOfGeometry } from '../geometry.ts';
import { printSheets, type PrintMapQuery } from './contract.ts';
import { namesIn } from './gazetteer.ts';

export interface PrintMapQuestion {
  snapshot: Snapshot;
  divisionId: string;
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
  /** Names with a place, and those of them that have their words on the map. */
  names: number;
  labelled: number;
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
const FOOT_MM = 34;
const SIDE_MM = 95;
const ROW_MM = 5;
const MARK_MM = 0.7;
const SMALL_MM = 2.8;
/** Words that are tried; a map of more is not read. */
const MOST_LABELS = 2000;

interface Drawn {
  body: PlaceNameBody;
  placeClass: PlaceNameClassId;
  at: Position;
}

/**
 * A map of the place names of a division on a sheet (地名图): boundaries, lines and marks by class, words that do not
 * overlap, a grid of degrees, legend, scale bar, source and date. The sheet lies or stands as the division fits better.
 *
 * @throws RangeError for a division without a boundary
 */
export function printMap({ snapshot, divisionId, sheet, language, approvalNumber }: PrintMapQuestion): PrintMap {
  const say = sayIn(language);
  const division = snapshot.records.division.get(divisionId)!;
  if (division.boundary === null) throw new RangeError(`Division ${divisionId} has no boundary`);
  const boundary = division.boundary;
  const [longer, shorter] = printSheets[sheet];
  const laid = ([widthMm, heightMm]: readonly [number, number]) => {
    const box = {
      x: MARGIN_MM + DEGREES_MM,
      y: MARGIN_MM + TITLE_MM,
      width: widthMm - 2 * (MARGIN_MM + DEGREES_MM),
      height: heightMm - 2 * MARGIN_MM - TITLE_MM - DEGREES_MM - FOOT_MM,
    };
    return { widthMm, heightMm, frame: frameOf(cornersOf([boundary]), box, 6) };
  };
  const [lying, standing] = [laid([longer, shorter]), laid([shorter, longer])];
  const { widthMm, heightMm, frame } = lying.frame.mmPerMetre >= standing.frame.mmPerMetre ? lying : standing;

  const names = namesIn(snapshot, divisionId).flatMap((body): Drawn[] => {
    const at = positionOfGeometry(body.geometry);
    const placeClass = placeNameClassOf(body.category);
    return at === null || placeClass === null ? [] : [{ body, placeClass: placeClass.id, at }];
  });
  names.sort(
    (a, b) =>
      Number(a.body.status !== 'inUse') - Number(b.body.status !== 'inUse') ||
      order.indexOf(a.placeClass) - order.indexOf(b.placeClass) ||
      (a.body.code ?? '').localeCompare(b.body.code ?? ''),
  );
  const inside = [...snapshot.records.division.values()].filter(({ parentId }) => parentId === divisionId);
  const isDemo = division.demo || names.some(({ body }) => body.demo);
  const labels = wordsOf(names, frame, sheet === 'A3' ? 1 : 0.8);
  const title = say(`${division.name}地名图`, `Place names of ${division.name}`);
  const footTop = frame.box.y + frame.box.height + DEGREES_MM + 3;
  const mark = isDemo ? say('演示数据', 'Demonstration data') : null;
  const notes = [
    say(
      `图上地名 ${names.length} 条,其中注记 ${labels.length} 条;注记不重叠,无处可注的只绘符号`,
      `${names.length} names are drawn, ${labels.length} of them with words; where words found no room only the mark is drawn`,
    ),
    say(
      `资料来源:地名登记库快照 ${snapshot.id},截至 ${snapshot.asOf};界线仅为示意,不作为划界依据`,
      `Source: register of place names, snapshot ${snapshot.id}, as of ${snapshot.asOf}; boundaries are schematic and no legal evidence`,
    ),
    `${say('审图号:', 'Map approval number (审图号): ')}${approvalNumber ?? '____________'}${mark === null ? '' : `  ${mark}`}`,
  ];
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
    legend(names, language, say, MARGIN_MM, footTop, widthMm - 2 * MARGIN_MM - SIDE_MM),
    drawScaleBar(language, frame, widthMm - MARGIN_MM - SIDE_MM + 2, footTop + 4, 60),
    drawNorthArrow(language, widthMm - MARGIN_MM - 6, footTop),
    ...notes
      .flatMap((line) => linesWithin(line, SMALL_MM, SIDE_MM))
      .map((line, i) =>
        textAt(line, [widthMm - MARGIN_MM - SIDE_MM, footTop + 17 + i * 3.6], SMALL_MM, 'fill="#3b464d"'),
      ),
  ];
  const svg = sheetOf(title, widthMm, heightMm, parts);
  return { title, svg, widthMm, heightMm, names: names.length, labelled: labels.length };
}

/** The map as a page of its own, of the size of the sheet. */
export const printMapPage = (
  { title, svg, widthMm, heightMm }: PrintMap,
  language: Language,
): string => `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
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
`;

/** Words in the colour of their class. */
type ColoredLabel = Label & { color: string };

/** Words beside the marks, those of the more important names first; none over another or over a mark. @param share of the usual size */
function wordsOf(names: readonly Drawn[], frame: Frame, share: number): ColoredLabel[] {
  const wanted = names.slice(0, MOST_LABELS).map(({ body, placeClass, at }) => {
    const { color } = styles[placeClass];
    const sizeMm = styles[placeClass].sizeMm * share;
    const text = body.standardName;
    const [x, y] = frame.place(at);
    return { text, sizeMm, color, at: [x + MARK_MM + 0.5 + textWidthMm(text, sizeMm) / 2, y] as SheetPoint };
  });
  const side = 2 * MARK_MM;
  const marks = names.map(({ at }) => {
    const [x, y] = frame.place(at);
    return { x: x - MARK_MM, y: y - MARK_MM, width: side, height: side };
  });
  return placeLabels(wanted, frame.box, marks);
}

function drawWords({ text, at: [x, y], sizeMm, color }: ColoredLabel): string {
  const at: SheetPoint = [x, y + sizeMm * 0.36];
  const halo = 'text-anchor="middle" fill="#ffffff" stroke="#ffffff" stroke-width="0.6" stroke-linejoin="round"';
  return textAt(text, at, sizeMm, halo) + textAt(text, at, sizeMm, `text-anchor="middle" fill="${color}"`);
}

function drawName({ body, placeClass, at }: Drawn, frame: Frame): string {
  const { shape, color } = styles[placeClass];
  const geometry = body.geometry!;
  if (geometry.type === 'Point') {
    return drawShape({ shape, color, hollow: body.status !== 'inUse' }, frame.place(at), MARK_MM);
  }
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
  const path = coursesOf(geometry)
    .map((course) => `M${course.map((each) => frame.place(each).map(mm).join(' ')).join('L')}${isArea ? 'Z' : ''}`)
    .join('');
  return `<path d="${path}" fill="${isArea ? color : 'none'}" fill-opacity="0.15" stroke="${color}" stroke-width="0.35"/>`;
}

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

function legend(
  names: readonly Drawn[],
  language: Language,
  say: Say,
  left: number,
  top: number,
  widthMm: number,
): string {
  const entries = order.flatMap((id) => {
    const ofClass = names.filter(({ placeClass }) => placeClass === id);
    const label = placeNameClasses.find((placeClass) => placeClass.id === id)!.label[language];
    return ofClass.length === 0 ? [] : [{ ...styles[id], hollow: false, label: `${label} ${ofClass.length}` }];
  });
  if (names.some(({ body }) => body.status !== 'inUse')) {
    entries.push({ ...styles.settlement, hollow: true, label: say('历史地名', 'Historical name') });
  }
  const widest = Math.max(0, ...entries.map(({ label }) => textWidthMm(label, SMALL_MM)));
  const columns = Math.max(1, Math.min(4, Math.floor(widthMm / (widest + 10))));
  const rows = Math.ceil(entries.length / columns);
  return [
    textAt(say('图例', 'Legend'), [left, top + 2.6], 3.4, 'font-weight="bold"'),
    ...entries.map(({ label, ...shape }, i) => {
      const x = left + Math.floor(i / rows) * (widthMm / columns);
      const at = top + 8 + (i % rows) * ROW_MM;
      return drawShape(shape, [x + 2, at], 1.1) + textAt(label, [x + 5, at + 1], SMALL_MM);
    }),
  ].join('\n');
}
