import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { ReferenceObject } from '../contract.ts';
import { placeLabels, textWidthMm } from '../../reports/map-picture/labels.ts';
import { scaleBar } from '../../reports/map-picture/scale-bar.ts';
import { sayIn } from './words.ts';
import type { Drawing, Mark, SheetPoint } from './drawing.ts';

const ink = '#14212a';
const grey = '#6b7780';
const red = '#b3261e';
const WORDS_MM = 2.9;
const SMALL_MM = 2.4;
const OBJECT_MM = 1.9;
const MARKER_MM = 1.5;
/** Kept free around the objects for their names; more at the foot, where the scale bar stands. */
const EDGE_MM = 7;
const FOOT_MM = 11;
/** Kept free at the right for the north arrow. */
const ARROW_MM = 10;

/** Round scales of surveyors' sketches, as the denominator's leading figures. */
const leadingFigures = [1, 2, 2.5, 5, 10] as const;

/**
 * Smallest round denominator at which an extent fits: 1, 2, 2.5 or 5 times a power of ten; never larger than life.
 * @param metresPerMm ground metres that a millimetre of the sheet must show at least
 */
export function roundScale(metresPerMm: number): number {
  const least = Math.max(1, metresPerMm * 1000);
  const power = 10 ** Math.floor(Math.log10(least));
  return Math.round(leadingFigures.find((figure) => figure * power >= least * (1 - 1e-9))! * power);
}

/** Where an object stands from the marker, metres right (east) and down (south). */
export function offsetOf({ azimuthDeg, distanceM }: Pick<ReferenceObject, 'azimuthDeg' | 'distanceM'>): SheetPoint {
  const angle = (azimuthDeg * Math.PI) / 180;
  return [distanceM * Math.sin(angle), -distanceM * Math.cos(angle)];
}

/**
 * The marker and its reference objects (界桩位置略图), north up and to scale: the largest round scale at which all fit.
 * Objects carry their numbers of the table; a name is left out where it has no room.
 * @param references at least one
 */
