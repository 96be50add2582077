import { coordinateSystems, storageCrs, type Language } from '../../../gis-data/catalogue/index.ts';
import { coordinateSystem, fromStorage } from '../../exchange/crs.ts';
import type { Cell, Column, Sheet } from '../../reports/workbook/cells.ts';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../contract.ts';
import { azimuthDms, meridianConvergence } from './angles.ts';
import { centralMeridianOf } from './grid-position.ts';
import { sayIn, unknownWord, wordOf, type Say } from './words.ts';

/** What the tables hold and how they are to be written. */
export interface ExchangeTables {
  language: Language;
  lines: readonly BoundaryLineItem[];
  /** Markers of those lines, by number; positions as whoever asked may see them. */
  markers: readonly BoundaryMarkerItem[];
  /** Id of a coordinate system of the catalogue, in which positions are written. */
  crs: string;
  snapshot: string;
  asOf: string;
}

interface Field<Row> {
  zh: string;
  en: string;
  width: number;
  cell(row: Row): Cell;
}

/** Reference objects that the exchange format has columns for. */
const OBJECTS = 3;
const ordinals = [
  { zh: '一号', en: 'First' },
  { zh: '二号', en: 'Second' },
  { zh: '三号', en: 'Third' },
] as const;

/**
 * Lines and markers as tables in the order of the exchange formats, with a sheet that says what the figures are.
 *
 * MZ/T 149-2020 (markers) and MZ/T 150-2020 (lines) could not be read themselves: of both only contents and scope are
 * public. Names and order are those that two published programs share whose tables carry the standards' field codes
 * (markers JZBH, KJSJBSM, JXDM, ZZB, HZB, JD, WD, JZDJ, JZLX, JZCZ, SZD1…, GC, YHFWWWZ…, WZMS; lines JXDM, KJSJBSM,
 * JXDJ, JXMC, JXCD, JXQD, JXZD, JZKS, DLZKS, SLZKS, SANLZKS, QTXX, 是否争议). Their field codes, lengths and value lists
 * are not written. What the register has beside them follows after those columns, in the order of domain.md §7. Nothing
 * is left blank: what is not known says so, and so does what does not apply.
 *
 * Azimuths are grid azimuths (坐标方位角: true azimuth less meridian convergence) where a grid was chosen, else true ones.
 * @throws RangeError for an unknown coordinate system
 */
export function exchangeSheets(tables: ExchangeTables): Sheet[] {
  const say = sayIn(tables.language);
  return [
    sheetOf(say('界线', 'Lines'), lineFields(tables, say), tables.lines, say),
    sheetOf(say('界桩', 'Markers'), markerFields(tables, say), tables.markers, say),
    metadataSheet(tables, say),
  ];
}

function sheetOf<Row>(name: string, fields: readonly Field<Row>[], rows: readonly Row[], say: Say): Sheet {
  return {
    name,
    columns: fields.map(({ width }): Column => ({ width, wrap: true })),
    rows: [fields.map(({ zh, en }) => say(zh, en)), ...rows.map((row) => fields.map(({ cell }) => cell(row)))],
    headerRow: 1,
  };
}

const known = (cell: Cell, say: Say): Cell => (cell === null || cell === '' ? unknownWord(say) : cell);
const yesNo = (value: boolean, say: Say): string => (value ? say('是', 'yes') : say('否', 'no'));

