import { inspectionSteps, type InspectionStep } from '../../gis-data/catalogue/index.ts';
import type { z } from 'zod';
import {
  inspectionChecklists,
  type Entry,
  type EntryContent,
  type EntryMark,
  type partySide,
  type recordStanding,
  type team,
} from './contract.ts';

export type Side = z.infer<typeof partySide>;
export type Team = z.infer<typeof team>;
export type Standing = z.infer<typeof recordStanding>;
type ContentOf<Kind extends EntryContent['kind']> = Extract<EntryContent, { kind: Kind }>;
export type FieldContent = ContentOf<'fieldRecord'> | ContentOf<'repair'>;

export const stepOrder: readonly InspectionStep[] = inspectionSteps.map(({ id }) => id);
export const sides: readonly Side[] = ['first', 'second'];

/** A field record or a repair, with what both sides said of it. */
export interface FieldEntry extends Entry {
  content: FieldContent;
  /** Accounts that signed for each side. */
  signed: Record<Side, string[]>;
  dissents: Side[];
}

/** What the file of a case says. */
export interface CaseState {
  opened: ContentOf<'opened'>;
  teams: readonly Team[];
  /** The step at work; null = archived, and the file is closed for good. */
  step: InspectionStep | null;
  /** What was answered of the checklists, by item. */
  checklist: ReadonlyMap<string, { done: boolean; note: string }>;
  fieldEntries: ReadonlyMap<string, FieldEntry>;
  /** Side that an account signed for, once it did. */
  signers: ReadonlyMap<string, Side>;
}

/** The side whose team an account is on, or null. */
export const sideOf = (teams: readonly Team[], account: string): Side | null =>
  teams.find(({ members }) => members.includes(account))?.side ?? null;

/**
 * The state of a case: a pure fold over its entries. A signature counts only if it fits what it signs and its author is on
 * the team of its side, whatever was let into the file.
 * @param entries from the first, without gaps
 */
export function stateOf(entries: readonly Entry[]): CaseState {
  const [first, ...rest] = entries;
  if (first?.content.kind !== 'opened') throw new RangeError('A case begins with its opening');
  const opening: CaseState = {
    opened: first.content,
    teams: first.content.teams,
    step: stepOrder[0]!,
    checklist: new Map(),
    fieldEntries: new Map(),
    signers: new Map(),
  };
  return rest.reduce(stateAfter, opening);
}

/** The state of a case with one entry more. */
export function stateAfter(state: CaseState, entry: Entry): CaseState {
  const { content, author } = entry;
  switch (content.kind) {
    case 'teams':
      return { ...state, teams: content.teams };
    case 'checklist':
      return { ...state, checklist: new Map(state.checklist).set(content.item, content) };
    case 'fieldRecord':
    case 'repair':
      return withFieldEntries(state, [{ ...entry, content, signed: { first: [], second: [] }, dissents: [] }]);
    case 'signature': {
      if (signerTrouble(state, content.side, author) !== null) return state;
      const { side } = content;
      const signed = content.of.flatMap((key, i) => {
        const of = state.fieldEntries.get(key);
        if (of === undefined || of.contentHash !== content.contentHashes[i]) return [];
        return [{ ...of, signed: { ...of.signed, [side]: [...new Set([...of.signed[side], author])] } }];
      });
      return { ...withFieldEntries(state, signed), signers: new Map(state.signers).set(author, side) };
    }
    case 'dissent': {
      const of = state.fieldEntries.get(content.of);
      if (of === undefined || sideOf(state.teams, author) !== content.side) return state;
      return withFieldEntries(state, [{ ...of, dissents: [...new Set([...of.dissents, content.side])] }]);
    }
    case 'stepDone':
      if (content.step !== state.step) return state;
      return { ...state, step: stepOrder[stepOrder.indexOf(content.step) + 1] ?? null };
    case 'returned':
      return state.step === null ? state : { ...state, step: content.step };
    case 'opened':
    case 'note':
      return state;
  }
}

function withFieldEntries(state: CaseState, changed: readonly FieldEntry[]): CaseState {
  const fieldEntries = new Map(state.fieldEntries);
  for (const entry of changed) fieldEntries.set(entry.key, entry);
  return { ...state, fieldEntries };
}

