import type { DivisionEventKindId, DivisionLevel, DivisionTypeId } from '../../../gis-data/catalogue/index.ts';
import type { AdjustmentsQuestion } from '../../../server/divisions/contract.ts';
import type { DivisionItem } from '../../api/queries.ts';
import type { ScenarioChange } from '../../../server/scenarios/contract.ts';

/** A division that is to result, as far as it is filled in; empty fields are left to the server. */
export interface DraftPart {
  /** An existing division that goes on as this one. */
  id: string | null;
  name: string;
  code: string;
  type: DivisionTypeId | null;
}

/** An adjustment while it is filled in. */
export interface Draft {
  kind: DivisionEventKindId;
  level: DivisionLevel;
  fromIds: string[];
  parts: DraftPart[];
  /** Existing divisions that take in what an abolished one leaves. */
  receiverIds: string[];
  parentId: string | null;
  /** Position of the part that each record goes to. */
  assignments: Record<string, number>;
  document: string;
  note: string;
}

export const emptyPart: DraftPart = { id: null, name: '', code: '', type: null };

/** A draft of a kind with nothing chosen yet. */
export const emptyDraft = (kind: DivisionEventKindId, level: DivisionLevel): Draft => ({
  kind,
  level,
  fromIds: [],
  parts: kind === 'split' ? [emptyPart, emptyPart] : [emptyPart],
  receiverIds: [],
  parentId: null,
  assignments: {},
  document: '',
  note: '',
});

type Adjustment = AdjustmentsQuestion['adjustments'][number];

/** What the server is asked to plan. */
export function adjustmentOf(draft: Draft, effectiveDate: string): Adjustment {
  const { kind, fromIds, document, note, assignments } = draft;
  return {
    kind,
    effectiveDate,
    document: document.trim(),
    ...(note.trim() ? { note: note.trim() } : {}),
    fromIds,
    to: resultsOf(draft),
    ...(Object.keys(assignments).length > 0 ? { assignments } : {}),
  };
}

function resultsOf({ kind, level, parts, receiverIds, parentId }: Draft): NonNullable<Adjustment['to']> {
  if (kind === 'abolish') return receiverIds.map((id) => ({ id }));
  return parts.map(({ id, name, code, type }) => ({
    ...(id === null ? {} : { id }),
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(code.trim() ? { code: code.trim() } : {}),
    ...(type === null ? {} : { type }),
    ...(parentId === null ? {} : { parentId }),
    ...(kind === 'establish' ? { level } : {}),
  }));
}

/** Whether what belongs to the former division has to be assigned, because several divisions result. */
export const needsAssignments = ({ kind, receiverIds }: Draft) =>
  kind === 'split' || (kind === 'abolish' && receiverIds.length > 1);

/** Divisions as the scenario leaves them: what it has changed, made or ended already can be adjusted further. */
export function divisionsInScenario(
  items: readonly DivisionItem[],
  changes: readonly ScenarioChange[],
): DivisionItem[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  for (const { type, op, id, fields } of changes) {
    if (type !== 'division' || id === undefined) continue;
    if (op === 'delete') byId.delete(id);
    else if (op === 'create' || byId.has(id)) byId.set(id, { ...byId.get(id), ...fields, id } as DivisionItem);
  }
  return [...byId.values()];
}
