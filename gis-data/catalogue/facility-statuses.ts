import type { Choice } from './fields.ts';
import { text } from './text.ts';

/** Life of a facility. A record whose status is unknown carries `null`, not one of these. Append, never reorder. */
export const facilityStatuses = [
  { id: 'planned', label: text('规划', 'Planned'), aliases: ['拟建'] },
  { id: 'building', label: text('在建', 'Under construction'), aliases: ['建设中'] },
  { id: 'operating', label: text('运营', 'Operating'), aliases: ['运营中', '在营', '正常', '正常运营', '使用中'] },
  { id: 'suspended', label: text('停业', 'Suspended'), aliases: ['暂停', '停业整顿', '歇业'] },
  { id: 'closed', label: text('撤销', 'Closed'), aliases: ['关闭', '注销', '已撤销'] },
] as const satisfies readonly Choice[];

export type FacilityStatusId = (typeof facilityStatuses)[number]['id'];

export const facilityStatusIndex: ReadonlyMap<string, number> = new Map(facilityStatuses.map((s, i) => [s.id, i]));