function lineFields({ language, markers }: ExchangeTables, say: Say): Field<BoundaryLineItem>[] {
  const numbersOn = new Map<string, BoundaryMarkerItem[]>();
  for (const marker of markers) {
    for (const lineId of marker.lineIds) numbersOn.set(lineId, [...(numbersOn.get(lineId) ?? []), marker]);
  }
  const on = ({ id }: BoundaryLineItem) => numbersOn.get(id) ?? [];
  const standing = (id: string | null) => (line: BoundaryLineItem) =>
    on(line).filter((marker) => marker.standing === id).length;
  const word = (value: Cell) => known(value, say);
  return [
    { zh: '界线代码', en: 'Line code', width: 16, cell: ({ code }) => code },
    { zh: '空间数据标识码', en: 'Spatial data id', width: 20, cell: ({ id }) => id },
    { zh: '界线等级', en: 'Level', width: 12, cell: ({ level }) => wordOf('level', level, language) },
    { zh: '界线名称', en: 'Name', width: 26, cell: ({ name }) => name },
    { zh: '界线长度(km)', en: 'Stated length (km)', width: 13, cell: (line) => word(line.statedLengthKm) },
    { zh: '界线起点', en: 'First marker', width: 15, cell: (line) => word(on(line)[0]?.number ?? null) },
    { zh: '界线止点', en: 'Last marker', width: 15, cell: (line) => word(on(line).at(-1)?.number ?? null) },
    { zh: '界桩颗数', en: 'Markers', width: 9, cell: (line) => on(line).length },
    { zh: '单立桩颗数', en: 'Single markers', width: 9, cell: standing('single') },
    { zh: '双立桩颗数', en: 'Double markers', width: 9, cell: standing('double') },
    { zh: '三立桩颗数', en: 'Triple markers', width: 9, cell: standing('triple') },
    { zh: '其他信息', en: 'Other information', width: 26, cell: (line) => word(line.adoptedDocument) },
    { zh: '是否争议', en: 'Disputed', width: 9, cell: () => unknownWord(say) },
    { zh: '立式未知颗数', en: 'Markers of unknown standing', width: 9, cell: standing(null) },
    { zh: '毗邻方', en: 'Sides', width: 36, cell: ({ sides }) => sides.map(({ name }) => name).join(say('、', '; ')) },
    {
      zh: '椭球面长度(km)',
      en: 'Length on the ellipsoid (km)',
      width: 13,
      cell: (line) => word(line.computedLengthKm),
    },
    { zh: '批准日期', en: 'Adopted on', width: 12, cell: (line) => word(line.adoptedOn) },
    {
      zh: '三交点',
      en: 'Tri-points',
      width: 22,
      cell: ({ triPoints }) =>
        triPoints.map(({ name }) => name).join(say('、', '; ')) || say('未登记', 'none registered'),
    },
    { zh: '上次联检年份', en: 'Last inspection', width: 10, cell: (line) => word(line.lastInspectionYear) },
    { zh: '数据日期', en: 'As of', width: 12, cell: (line) => word(line.asOfDate) },
    { zh: '资料来源', en: 'Source', width: 26, cell: (line) => word(line.sourceDocument) },
    { zh: '演示数据', en: 'Demonstration', width: 9, cell: ({ demo }) => yesNo(demo, say) },
  ];
}

