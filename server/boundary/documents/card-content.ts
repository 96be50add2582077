import { coordinateSystems, storageCrs, type Language } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryLineBody, BoundaryMarkerItem, ReferenceObject } from '../contract.ts';
import { azimuthDms, dms } from './angles.ts';
import type { Drawing } from './drawing.ts';
import { gridPosition } from './grid-position.ts';
import { sketchOf } from './sketch.ts';
import { sayIn, sideName, unknownWord, wordOf, type Say } from './words.ts';

/** Columns of the form; every row of cells fills them. */
export const FORM_COLUMNS = 24;
/** Width of the form, and height of the row with the sketch. */
export const FORM_WIDTH_MM = 174;
export const SKETCH_ROW_MM = 88;
/** Where there is nothing to show. */
const EMPTY_ROW_MM = 20;
const SKETCH_COLUMNS = 15;
const SIGNATURE_ROW_MM = 13;

export type CardCell = {
  /** Columns of the form that it takes. */
  span: number;
} & (
  | { kind: 'label' | 'value'; text: string }
  /** Pictures by their SHA-256; the words stand where there is none. */
  | { kind: 'photos'; photos: readonly string[]; text: string }
  | { kind: 'drawing'; drawing: Drawing; text: string }
);

export interface CardRow {
  cells: readonly CardCell[];
  minHeightMm?: number;
}

/** A register card as data in one language: written as DOCX or PDF. */
export interface CardContent {
  language: Language;
  title: string;
  number: string;
  /** What must be seen before anything else: that data is not real, that positions are rounded. */
  marks: readonly string[];
  rows: readonly CardRow[];
  /** Where the data comes from and of which state. */
  foot: string;
  /** One line of the contents of a book: standing, places of the sides, state. */
  summary: { standing: string; sides: string; state: string };
}

/** What a card says beside the marker itself. */
export interface CardContext {
  language: Language;
  /** Lines on which the marker stands, those that are known of its `lineIds`. */
  lines: readonly Pick<BoundaryLineBody, 'name' | 'code'>[];
  /** Name of a division on the day; null where there is none of that id. */
  divisionName(id: string): string | null;
  snapshot: string;
  asOf: string;
}

/**
 * The register card (界桩登记表) of a marker.
 *
 * Fields: domain.md §7. Order and headings follow the form of GB/T 17796 as far as it could be found: its text is not
 * public, so they come from the columns of three published programs that keep its cards (界桩号, 类型, 材质, 所在地 of
 * each side, 经纬度, 纵横坐标, 高程, 方位物 with 方位角 and 距离, 界桩位置略图, 照片, 签字 of technician and office of
 * each side with dates). By our own judgement: state, σ, source system and custodian are added; azimuths are those of the
 * record, from true north, where the standard's table has grid azimuths; the grid is the nearest 3° zone; the sketch and
 * photos stand side by side.
 *
 * Of a rounded position neither seconds, grid coordinates, azimuths and distances of reference objects nor photos are
 * shown, from which the place could be worked out.
 */
export function cardContent(marker: BoundaryMarkerItem, context: CardContext): CardContent {
  const { language } = context;
  const say = sayIn(language);
  const standing = wordOf('standing', marker.standing, language);
  const state = wordOf('state', marker.state, language);
  return {
    language,
    title: say('界桩登记表', 'Boundary marker register card'),
    number: marker.number,
    marks: marksOf(marker, say),
    rows: [
      ...identityRows(marker, context, say),
      ...sideRows(marker, context, say),
      ...positionRows(marker, language, say),
      ...referenceRows(marker, say),
      pictureRow(marker, language, say),
      remarkRow(marker, say),
      ...signatureRows(marker, say),
    ],
    foot: say(
      `数据日期 ${context.asOf} · 快照 ${context.snapshot}`,
      `As of ${context.asOf} · snapshot ${context.snapshot}`,
    ),
    summary: { standing, state, sides: marker.sides.map(({ name }) => name).join(say('、', '; ')) },
  };
}

export function marksOf({ demo, precision }: Pick<BoundaryMarkerItem, 'demo' | 'precision'>, say: Say): string[] {
  return [
    ...(demo ? [say('演示数据', 'Demonstration data')] : []),
    ...(precision === 'rounded' ? [say('坐标已概略', 'Positions are rounded')] : []),
  ];
}

const label = (span: number, text: string): CardCell => ({ span, kind: 'label', text });
const value = (span: number, text: string): CardCell => ({ span, kind: 'value', text });
const row = (...cells: CardCell[]): CardRow => ({ cells });