/** Why an account cannot sign for a side; null = it can. One account never speaks for both sides of one case. */
export function signerTrouble(
  { teams, signers }: Pick<CaseState, 'teams' | 'signers'>,
  side: Side,
  account: string,
): 'notOnTeam' | 'otherSide' | null {
  if (sideOf(teams, account) !== side) return 'notOnTeam';
  return (signers.get(account) ?? side) === side ? null : 'otherSide';
}

/**
 * Where a field record or repair stands. It is agreed once both sides have signed it; a dissent beside it does not undo
 * that, and holds the place of the agreement where there is none.
 */
export function standingOf({ signed, dissents }: Pick<FieldEntry, 'signed' | 'dissents'>): Standing {
  const signing = sides.filter((side) => signed[side].length > 0).length;
  if (signing === sides.length) return 'agreed';
  if (dissents.length > 0) return 'dissented';
  return signing === 1 ? 'signedByOne' : 'unsigned';
}

/** Whether each side has signed it or dissented from it. */
export const isSettled = ({ signed, dissents }: Pick<FieldEntry, 'signed' | 'dissents'>): boolean =>
  sides.every((side) => signed[side].length > 0 || dissents.includes(side));

/** How far a device may be ahead of the server before its clock is said to be wrong. */
const CLOCK_TOLERANCE_MS = 24 * 3600 * 1000;

/**
 * What lessens the weight of an entry. Entries wait on devices for days, so that a clock is known to be wrong only where
 * it is ahead of the server or behind the opening of the case.
 */
export function marksOf(
  entry: Pick<Entry, 'content' | 'deviceTime' | 'recordedAt'>,
  opening: Pick<Entry, 'deviceTime'>,
) {
  const { content } = entry;
  const marks: EntryMark[] = [];
  const measured = content.kind === 'fieldRecord' || content.kind === 'repair' ? content.measured : null;
  if (measured !== null && measured.sigmaM === null) marks.push('noAccuracy');
  if (content.kind === 'fieldRecord' && content.belowAccuracy) marks.push('belowAccuracy');
  const said = Date.parse(entry.deviceTime);
  const early = Date.parse(opening.deviceTime) - said > CLOCK_TOLERANCE_MS;
  if (early || said - Date.parse(entry.recordedAt) > CLOCK_TOLERANCE_MS) marks.push('deviceClock');
  return marks;
}

/** Field records by marker, in the order of the file. */
export function recordsByMarker({ fieldEntries }: Pick<CaseState, 'fieldEntries'>): Map<string, FieldEntry[]> {
  const byMarker = new Map<string, FieldEntry[]>();
  for (const entry of fieldEntries.values()) {
    if (entry.content.kind !== 'fieldRecord') continue;
    byMarker.set(entry.content.markerId, [...(byMarker.get(entry.content.markerId) ?? []), entry]);
  }
  return byMarker;
}

/** How many of a line's markers are recorded, agreed and dissented from; a dissent beside an agreement counts in both. */
export function markerCounts(state: Pick<CaseState, 'fieldEntries'>, markerIds: Iterable<string>) {
  const byMarker = recordsByMarker(state);
  const counts = { markers: 0, recorded: 0, agreed: 0, dissented: 0 };
  for (const id of markerIds) {
    const records = byMarker.get(id) ?? [];
    counts.markers += 1;
    if (records.length > 0) counts.recorded += 1;
    if (records.some((record) => standingOf(record) === 'agreed')) counts.agreed += 1;
    if (records.some((record) => record.dissents.length > 0)) counts.dissented += 1;
  }
  return counts;
}

/** Items of a step that are neither ticked nor left undone with a reason. */
export const openItems = ({ checklist }: Pick<CaseState, 'checklist'>, step: InspectionStep) =>
  inspectionChecklists[step].filter(({ id }) => {
    const answer = checklist.get(id);
    return answer === undefined || (!answer.done && answer.note.trim() === '');
  });

/** Day on which the step at work is due, where one is set. */
export const dueOf = ({ step, opened }: CaseState): string | null =>
  step === null ? null : (opened.deadlines[step] ?? null);