export function sketchOf(
  markerNumber: string,
  references: readonly ReferenceObject[],
  language: Language,
  { widthMm, heightMm }: { widthMm: number; heightMm: number },
): Drawing {
  const say = sayIn(language);
  const offsets = references.map(offsetOf);
  const all: SheetPoint[] = [[0, 0], ...offsets];
  const [left, right] = extent(all.map(([x]) => x));
  const [top, bottom] = extent(all.map(([, y]) => y));
  const room = { width: widthMm - 2 * EDGE_MM - ARROW_MM, height: heightMm - EDGE_MM - FOOT_MM };
  const scale = roundScale(Math.max((right - left) / room.width, (bottom - top) / room.height));
  const mmPerMetre = 1000 / scale;
  const shift: SheetPoint = [
    EDGE_MM + (room.width - (left + right) * mmPerMetre) / 2,
    EDGE_MM + (room.height - (top + bottom) * mmPerMetre) / 2,
  ];
  const onSheet = ([x, y]: SheetPoint): SheetPoint => [shift[0] + x * mmPerMetre, shift[1] + y * mmPerMetre];
  const marker = onSheet([0, 0]);
  const objects = offsets.map(onSheet);
  return {
    widthMm,
    heightMm,
    marks: [
      ...objects.map((at): Mark => ({ draw: 'line', points: [marker, at], width: 0.2, color: grey, dash: 1 })),
      ...objects.flatMap(objectMarks),
      ...markerMarks(marker),
      ...names(markerNumber, marker, references, objects, { widthMm, heightMm }),
      ...northArrow([widthMm - ARROW_MM / 2 - 1, 4], say('北', 'N')),
      ...bar(mmPerMetre, scale, heightMm),
    ],
  };
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

const objectMarks = (at: SheetPoint, index: number): Mark[] => [
  { draw: 'disc', at, radius: OBJECT_MM, fill: '#ffffff', stroke: ink },
  { draw: 'words', at: [at[0], at[1] + 0.85], text: String(index + 1), size: SMALL_MM, color: ink, anchor: 'middle' },
];

const markerMarks = ([x, y]: SheetPoint): Mark[] => [
  {
    draw: 'polygon',
    points: [
      [x - MARKER_MM, y - MARKER_MM],
      [x + MARKER_MM, y - MARKER_MM],
      [x + MARKER_MM, y + MARKER_MM],
      [x - MARKER_MM, y + MARKER_MM],
    ],
    fill: red,
    stroke: ink,
  },
];

/** The marker's number and the objects' names, each beside its place and beyond it as seen from the marker. */
function names(
  markerNumber: string,
  marker: SheetPoint,
  references: readonly ReferenceObject[],
  objects: readonly SheetPoint[],
  { widthMm, heightMm }: { widthMm: number; heightMm: number },
): Mark[] {
  const taken = [marker, ...objects].map(([x, y]) => ({
    x: x - OBJECT_MM,
    y: y - OBJECT_MM,
    width: 2 * OBJECT_MM,
    height: 2 * OBJECT_MM,
  }));
  const beside = (text: string, [x, y]: SheetPoint, toRight: boolean) => {
    const away = OBJECT_MM + 0.8 + textWidthMm(text, WORDS_MM) / 2;
    return { text, at: [x + (toRight ? away : -away), y] as SheetPoint, sizeMm: WORDS_MM };
  };
  const labels = [
    beside(markerNumber, marker, true),
    ...references.map(({ name }, i) => beside(name, objects[i]!, objects[i]![0] >= marker[0])),
  ];
  const map = { x: 1, y: 1, width: widthMm - ARROW_MM - 2, height: heightMm - FOOT_MM + 2 };
  return placeLabels(labels, map, taken).map(({ text, at }): Mark => ({
    draw: 'words',
    at: [at[0], at[1] + WORDS_MM * 0.36],
    text,
    size: WORDS_MM,
    color: text === markerNumber ? red : ink,
    anchor: 'middle',
  }));
}

const northArrow = ([x, y]: SheetPoint, word: string): Mark[] => [
  {
    draw: 'polygon',
    points: [
      [x, y],
      [x + 2.2, y + 9],
      [x, y + 7],
    ],
    fill: ink,
    stroke: ink,
  },
  {
    draw: 'polygon',
    points: [
      [x, y],
      [x - 2.2, y + 9],
      [x, y + 7],
    ],
    fill: '#ffffff',
    stroke: ink,
  },
  { draw: 'words', at: [x, y + 12.6], text: word, size: WORDS_MM, color: ink, anchor: 'middle' },
];

function bar(mmPerMetre: number, scale: number, heightMm: number): Mark[] {
  const { metres, mm, segments } = scaleBar({ mmPerMetre }, 40);
  const y = heightMm - 5;
  const step = mm / segments;
  const pieces = Array.from({ length: segments }, (_, i): Mark => {
    const x = 4 + i * step;
    return {
      draw: 'polygon',
      points: [
        [x, y],
        [x + step, y],
        [x + step, y + 1.2],
        [x, y + 1.2],
      ],
      fill: i % 2 === 0 ? ink : '#ffffff',
      stroke: ink,
    };
  });
  const shown = (value: number) => String(Number(value.toPrecision(6)));
  return [
    ...pieces,
    { draw: 'words', at: [4, y - 0.9], text: '0', size: SMALL_MM, color: ink, anchor: 'middle' },
    { draw: 'words', at: [4 + mm, y - 0.9], text: `${shown(metres)} m`, size: SMALL_MM, color: ink, anchor: 'middle' },
    {
      draw: 'words',
      at: [4 + mm + 5, y + 1.2],
      text: `1:${shown(scale)}`,
      size: WORDS_MM,
      color: ink,
      anchor: 'start',
    },
  ];
}