/** A text of the record, or that it is unknown. */
const textOr = (text: string | number | null, say: Say): string =>
  text === null || text === '' ? unknownWord(say) : String(text);

function identityRows(marker: BoundaryMarkerItem, { language, lines }: CardContext, say: Say): CardRow[] {
  const named = lines.map(({ name, code }) => `${name}(${code})`).join(say('、', '; '));
  const since = marker.stateAsOf ?? say('日期未知', 'date unknown');
  const state = wordOf('state', marker.state, language);
  return [
    row(
      label(3, say('界桩号', 'Number')),
      value(6, marker.number),
      label(3, say('所在界线', 'Line')),
      value(12, named === '' ? unknownWord(say) : named),
    ),
    row(
      label(3, say('立式', 'Standing')),
      value(5, wordOf('standing', marker.standing, language)),
      label(3, say('面数', 'Faces')),
      value(5, textOr(marker.faces, say)),
      label(3, say('材质', 'Material')),
      value(5, wordOf('material', marker.material, language)),
    ),
    row(
      label(3, say('埋设日期', 'Set on')),
      value(5, textOr(marker.setOn, say)),
      label(3, say('状态', 'State')),
      value(5, marker.state === null ? state : `${state}${say(`(${since})`, ` (${since})`)}`),
      label(3, say('管护单位', 'Custodian')),
      value(5, textOr(marker.custodian, say)),
    ),
  ];
}

function sideRows(marker: BoundaryMarkerItem, { divisionName }: CardContext, say: Say): CardRow[] {
  const nameOf = (id: string | null) => textOr(id === null ? null : divisionName(id), say);
  return [
    row(
      label(3, say('所在地', 'Location')),
      label(9, say('行政区域', 'Division')),
      label(4, say('县(市、区)', 'County')),
      label(4, say('乡(镇、街道)', 'Township')),
      label(4, say('村(社区)', 'Village')),
    ),
    ...marker.sides.map((side, i) =>
      row(
        label(3, sideName(i, say)),
        value(9, side.divisionId === null ? `${side.name}${say('(区外)', ' (beyond the area)')}` : side.name),
        value(4, nameOf(side.countyId)),
        value(4, nameOf(side.townshipId)),
        value(4, nameOf(side.villageId)),
      ),
    ),
  ];
}

/** Digits after the point of degrees that are rounded to a grid: those that the value has. */
const roundedDegrees = (degrees: number): string => `${Number(degrees.toFixed(6))}°`;

/** 0.0001″ is 3 mm of latitude. */
const SECOND_DECIMALS = 4;

function positionRows(marker: BoundaryMarkerItem, language: Language, say: Say): CardRow[] {
  const unknown = unknownWord(say);
  const surveyed = marker.precision === 'surveyed';
  const coordinates = marker.position?.coordinates ?? null;
  const angle = (degrees: number | undefined) => {
    if (degrees === undefined) return unknown;
    return surveyed
      ? dms(degrees, SECOND_DECIMALS)
      : say(`约 ${roundedDegrees(degrees)}`, `about ${roundedDegrees(degrees)}`);
  };
  const grid = surveyed && coordinates ? gridPosition(coordinates) : null;
  const withheld = coordinates && !surveyed ? say('不公开', 'withheld') : unknown;
  const crsName = (id: string) => coordinateSystems.find((each) => each.id === id)?.label[language] ?? id;
  const source = marker.sourceCrs;
  return [
    row(
      label(3, say('纬度 B', 'Latitude B')),
      value(5, angle(coordinates?.[1])),
      label(3, say('经度 L', 'Longitude L')),
      value(5, angle(coordinates?.[0])),
      label(3, say('高程 H', 'Height H')),
      value(5, marker.heightM === null ? unknown : `${marker.heightM.toFixed(2)} m`),
    ),
    row(
      label(3, say('坐标系', 'System')),
      value(5, `${crsName(storageCrs)} ${storageCrs}`),
      label(3, say('原坐标系', 'Given in')),
      value(5, source === null ? unknown : `${crsName(source)} ${source === crsName(source) ? '' : source}`.trim()),
      label(3, say('高程基准', 'Height datum')),
      value(5, wordOf('heightDatum', marker.heightDatum, language)),
    ),
    row(
      label(3, say('纵坐标 X', 'Grid north X')),
      value(5, grid ? `${grid.northing.toFixed(3)} m` : withheld),
      label(3, say('横坐标 Y', 'Grid east Y')),
      value(5, grid ? `${grid.easting.toFixed(3)} m` : withheld),
      label(3, say('投影', 'Projection')),
      value(5, grid ? `${grid.label[language]} ${grid.crs}` : withheld),
    ),
    row(
      label(3, say('测量方法', 'Method')),
      value(13, wordOf('method', marker.surveyMethod, language)),
      label(3, say('点位 σ', 'σ of position')),
      value(5, marker.sigmaM === null ? unknown : `±${Number(marker.sigmaM.toPrecision(3))} m`),
    ),
  ];
}

