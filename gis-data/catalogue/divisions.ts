import type { Choice } from './fields.ts';
import { text, type Text } from './text.ts';

export type DivisionLevel = 'city' | 'county' | 'township' | 'village';

/** Levels from the top down; a division's parent is of the level before its own. */
export const divisionLevels: readonly { id: DivisionLevel; label: Text }[] = [
  { id: 'city', label: text('设区市', 'City') },
  { id: 'county', label: text('县级', 'County') },
  { id: 'township', label: text('乡级', 'Township') },
  { id: 'village', label: text('村(社区)', 'Village') },
];

/** Types of division. `urban` types are 街道 and 社区: the plan's "city subdistricts" are the type `subdistrict`. */
export const divisionTypes = [
  { id: 'prefectureCity', level: 'city', label: text('地级市', 'Prefecture-level city') },
  { id: 'district', level: 'county', label: text('市辖区', 'District') },
  { id: 'county', level: 'county', label: text('县', 'County') },
  { id: 'autonomousCounty', level: 'county', label: text('自治县', 'Autonomous county') },
  { id: 'countyCity', level: 'county', label: text('县级市', 'County-level city') },
  { id: 'subdistrict', level: 'township', label: text('街道', 'Subdistrict') },
  { id: 'town', level: 'township', label: text('镇', 'Town') },
  { id: 'township', level: 'township', label: text('乡', 'Township') },
  { id: 'community', level: 'village', label: text('社区(居委会)', 'Community') },
  { id: 'village', level: 'village', label: text('行政村', 'Village') },
] as const satisfies readonly (Choice & { level: DivisionLevel })[];

export type DivisionTypeId = (typeof divisionTypes)[number]['id'];

/** What may happen to divisions (行政区划变更). */
export const divisionEventKinds = [
  { id: 'establish', label: text('设立', 'Establish') },
  { id: 'abolish', label: text('撤销', 'Abolish') },
  { id: 'merge', label: text('合并', 'Merge') },
  { id: 'split', label: text('拆分', 'Split') },
  { id: 'rename', label: text('更名', 'Rename') },
  { id: 'transfer', label: text('改隶', 'Transfer') },
] as const satisfies readonly Choice[];

export type DivisionEventKindId = (typeof divisionEventKinds)[number]['id'];

/** How good a division's counts are. */
export const countQualities = [
  { id: 'census', label: text('普查', 'Census') },
  { id: 'approximate', label: text('约数', 'Approximate') },
  { id: 'estimated', label: text('推算', 'Estimated') },
] as const satisfies readonly Choice[];

export type CountQualityId = (typeof countQualities)[number]['id'];
