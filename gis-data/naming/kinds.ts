import { text, type Text } from '../catalogue/text.ts';

/** What a name is the name of, as far as the naming rules tell one thing from another. */
export const nameKinds = [
  'countyOrHigher',
  'township',
  'village',
  'hamlet',
  'road',
  'estate',
  'building',
  'naturalFeature',
  'park',
  'facility',
  'other',
] as const;
export type NameKind = (typeof nameKinds)[number];

export const nameKindLabels: Readonly<Record<NameKind, Text>> = {
  countyOrHigher: text('县级以上行政区划', 'division at or above county level'),
  township: text('乡、镇、街道', 'township or subdistrict'),
  village: text('村(居)民委员会所在地', 'seat of a village or residents’ committee'),
  hamlet: text('自然村', 'natural village'),
  road: text('街路巷', 'street, road or lane'),
  estate: text('住宅区', 'residential estate'),
  building: text('楼宇', 'building'),
  naturalFeature: text('自然地理实体', 'natural feature'),
  park: text('城市公园、自然保护地', 'urban park or protected area'),
  facility: text('交通、水利、电力、通信、气象等设施', 'transport, water, power, telecom or weather facility'),
  other: text('其他地理实体', 'other feature'),
};

/** Area within which a name stands alone. */
export const nameScopes = ['nation', 'province', 'county', 'township', 'builtUpArea'] as const;
export type NameScope = (typeof nameScopes)[number];

export const nameScopeLabels: Readonly<Record<NameScope, Text>> = {
  nation: text('全国', 'the country'),
  province: text('同一省级行政区域', 'the same province'),
  county: text('同一县级行政区域', 'the same county'),
  township: text('同一乡镇', 'the same township'),
  builtUpArea: text('同一建成区', 'the same built-up area'),
};

/** Facts about a feature that a 通名 may ask for. Areas in square metres, shares from 0 to 1. */
export const featureFacts = [
  'floors',
  'siteAreaM2',
  'floorAreaM2',
  'openShare',
  'greenShare',
  'roadWidthM',
  'hillside',
] as const;
export type FeatureFact = (typeof featureFacts)[number];

export const featureFactLabels: Readonly<Record<FeatureFact, Text>> = {
  floors: text('层数', 'floors'),
  siteAreaM2: text('占地面积(平方米)', 'site area (m²)'),
  floorAreaM2: text('总建筑面积(平方米)', 'floor area (m²)'),
  openShare: text('整块露天公共场地占比', 'share of open public ground'),
  greenShare: text('绿地率', 'green share'),
  roadWidthM: text('路宽(米)', 'road width (m)'),
  hillside: text('依山而建', 'on a hillside'),
};

/** What the rules look at. */
export const namingChecks = [
  'length',
  'invisible-character',
  'compatibility-character',
  'not-chinese',
  'digits',
  'traditional-form',
  'rare-character',
  'ordinal',
  'duplicate',
  'homophone',
  'look-alike',
  'same-specific',
  'former-name',
  'scope-unknown',
  'generic-missing',
  'generic-alone',
  'generic-stacked',
  'generic-kind',
  'generic-threshold',
  'reserved-word',
  'direction',
  'famous-feature',
  'place-of-facility',
] as const;
export type NamingCheck = (typeof namingChecks)[number];

/** How well the place of a clause is known. */
export const clauseStandings = ['known', 'unconfirmed', 'practice'] as const;

/** Why a word is kept out of place names. */
export const reservedWordKinds = ['leader', 'person', 'role', 'foreign', 'company', 'grand'] as const;
export type ReservedWordKind = (typeof reservedWordKinds)[number];

/** What a list of such words holds. */
export const reservedWordLists: Readonly<Record<ReservedWordKind, Text>> = {
  leader: text('国家领导人名单', 'leaders of the state'),
  person: text('人名名单', 'names of persons'),
  role: text('文艺作品人物名单', 'characters in works of art'),
  foreign: text('外国人名地名名单', 'foreign persons and places'),
  company: text('企业名称、商标名单', 'companies and brands'),
  grand: text('大而不当的词语名单', 'words too grand for a place'),
};