function referenceRows(marker: BoundaryMarkerItem, say: Say): CardRow[] {
  const head = row(
    label(3, say('方位物', 'Object')),
    label(7, say('名称', 'Name')),
    label(4, say('真方位角', 'True azimuth')),
    label(4, say('距离', 'Distance')),
    label(6, say('说明', 'Note')),
  );
  if (marker.references.length === 0) {
    return [head, row(label(3, '—'), value(21, say('未登记方位物', 'no reference objects are registered')))];
  }
  const withheld = say('不公开', 'withheld');
  return [
    head,
    ...marker.references.map(({ name, azimuthDeg, distanceM, note }, i) =>
      row(
        label(3, String(i + 1)),
        value(7, name),
        value(4, azimuthDeg === null ? withheld : azimuthDms(azimuthDeg)),
        value(4, distanceM === null ? withheld : `${distanceM.toFixed(2)} m`),
        value(6, note === null || note === '' ? '—' : note),
      ),
    ),
  ];
}

/** The reference objects that whoever asks may see in place. */
export const seenObjects = ({ references }: Pick<BoundaryMarkerItem, 'references'>): ReferenceObject[] =>
  references.flatMap(({ azimuthDeg, distanceM, ...rest }) =>
    azimuthDeg === null || distanceM === null ? [] : [{ ...rest, azimuthDeg, distanceM }],
  );

/** The sketch, and photos beside it: whose metadata may tell the place, so that they are kept from whoever may not know it. */
function pictureRow(marker: BoundaryMarkerItem, language: Language, say: Say): CardRow {
  const surveyed = marker.precision === 'surveyed';
  const title = say('界桩位置略图', 'Sketch of the marker and its objects');
  const why = surveyed
    ? say('未登记方位物,无法绘制', 'No reference objects are registered to draw')
    : say('坐标已概略,不绘略图', 'Positions are rounded: no sketch is drawn');
  const size = { widthMm: (FORM_WIDTH_MM * SKETCH_COLUMNS) / FORM_COLUMNS - 2, heightMm: SKETCH_ROW_MM - 6 };
  const objects = surveyed ? seenObjects(marker) : [];
  const drawing = objects.length > 0 ? sketchOf(marker.number, objects, language, size) : null;
  const photos = surveyed ? marker.photos : [];
  const noPhotos = surveyed
    ? say('界桩照片:未登记', 'Photos: none is registered')
    : say('界桩照片:不公开', 'Photos: withheld');
  return {
    minHeightMm: drawing === null && photos.length === 0 ? EMPTY_ROW_MM : SKETCH_ROW_MM,
    cells: [
      drawing === null
        ? { span: SKETCH_COLUMNS, kind: 'value', text: `${title}\n${why}` }
        : { span: SKETCH_COLUMNS, kind: 'drawing', text: title, drawing },
      { span: FORM_COLUMNS - SKETCH_COLUMNS, kind: 'photos', photos, text: noPhotos },
    ],
  };
}

function remarkRow(marker: BoundaryMarkerItem, say: Say): CardRow {
  const source = [textOr(marker.sourceDocument, say), textOr(marker.asOfDate, say)].join(say(',', ', '));
  return row(
    label(3, say('备注', 'Remarks')),
    value(9, marker.note === null || marker.note === '' ? say('未填写', 'none entered') : marker.note),
    label(3, say('资料来源', 'Source')),
    value(9, source),
  );
}

/** Empty boxes to be signed by hand, a row for each side. */
function signatureRows(marker: BoundaryMarkerItem, say: Say): CardRow[] {
  return marker.sides.map((_, i) => ({
    minHeightMm: SIGNATURE_ROW_MM,
    cells: [
      label(3, say(`${sideName(i, say)}签字`, `${sideName(i, say)} signs`)),
      label(3, say('技术负责人', 'Surveyor')),
      value(5, ''),
      label(3, say('界线管理部门', 'Boundary office')),
      value(5, ''),
      label(2, say('日期', 'Date')),
      value(3, ''),
    ],
  }));
}
