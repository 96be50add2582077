import { text, type Text } from './text.ts';

/** Words for boundaries: lines, markers, their states and the steps of a joint inspection. */
export interface CatalogueWord<Id extends string = string> {
  id: Id;
  label: Text;
}

/** Levels of boundary lines (行政区域界线管理条例, 令353). */
export const boundaryLevels = [
  { id: 'province', label: text('省级界线', 'Provincial line') },
  { id: 'city', label: text('市级界线', 'City line') },
  { id: 'county', label: text('县级界线', 'County line') },
  { id: 'township', label: text('乡级界线', 'Township line') },
] as const satisfies readonly CatalogueWord[];
export type BoundaryLevel = (typeof boundaryLevels)[number]['id'];

/** How many markers stand for one point of the line, with the letters at the end of their numbers (GB/T 17796-2009). */
export const markerStandings = [
  { id: 'single', label: text('单立', 'Single'), letters: [''] },
  { id: 'double', label: text('双立', 'Double'), letters: ['A', 'B'] },
  { id: 'triple', label: text('三立', 'Triple'), letters: ['C', 'D', 'E'] },
] as const satisfies readonly (CatalogueWord & { letters: readonly string[] })[];
export type MarkerStanding = (typeof markerStandings)[number]['id'];

export const markerMaterials = [
  { id: 'granite', label: text('花岗岩', 'Granite') },
  { id: 'stone', label: text('其他石材', 'Other stone') },
  { id: 'concrete', label: text('钢筋混凝土', 'Reinforced concrete') },
  { id: 'other', label: text('其他', 'Other') },
] as const satisfies readonly CatalogueWord[];

/** States of a marker found by an inspection. */
export const markerStates = [
  { id: 'intact', label: text('完好', 'Intact') },
  { id: 'damaged', label: text('损坏', 'Damaged') },
  { id: 'moved', label: text('移位', 'Moved') },
  { id: 'lost', label: text('丢失', 'Lost') },
  { id: 'endangered', label: text('危及', 'Endangered') },
  { id: 'referencesMissing', label: text('方位物缺失', 'Reference objects missing') },
  { id: 'notReached', label: text('未到达', 'Not reached') },
] as const satisfies readonly CatalogueWord[];
export type MarkerState = (typeof markerStates)[number]['id'];

export const surveyMethods = [
  { id: 'gnssRtk', label: text('GNSS RTK 测量', 'GNSS RTK') },
  { id: 'gnssStatic', label: text('GNSS 静态测量', 'GNSS static') },
  { id: 'gnssSingle', label: text('手持 GNSS 单点定位', 'Handheld GNSS, single point') },
  { id: 'totalStation', label: text('全站仪测量', 'Total station') },
  { id: 'map', label: text('图上量取', 'Read from a map') },
  { id: 'resection', label: text('方位物交会恢复', 'Restored from reference objects') },
] as const satisfies readonly CatalogueWord[];

export const heightDatums = [
  { id: 'EPSG:5737', label: text('1985 国家高程基准', '1985 national height datum') },
  { id: 'ellipsoid', label: text('CGCS2000 大地高', 'CGCS2000 ellipsoidal height') },
] as const satisfies readonly CatalogueWord[];

/** The seven steps of a joint inspection of one line, in their order. */
export const inspectionSteps = [
  { id: 'plan', label: text('实施方案', 'Plan') },
  { id: 'deskCheck', label: text('内业核对', 'Desk check') },
  { id: 'fieldRecord', label: text('外业记录', 'Field record') },
  { id: 'repair', label: text('修复/修测', 'Repair and resurvey') },
  { id: 'report', label: text('联检报告', 'Report') },
  { id: 'filing', label: text('备案', 'Filing') },
  { id: 'archive', label: text('归档', 'Archive') },
] as const satisfies readonly CatalogueWord[];
export type InspectionStep = (typeof inspectionSteps)[number]['id'];

