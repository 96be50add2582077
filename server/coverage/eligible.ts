import { allOf, isOperating, offersAll, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { CoverageQuestion } from './contract.ts';

/**
 * Whether a facility serves: operating on the snapshot's date, of an eligible kind, offering every asked function. An
 * unknown status or function leaves the answer unknown.
 */
export function serves(
  snapshot: Snapshot,
  facilityRow: number,
  question: Pick<CoverageQuestion, 'facilityKinds' | 'functions'>,
): Truth {
  if (!question.facilityKinds.includes(snapshot.facilities.bodies[facilityRow]!.kind)) return 'no';
  return allOf(isOperating(snapshot, facilityRow), offersAll(snapshot, facilityRow, question.functions));
}
