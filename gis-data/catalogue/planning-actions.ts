import { text, type Text } from './text.ts';

/** What a plan does to facilities, so that it can be priced: the same actions for scenarios and for the solver. */
export interface PlanningAction {
  id: PlanningActionId;
  label: Text;
  /** Measures by which a rate may be stated; `site` is once for each facility acted on. */
  per: readonly CostMeasureId[];
}

export type PlanningActionId =
  'build' | 'close' | 'relocate' | 'addFunction' | 'addBeds' | 'certifyBeds' | 'share' | 'other';

export type CostMeasureId = 'site' | 'bed' | 'squareMetre' | 'plot';

export const costMeasures: readonly { id: CostMeasureId; label: Text }[] = [
  { id: 'site', label: text('每处', 'per facility') },
  { id: 'bed', label: text('每张床位', 'per bed') },
  { id: 'squareMetre', label: text('每平方米', 'per m²') },
  { id: 'plot', label: text('每个墓(格)位', 'per burial plot') },
];

export const planningActions: readonly PlanningAction[] = [
  { id: 'build', label: text('新建', 'Build'), per: ['site', 'bed', 'squareMetre', 'plot'] },
  { id: 'close', label: text('关停', 'Close'), per: ['site'] },
  { id: 'relocate', label: text('迁址', 'Relocate'), per: ['site', 'bed', 'squareMetre'] },
  { id: 'addFunction', label: text('增设功能', 'Add a function'), per: ['site'] },
  { id: 'addBeds', label: text('增加床位', 'Add beds'), per: ['bed'] },
  { id: 'certifyBeds', label: text('认定护理型床位', 'Certify nursing beds'), per: ['bed'] },
  { id: 'share', label: text('与邻近乡镇共用', 'Share with a neighbouring township'), per: ['site'] },
  { id: 'other', label: text('其他变更', 'Other change'), per: ['site'] },
];

/** What a plan calls opening again what does not operate; rates price it as an other change. */
export const reopeningLabel = text('恢复运营', 'Reopen');
