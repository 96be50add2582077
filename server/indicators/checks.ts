import {
  facilityFunctions,
  facilityFunctionIndex,
  facilityStatuses,
  text,
  type FacilityFunctionId,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { isOperating, offersAll, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import { listing } from './evidence.ts';

/**
 * One requirement put to a facility, with the words for failing it and for not knowing. The words follow the facility's
 * name in a sentence, and are made only when they are needed.
 */
export interface Check {
  truth: Truth;
  failed(): Text;
  open(): Text;
}

const functionLabel = (id: string): Text => facilityFunctions[facilityFunctionIndex.get(id)!]!.label;

/** Whether the facility operates on the snapshot's date. */
export function operatingCheck(snapshot: Snapshot, row: number): Check {
  return {
    truth: isOperating(snapshot, row),
    failed: () => notOperating(snapshot, row),
    open: () => text('未注明运营状态', 'does not state whether it operates'),
  };
}

function notOperating(snapshot: Snapshot, row: number): Text {
  const { status, statusSince } = snapshot.facilities.bodies[row]!;
  if (status === 'operating') return text(`自${statusSince}起才运营`, `operates only from ${statusSince}`);
  const label = facilityStatuses.find((s) => s.id === status)!.label;
  return text(`状态为${label.zh}`, `is not operating (${label.en.toLowerCase()})`);
}

/** Whether the facility offers all of the functions; names the ones that it lacks or does not state. */
export function functionsCheck(snapshot: Snapshot, row: number, functions: readonly FacilityFunctionId[]): Check {
  const withAnswer = (answer: Truth): Text =>
    listing(functions.filter((f) => offersAll(snapshot, row, [f]) === answer).map(functionLabel));
  return {
    truth: offersAll(snapshot, row, functions),
    failed: () => {
      const lacking = withAnswer('no');
      return text(`缺少:${lacking.zh}`, `lacks: ${lacking.en}`);
    },
    open: () => {
      const unstated = withAnswer('unknown');
      return text(`未注明是否有:${unstated.zh}`, `does not state whether it offers: ${unstated.en}`);
    },
  };
}
