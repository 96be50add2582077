import type { ChangeInput, Finding } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { adjustmentProblems } from './adjustment-checks.ts';
import type { DivisionAdjustment } from './contract.ts';
import { renameNames } from './name-following.ts';
import { isPlaced, settlePlaced } from './place-following.ts';
import type { Planning } from './planning.ts';
import { regroup } from './regroup.ts';
import { hasSides, settleSides } from './side-following.ts';
import { moveTerritory } from './territory.ts';
import { workingRegister } from './working-register.ts';

/** Adjustments written as changes, one for each record, and what a person should know about them. */
export interface AdjustmentPlan {
  changes: ChangeInput[];
  findings: Finding[];
}

/**
 * Writes adjustments of divisions (行政区划调整) as changes: the divisions themselves, everything that belongs to them
 * (`divisionReferences`), and an entry in the lineage for each. They are planned one after another, each on what the ones
 * before it leave, and come out as one change set: all of it or nothing.
 *
 * A renaming or transfer keeps the division's identity, and its statistics with it. A merger, split or abolition ends
 * divisions, and what belonged to them moves to their successors: to the only one, or to the one that `assignments`
 * names. An establishment with former divisions takes from them what is assigned to it, and they go on.
 * @param snapshot the register on the adjustments' day
 * @param adjustments all of one day
 * @param newId makes identifiers for new divisions and the lineage entries
 * @throws Problem `invalid` with one item for everything that keeps an adjustment from being planned
 */
export function planAdjustments(
  snapshot: Snapshot,
  adjustments: readonly DivisionAdjustment[],
  newId: () => string,
): AdjustmentPlan {
  const register = workingRegister(snapshot);
  const findings: Finding[] = [];
  const items: ProblemItem[] = [];
  const endedHere = new Map<string, number>();
  adjustments.forEach((adjustment, i) => {
    const path = `adjustments.${i}`;
    const found = adjustmentProblems(register, adjustment, path, endedHere);
    if (found.length === 0) found.push(...adjust({ register, adjustment, newId, findings }, path));
    items.push(...found);
    for (const id of adjustment.fromIds) {
      if (found.length === 0 && !register.get('division', id)) endedHere.set(id, i + 1);
    }
  });
  if (items.length > 0) throw problems.invalid(items);
  const [day] = adjustments;
  return { changes: day ? register.changes(day.effectiveDate) : [], findings };
}

function adjust(planning: Planning, path: string): ProblemItem[] {
  const { adjustment } = planning;
  if (adjustment.kind === 'rename' || adjustment.kind === 'transfer') {
    keepIdentity(planning);
    enter(planning, adjustment.fromIds);
    return [];
  }
  const { problems: items, resultIds } = regroup(planning);
  if (items.length > 0) return items.map((item) => ({ ...item, path: `${path}.${item.path}` }));
  enter(planning, resultIds);
  return [];
}

/** Renames a division, or hands it with all that lies in it to another one above. */
function keepIdentity(planning: Planning): void {
  const { register, adjustment } = planning;
  const id = adjustment.fromIds[0]!;
  const before = register.get('division', id)!;
  const { id: _, ...fields } = adjustment.to?.[0] ?? {};
  register.update('division', id, fields);
  renameNames(planning, id, before.name);
  const { parentId } = register.get('division', id)!;
  if (parentId === before.parentId) return;
  moveTerritory(planning, before.name, { counts: before, boundary: before.boundary }, before.parentId, parentId);
  for (const dependent of register.dependentsOf(id)) {
    if (isPlaced(dependent.type)) settlePlaced(register, dependent.type, dependent.id);
    if (hasSides(dependent.type)) settleSides(register, dependent.type, dependent.id);
  }
}

/** Enters the adjustment in the lineage. */
function enter({ register, adjustment, newId }: Planning, toIds: readonly string[]): void {
  const { kind, effectiveDate, document, fromIds, note } = adjustment;
  register.create('divisionEvent', newId(), {
    kind,
    effectiveDate,
    document,
    fromIds: [...fromIds],
    toIds: [...toIds],
    note: note ?? null,
    demo: false,
  });
}
