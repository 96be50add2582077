import type { Choice } from './fields.ts';
import { text } from './text.ts';

/**
 * Functions a facility may offer. On a record each function of its kind is `true`, `false` or unknown (`null`).
 * The position in this list is the bit in a snapshot's function masks: append, never reorder.
 */
export const facilityFunctions = [
  { id: 'fullDayCare', label: text('全日托养', 'Full-day residential care'), aliases: ['全托', '全日照护'] },
  { id: 'dayCare', label: text('日间照料', 'Day care'), aliases: ['日托'] },
  { id: 'homeVisits', label: text('上门服务', 'Home visits'), aliases: ['居家上门'] },
  {
    id: 'regionalCoordination',
    label: text('区域协调指导', 'Regional coordination and guidance'),
    aliases: ['区域协调'],
  },
  { id: 'industryManagement', label: text('行业管理', 'Industry management') },
  { id: 'technicalGuidance', label: text('技术指导', 'Technical guidance') },
  { id: 'emergencySupport', label: text('应急支援', 'Emergency support') },
  { id: 'trainingDemonstration', label: text('培训示范', 'Training and demonstration') },
  { id: 'meals', label: text('助餐供餐', 'Meals'), aliases: ['助餐'] },
  { id: 'volunteerStation', label: text('志愿服务站点', 'Volunteer station'), aliases: ['志愿服务'] },
  { id: 'counsellingRoom', label: text('婚姻家庭辅导室', 'Marriage counselling room'), aliases: ['辅导室'] },
  { id: 'certificateHall', label: text('颁证室', 'Certificate hall') },
  {
    id: 'crossProvinceRegistration',
    label: text('婚姻登记跨省通办', 'Cross-province marriage registration'),
    aliases: ['跨省通办'],
  },
  { id: 'residenceApplication', label: text('居住地申办', 'Application at place of residence') },
  { id: 'cremation', label: text('遗体火化', 'Cremation') },
  { id: 'ashStorage', label: text('骨灰存放', 'Ash storage') },
  { id: 'ecoBurial', label: text('节地生态安葬', 'Land-saving ecological burial') },
] as const satisfies readonly Choice[];

export type FacilityFunctionId = (typeof facilityFunctions)[number]['id'];

export const facilityFunctionIndex: ReadonlyMap<string, number> = new Map(facilityFunctions.map((f, i) => [f.id, i]));