/** Years between two joint inspections of a line (行政区域界线管理条例 art. 12). */
export const inspectionCycleYears = 5;

/**
 * Number of a marker by level of its line: line code, serial in three digits, letter of the standing. A line's code at
 * provincial level pairs the two provinces' codes, the smaller first (京冀 1113).
 */
export const markerNumberPatterns: Record<BoundaryLevel, { lineCode: RegExp; serialDigits: number }> = {
  province: { lineCode: /^\d{4}$/, serialDigits: 3 },
  city: { lineCode: /^\d{8}$/, serialDigits: 3 },
  county: { lineCode: /^\d{12}$/, serialDigits: 3 },
  township: { lineCode: /^\d{18}$/, serialDigits: 3 },
};

/** Grid in degrees to which positions of markers are rounded for those who may not see them precisely. */
export const publicMarkerGridDegrees = 0.01;

/** A number by which the geometry of lines and markers is judged. */
export interface BoundaryGeometryRule {
  label: Text;
  value: number;
  unit: 'm' | 'share' | 'times';
  /** Day since which this value has been used here. */
  since: string;
  source: Text;
}

const ownChoice = text('软件缺省值,标准中未查到,可调', 'Default of this software; no standard was found that sets it');

/**
 * By what the geometry is judged. GB/T 17796-2009 could not be read while this was made, and no public text was found
 * that limits the distance between markers; so distances between markers are told, and never judged as too long.
 */
export const boundaryGeometryRules = {
  lineAccuracy: {
    label: text('界线图上精度', 'Accuracy of a drawn line'),
    value: 15,
    unit: 'm',
    since: '2026-11-30',
    source: text(
      '1∶5 万边界地形图上 0.3 mm 线宽所合实地距离',
      'Ground width of a line of 0.3 mm on the 1:50,000 boundary map',
    ),
  },
  besideLine: {
    label: text('双立、三立界桩离界线最远', 'Farthest that double and triple markers stand beside the line'),
    value: 200,
    unit: 'm',
    since: '2026-11-30',
    source: ownChoice,
  },
  worstSigma: {
    label: text('登记允许的最大中误差', 'Worst standard deviation that the register accepts'),
    value: 1000,
    unit: 'm',
    since: '2026-11-30',
    source: text('界桩登记字段 sigmaM 的上限', 'Upper limit of the field sigmaM of a marker'),
  },
  nearestMarkers: {
    label: text('不同序号的界桩最近', 'Nearest that markers of different serials stand'),
    value: 10,
    unit: 'm',
    since: '2026-11-30',
    source: ownChoice,
  },
  unusualSpacing: {
    label: text('异常间距与本线中位间距之比', "Unusual distance, in times of the line's median"),
    value: 3,
    unit: 'times',
    since: '2026-11-30',
    source: ownChoice,
  },
  length: {
    label: text('长度容差', 'Tolerance of lengths'),
    value: 0.05,
    unit: 'share',
    since: '2026-11-30',
    source: ownChoice,
  },
  border: {
    label: text('界线与区划范围的容差', 'Tolerance between a line and the border of a division'),
    value: 50,
    unit: 'm',
    since: '2026-11-30',
    source: text('1∶5 万边界地形图上 1 mm 所合实地距离', 'Ground length of 1 mm on the 1:50,000 boundary map'),
  },
  borderReach: {
    label: text('界线可与区划范围比较的最远距离', 'Farthest that a line is still compared with a border'),
    value: 5000,
    unit: 'm',
    since: '2026-11-30',
    source: ownChoice,
  },
} as const satisfies Record<string, BoundaryGeometryRule>;
export type BoundaryGeometryRules = Record<keyof typeof boundaryGeometryRules, BoundaryGeometryRule>;

/**
 * Largest standard deviation in metres with which a position recorded in the field serves its purpose; a worse one may be
 * recorded, but is marked. A handheld receiver shows that the right marker was found; whether it moved takes a survey.
 */
export const fieldAccuracyM = 10;