function markerFields({ language, lines, crs }: ExchangeTables, say: Say): Field<BoundaryMarkerItem>[] {
  const word = (value: Cell) => known(value, say);
  const inGrid = coordinateSystem(crs).units === 'metres';
  const inapplicable = say('不适用', 'does not apply');
  const geographic = inGrid ? storageCrs : crs;
  const lineById = new Map(lines.map((line) => [line.id, line]));
  const levels = ({ lineIds }: BoundaryMarkerItem) =>
    lineIds.flatMap((id) => lineById.get(id) ?? []).map(({ level }) => wordOf('level', level, language));
  const codes = ({ lineIds }: BoundaryMarkerItem) => lineIds.map((id) => lineById.get(id)?.code ?? unknownWord(say));
  const at = (axis: 0 | 1, system: string) => (marker: BoundaryMarkerItem) => {
    if (marker.position === null) return unknownWord(say);
    const converted = fromStorage(marker.position.coordinates, system)[axis];
    return rounded(converted, marker, system);
  };
  const gridAt = (axis: 0 | 1) => (inGrid ? at(axis, crs) : () => inapplicable);
  const joined = (words: readonly string[]) => word([...new Set(words)].join(say('、', '; ')));
  return [
    { zh: '界桩编号', en: 'Marker number', width: 15, cell: ({ number }) => number },
    { zh: '空间数据标识码', en: 'Spatial data id', width: 20, cell: ({ id }) => id },
    { zh: '界线代码', en: 'Line code', width: 16, cell: (marker) => joined(codes(marker)) },
    { zh: '纵坐标(m)', en: 'Grid north (m)', width: 14, cell: gridAt(1) },
    { zh: '横坐标(m)', en: 'Grid east (m)', width: 14, cell: gridAt(0) },
    { zh: '经度(°)', en: 'Longitude (°)', width: 14, cell: at(0, geographic) },
    { zh: '纬度(°)', en: 'Latitude (°)', width: 14, cell: at(1, geographic) },
    { zh: '界桩等级', en: 'Level', width: 12, cell: (marker) => joined(levels(marker)) },
    {
      zh: '界桩类型',
      en: 'Standing and faces',
      width: 14,
      cell: ({ standing, faces }) =>
        `${wordOf('standing', standing, language)}${faces === null ? say('、面数未知', ', faces unknown') : say(`${faces} 面`, `, ${faces} faces`)}`,
    },
    { zh: '界桩材质', en: 'Material', width: 12, cell: ({ material }) => wordOf('material', material, language) },
    ...[0, 1, 2].map((i): Field<BoundaryMarkerItem> => ({
      zh: `所在地${i + 1}`,
      en: `Location ${i + 1}`,
      width: 26,
      cell: ({ sides }) => sides[i]?.name ?? inapplicable,
    })),
    { zh: '高程(m)', en: 'Height (m)', width: 10, cell: ({ heightM }) => word(heightM) },
    ...ordinals.flatMap((ordinal, i) => objectFields(ordinal, i, { crs, inGrid }, say)),
    { zh: '位置描述', en: 'Description', width: 26, cell: ({ note }) => word(note) },
    {
      zh: '高程基准',
      en: 'Height datum',
      width: 20,
      cell: ({ heightDatum }) => wordOf('heightDatum', heightDatum, language),
    },
    {
      zh: '测量方法',
      en: 'Survey method',
      width: 20,
      cell: ({ surveyMethod }) => wordOf('method', surveyMethod, language),
    },
    { zh: '点位中误差(m)', en: 'σ of position (m)', width: 11, cell: ({ sigmaM }) => word(sigmaM) },
    { zh: '原坐标系', en: 'Given in', width: 12, cell: ({ sourceCrs }) => word(sourceCrs) },
    {
      zh: '坐标精度',
      en: 'Precision of position',
      width: 12,
      cell: ({ precision }) => (precision === 'surveyed' ? say('登记坐标', 'as registered') : say('已概略', 'rounded')),
    },
    {
      zh: '其余方位物数',
      en: 'Further reference objects',
      width: 10,
      cell: ({ references }) => Math.max(0, references.length - OBJECTS),
    },
    { zh: '埋设日期', en: 'Set on', width: 12, cell: ({ setOn }) => word(setOn) },
    { zh: '管护单位', en: 'Custodian', width: 22, cell: ({ custodian }) => word(custodian) },
    { zh: '状态', en: 'State', width: 12, cell: ({ state }) => wordOf('state', state, language) },
    { zh: '状态日期', en: 'State as of', width: 12, cell: ({ stateAsOf }) => word(stateAsOf) },
    { zh: '照片数', en: 'Photos', width: 8, cell: ({ photos }) => photos.length },
    { zh: '数据日期', en: 'As of', width: 12, cell: ({ asOfDate }) => word(asOfDate) },
    { zh: '资料来源', en: 'Source', width: 26, cell: ({ sourceDocument }) => word(sourceDocument) },
    { zh: '演示数据', en: 'Demonstration', width: 9, cell: ({ demo }) => yesNo(demo, say) },
  ];
}

/** Digits that a converted figure keeps: millimetres of a surveyed position; of a rounded one no more than its grid tells. */
function rounded(value: number, { precision }: BoundaryMarkerItem, system: string): number {
  const inMetres = coordinateSystem(system).units === 'metres';
  if (precision === 'surveyed') return Number(value.toFixed(inMetres ? 3 : 8));
  return inMetres ? Math.round(value / 1000) * 1000 : Number(value.toFixed(2));
}

