import { text } from './text.ts';

/**
 * What a place-name sign (地名标志) stands for. GB 17733-2008 sorts signs by the thing that is named; the wording of its table
 * is not at hand, so these are the classes of things that signs are put up for in the register.
 */
export const signKinds = [
  { id: 'administrative', label: text('行政区域标志', 'Sign of an administrative area') },
  { id: 'village', label: text('村(居民点)标志', 'Village or settlement sign') },
  { id: 'road', label: text('街路巷标志', 'Street sign') },
  { id: 'plate', label: text('楼门牌', 'Building or door plate') },
  { id: 'transport', label: text('交通运输设施标志', 'Sign of a transport facility') },
  { id: 'natural', label: text('自然地理实体标志', 'Sign of a natural feature') },
  { id: 'memorial', label: text('纪念地、旅游地标志', 'Sign of a memorial or sight') },
] as const;
export type SignKindId = (typeof signKinds)[number]['id'];

/** How a sign was found. */
export const signConditions = [
  { id: 'intact', label: text('完好', 'Intact') },
  { id: 'illegible', label: text('字迹不清', 'Illegible') },
  { id: 'leaning', label: text('倾斜、松动', 'Leaning or loose') },
  { id: 'damaged', label: text('破损', 'Damaged') },
  { id: 'missing', label: text('缺失', 'Missing') },
] as const;
export type SignConditionId = (typeof signConditions)[number]['id'];

/** What the board of a sign is made of. */
export const signMaterials = [
  { id: 'aluminium', label: text('铝板', 'Aluminium') },
  { id: 'steel', label: text('钢板', 'Steel') },
  { id: 'stone', label: text('石质', 'Stone') },
  { id: 'concrete', label: text('混凝土', 'Concrete') },
  { id: 'wood', label: text('木质', 'Wood') },
  { id: 'other', label: text('其他', 'Other') },
] as const;

/** What is wrong with a sign. */
export const signDefectKinds = [
  { id: 'oldName', label: text('仍为原名', 'Shows a former name') },
  { id: 'textDiffers', label: text('文字与标准名称不符', 'Text differs from the standard name') },
  { id: 'pinyinDiffers', label: text('拼音与标准拼音不符', 'Pinyin differs from the standard one') },
  { id: 'nameEnded', label: text('地名已不使用', 'Name no longer in use') },
  { id: 'condition', label: text('状况不良', 'Poor condition') },
  { id: 'overdue', label: text('逾期未巡查', 'Inspection overdue') },
] as const;
export type SignDefectKindId = (typeof signDefectKinds)[number]['id'];
