import { text, type Text } from './text.ts';
import type { Clause } from './indicators.ts';

/** Day on which the revised regulation on funeral and interment (殡葬管理条例, 8 chapters, 73 articles) took effect. */
export const funeralRegulationRevisedOn = '2026-03-30';

const funeralRegulation = text('殡葬管理条例', 'Regulation on funeral and interment control');
const article10 = (item: Text): Clause => ({
  document: funeralRegulation,
  place: text(`第十条${item.zh}`, `Article 10, ${item.en}`),
});
const farmlandAndForest = article10(text('第一款第(一)项', 'paragraph 1, item 1'));
const parksAndRelics = article10(text('第一款第(二)项', 'paragraph 1, item 2'));
const nearWater = article10(text('第一款第(三)项', 'paragraph 1, item 3'));
const besideRoutes = article10(text('第一款第(四)项', 'paragraph 1, item 4'));

/** Clause that a rural public cemetery serves its own villagers only by. */
export const ownVillagersClause: Clause = {
  document: funeralRegulation,
  place: text('第九条第二款', 'Article 9, paragraph 2'),
};

/** Default of the rule by which land of a kind is closed to burial. Users override it for a date by their own. */
export interface ExclusionRuleDefault {
  effectiveFrom: string;
  /** How far around the land it reaches, metres; 0: the land itself only. */
  distanceM: number;
  clause: Clause;
  /** Whether the clause was read in the text in force. */
  confirmed: boolean;
  /**
   * Days on which the document was replaced by one whose text is not at hand: the rule is carried over from then on, to be
   * confirmed (条文待核对).
   */
  carriedOverFrom: readonly string[];
}

/** What the geometries of a layer may be. */
export type LandGeometry = 'polygon' | 'line';

/** A kind of land on which, or near which, nobody may be buried. */
export interface ExclusionKind {
  id: string;
  label: Text;
  geometries: readonly LandGeometry[];
  rule: ExclusionRuleDefault;
}

/** Rules of the regulation of 1997-07-21 (State Council order 225), of which the revision is not at hand. */
const byRegulation = (clause: Clause, distanceM: number): ExclusionRuleDefault => ({
  effectiveFrom: '1997-07-21',
  distanceM,
  clause,
  confirmed: true,
  carriedOverFrom: [funeralRegulationRevisedOn],
});

const polygons = ['polygon'] as const;
const linesOrPolygons = ['line', 'polygon'] as const;

/** Metres that "near" (附近) and "beside" (两侧) are taken for; the regulation gives no figure. */
const NEAR_WATER_M = 300;
const BESIDE_ROUTES_M = 500;

/** Kinds of exclusion layers. */
export const exclusionKinds = [
  {
    id: 'farmland',
    label: text('耕地', 'Farmland'),
    geometries: polygons,
    rule: byRegulation(farmlandAndForest, 0),
  },
  {
    id: 'forest',
    label: text('林地', 'Forest land'),
    geometries: polygons,
    rule: byRegulation(farmlandAndForest, 0),
  },
  {
    id: 'cityPark',
    label: text('城市公园', 'City park'),
    geometries: polygons,
    rule: byRegulation(parksAndRelics, 0),
  },
  {
    id: 'scenicArea',
    label: text('风景名胜区', 'Scenic area'),
    geometries: polygons,
    rule: byRegulation(parksAndRelics, 0),
  },
  {
    id: 'culturalRelics',
    label: text('文物保护区', 'Protected area of cultural relics'),
    geometries: polygons,
    rule: byRegulation(parksAndRelics, 0),
  },
  {
    id: 'water',
    label: text('水库、河流堤坝', 'Reservoir, river bank or dam'),
    geometries: linesOrPolygons,
    rule: byRegulation(nearWater, NEAR_WATER_M),
  },
  {
    id: 'waterSource',
    label: text('水源保护区', 'Water source protection area'),
    geometries: polygons,
    rule: byRegulation(nearWater, 0),
  },
  {
    id: 'railway',
    label: text('铁路', 'Railway'),
    geometries: linesOrPolygons,
    rule: byRegulation(besideRoutes, BESIDE_ROUTES_M),
  },
  {
    id: 'trunkRoad',
    label: text('公路主干线', 'Trunk road'),
    geometries: linesOrPolygons,
    rule: byRegulation(besideRoutes, BESIDE_ROUTES_M),
  },
  {
    id: 'basicFarmland',
    label: text('永久基本农田', 'Permanent basic farmland'),
    geometries: polygons,
    rule: {
      effectiveFrom: '1999-01-01',
      distanceM: 0,
      clause: {
        document: text('基本农田保护条例', 'Regulation on the protection of basic farmland'),
        place: text('第十七条', 'Article 17'),
      },
      confirmed: false, // the text is not at hand
      carriedOverFrom: [],
    },
  },
  {
    id: 'ecologicalRedLine',
    label: text('生态保护红线', 'Ecological protection red line'),
    geometries: polygons,
    rule: {
      effectiveFrom: '2019-11-01',
      distanceM: 0,
      clause: {
        document: text(
          '关于在国土空间规划中统筹划定落实三条控制线的指导意见',
          'Guiding opinions on drawing the three control lines in territorial planning',
        ),
        place: text('二、(四)', 'Part 2, no. 4'),
      },
      confirmed: false,
      carriedOverFrom: [],
    },
  },
] as const satisfies readonly ExclusionKind[];

export type ExclusionKindId = (typeof exclusionKinds)[number]['id'];

/** Kind of the layers of public land parcels (公共用地候选地块), on which facilities may be built. */
export const parcelKind = {
  id: 'candidateParcels',
  label: text('候选地块', 'Candidate parcels'),
  geometries: polygons,
} as const;

export type LandKindId = ExclusionKindId | (typeof parcelKind)['id'];

/** Every kind of layer of land. */
export const landKinds: readonly { id: LandKindId; label: Text; geometries: readonly LandGeometry[] }[] = [
  ...exclusionKinds,
  parcelKind,
];

const byId: ReadonlyMap<string, (typeof landKinds)[number]> = new Map(landKinds.map((kind) => [kind.id, kind]));

/**
 * The catalogue entry of a kind of land.
 * @throws RangeError when the catalogue has none of that id
 */
export function landKind(id: string): (typeof landKinds)[number] {
  const kind = byId.get(id);
  if (!kind) throw new RangeError(`No kind of land "${id}" in the catalogue`);
  return kind;
}

/**
 * How the demand for burial places is estimated where the asker says nothing else (domain: county funeral rate).
 * `landPerPlotM2` is the land of a place with its share of paths and green, an assumption to be replaced by the design's.
 */
export const burialDemandDefaults = {
  deathsPerPersonYear: 0.0054,
  years: 20,
  shareInThisForm: 0.5,
  landPerPlotM2: 2,
} as const;