function objectFields(
  ordinal: { zh: string; en: string },
  index: number,
  { crs, inGrid }: { crs: string; inGrid: boolean },
  say: Say,
): Field<BoundaryMarkerItem>[] {
  const none = say('未登记', 'not registered');
  const withheld = say('不公开', 'withheld');
  const azimuth = (marker: BoundaryMarkerItem): Cell => {
    const object = marker.references[index];
    if (object === undefined) return none;
    if (object.azimuthDeg === null) return withheld;
    if (!inGrid) return azimuthDms(object.azimuthDeg);
    if (marker.position === null) return say('坐标未知', 'position unknown');
    const convergence = meridianConvergence(...marker.position.coordinates, centralMeridianOf(crs)!);
    return azimuthDms((((object.azimuthDeg - convergence) % 360) + 360) % 360);
  };
  return [
    {
      zh: `${ordinal.zh}方位物位置`,
      en: `${ordinal.en} object`,
      width: 20,
      cell: ({ references }) => references[index]?.name ?? none,
    },
    {
      zh: `${ordinal.zh}方位物${inGrid ? '坐标' : '真'}方位角`,
      en: `${ordinal.en} object: ${inGrid ? 'grid' : 'true'} azimuth`,
      width: 14,
      cell: azimuth,
    },
    {
      zh: `${ordinal.zh}方位物距离(m)`,
      en: `${ordinal.en} object: distance (m)`,
      width: 12,
      cell: ({ references }) => (references[index] === undefined ? none : (references[index].distanceM ?? withheld)),
    },
  ];
}

function metadataSheet({ language, lines, markers, crs, snapshot, asOf }: ExchangeTables, say: Say): Sheet {
  const system = (id: string) => `${coordinateSystems.find((each) => each.id === id)!.label[language]} (${id})`;
  const inGrid = coordinateSystem(crs).units === 'metres';
  const roundedMarkers = markers.filter(({ precision }) => precision === 'rounded').length;
  const demo = [...lines, ...markers].filter((record) => record.demo).length;
  const sources = [...new Set([...lines, ...markers].map(({ sourceDocument }) => sourceDocument ?? unknownWord(say)))];
  const rows: [string, Cell][] = [
    [say('内容', 'Content'), say('行政区域界线与界桩数据', 'Boundary lines and markers')],
    [say('数据日期', 'As of'), asOf],
    [say('快照', 'Snapshot'), snapshot],
    [say('界线条数', 'Lines'), lines.length],
    [say('界桩颗数', 'Markers'), markers.length],
    [say('平面坐标系', 'Grid'), inGrid ? system(crs) : say('未选平面坐标系', 'no grid was chosen')],
    [say('经纬度坐标系', 'Longitude and latitude'), system(inGrid ? storageCrs : crs)],
    [
      say('方位角', 'Azimuths'),
      inGrid
        ? say(
            '坐标方位角(真方位角减子午线收敛角),度分秒',
            'grid azimuths (true azimuth less meridian convergence), degrees minutes seconds',
          )
        : say('真方位角,自真北顺时针,度分秒', 'from true north, clockwise, degrees minutes seconds'),
    ],
    [
      say('单位', 'Units'),
      say(
        '坐标、高程、距离、中误差:米;经纬度:度;长度:千米',
        'grid, height, distance, σ: metres; longitude, latitude: degrees; length: kilometres',
      ),
    ],
    [
      say('坐标精度', 'Precision'),
      roundedMarkers === 0
        ? say('登记坐标', 'as registered')
        : say(`${roundedMarkers} 颗界桩坐标已概略`, `positions of ${roundedMarkers} markers are rounded`),
    ],
    [
      say('演示数据', 'Demonstration data'),
      demo === 0
        ? say('无', 'none')
        : say(
            `${demo} 条记录为演示数据,不代表实际`,
            `${demo} records are demonstration data and stand for nothing real`,
          ),
    ],
    [say('资料来源', 'Sources'), sources.join('\n')],
    [
      say('字段次序', 'Order of fields'),
      say(
        '依 MZ/T 149-2020、MZ/T 150-2020 的数据项次序(未能核对标准原文,据公开程序的字段);“立式未知颗数”“高程基准”起为本系统附加的字段',
        'After the items of MZ/T 149-2020 and MZ/T 150-2020 (their text could not be checked; taken from published programs); fields from “Markers of unknown standing” and “Height datum” on are added',
      ),
    ],
  ];
  return {
    name: say('元数据', 'Metadata'),
    columns: [{ width: 22 }, { width: 90, wrap: true, align: 'left' }],
    rows: [[say('项目', 'Item'), say('内容', 'Value')], ...rows],
    headerRow: 1,
  };
}
