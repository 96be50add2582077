import type { FacilityEdit } from '../../server/coverage/contract.ts';

export type Position = readonly [longitude: number, latitude: number];

/** Edits tried out, in the order in which their facilities were first touched. */
export type Edits = readonly FacilityEdit[];

type Move = Extract<FacilityEdit, { op: 'move' }>;
type Add = Extract<FacilityEdit, { op: 'add' }>;
type Reclassify = Extract<FacilityEdit, { op: 'reclassify' }>;

/** The facility that an edit is about. */
export const editedId = (edit: FacilityEdit): string => (edit.op === 'add' ? edit.id : edit.facilityId);

/** Position for the wire: 10⁻⁷ degrees, about a centimetre. */
const rounded = ([longitude, latitude]: Position): [number, number] => [
  Math.round(longitude * 1e7) / 1e7,
  Math.round(latitude * 1e7) / 1e7,
];

export const pointAt = (position: Position) => ({ type: 'Point' as const, coordinates: rounded(position) });

function mergedInto(added: Add, edit: Move | Reclassify): Add {
  if (edit.op === 'move') return { ...added, at: edit.to };
  const functions = edit.functions
    ? Object.entries(edit.functions).flatMap(([id, offered]) => (offered ? [id] : []))
    : added.functions;
  return { ...added, kind: edit.kind ?? added.kind, ...(functions ? { functions } : {}) };
}

/**
 * The edits with one more. A facility has at most one edit of each sort, the newest; one that closes has no other; what
 * is done to a facility that was itself added here changes the addition, and closing it takes it away.
 */
export function withEdit(edits: Edits, edit: FacilityEdit): Edits {
  const id = editedId(edit);
  const added = edits.find((other): other is Add => other.op === 'add' && other.id === id);
  if (added && edit.op !== 'add') {
    if (edit.op === 'close') return edits.filter((other) => other !== added);
    return edits.map((other) => (other === added ? mergedInto(added, edit) : other));
  }
  const replaced = (other: FacilityEdit) =>
    editedId(other) === id && (edit.op === 'close' || other.op === 'close' || other.op === edit.op);
  return [...edits.filter((other) => !replaced(other)), edit];
}

/** The edits without those of one facility. */
export const withoutFacility = (edits: Edits, id: string): Edits => edits.filter((edit) => editedId(edit) !== id);

/** Where a facility stands under the edits; `undefined` where they say nothing of it. */
export function triedPosition(edits: Edits, id: string): Position | undefined {
  for (const edit of edits) {
    if (editedId(edit) !== id) continue;
    if (edit.op === 'move') return edit.to.coordinates;
    if (edit.op === 'add') return edit.at.coordinates;
  }
  return undefined;
}

export const isClosed = (edits: Edits, id: string): boolean =>
  edits.some((edit) => edit.op === 'close' && edit.facilityId === id);

/** A name for an added facility, unused among the edits. */
export function newFacilityId(edits: Edits): string {
  for (let number = 1; ; number++) {
    const id = `trial-${number}`;
    if (!edits.some((edit) => editedId(edit) === id)) return id;
  }
}

/** What has been tried, step by step, so that the last step can be taken back. The last entry holds. */
export interface Trial {
  steps: readonly Edits[];
}

export const emptyTrial: Trial = { steps: [[]] };

export const editsOf = ({ steps }: Trial): Edits => steps[steps.length - 1]!;

export type TrialAction = { type: 'set'; edits: Edits } | { type: 'undo' } | { type: 'reset' };

export function trialReducer(trial: Trial, action: TrialAction): Trial {
  switch (action.type) {
    case 'set':
      return { steps: [...trial.steps, action.edits] };
    case 'undo':
      return trial.steps.length > 1 ? { steps: trial.steps.slice(0, -1) } : trial;
    case 'reset':
      return emptyTrial;
  }
}
