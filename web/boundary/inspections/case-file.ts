import type { z } from 'zod';
import { inspectionSteps, type InspectionStep } from '../../../gis-data/catalogue/index.ts';
import type {
  CaseFile,
  CaseSummary,
  Entry,
  EntryContent,
  partySide,
  team,
} from '../../../server/inspection/contract.ts';

export type Side = z.infer<typeof partySide>;
export type Team = z.infer<typeof team>;

/** An entry with content of one kind. */
export type EntryOf<Kind extends EntryContent['kind']> = Entry & { content: Extract<EntryContent, { kind: Kind }> };

export const isOf =
  <Kind extends EntryContent['kind']>(kind: Kind) =>
  (entry: Entry): entry is EntryOf<Kind> =>
    entry.content.kind === kind;

/** Where one step of a case stands. */
export interface StepState {
  step: InspectionStep;
  standing: 'done' | 'atWork' | 'ahead';
  /** Deadline, ISO date; null = none was set. */
  due: string | null;
  overdue: boolean;
  /** The entry that finished it; null while it is not done. */
  done: EntryOf<'stepDone'> | null;
  /** Returns to this step, the newest last. */
  returns: readonly EntryOf<'returned'>[];
}

const deadlinesOf = (file: readonly Entry[]): Partial<Record<string, string>> =>
  file.find(isOf('opened'))?.content.deadlines ?? {};

/**
 * Where the seven steps stand. A step before the one at work is done; returning the case to a step takes back that it and
 * those after it were done.
 * @param today ISO date by which deadlines are judged
 */
export function stepStates({ step: atWork, file }: Pick<CaseFile, 'step' | 'file'>, today: string): StepState[] {
  const deadlines = deadlinesOf(file);
  const current = atWork === null ? inspectionSteps.length : inspectionSteps.findIndex(({ id }) => id === atWork);
  return inspectionSteps.map(({ id: step }, index): StepState => {
    const due = deadlines[step] ?? null;
    const standing = index < current ? 'done' : index === current ? 'atWork' : 'ahead';
    return {
      step,
      standing,
      due,
      overdue: standing !== 'done' && due !== null && due < today,
      done:
        standing === 'done'
          ? (file.filter(isOf('stepDone')).findLast(({ content }) => content.step === step) ?? null)
          : null,
      returns: file.filter(isOf('returned')).filter(({ content }) => content.step === step),
    };
  });
}

/** The last word on each item of a step's checklist, by item. */
export function checksOf(file: readonly Entry[], step: string): ReadonlyMap<string, EntryOf<'checklist'>> {
  const ofStep = file.filter(isOf('checklist')).filter(({ content }) => content.step === step);
  return new Map(ofStep.map((entry) => [entry.content.item, entry]));
}

/** The side that an account signs for; null for someone who is not on the case. */
export const sideOf = (teams: readonly Team[], account: string | null): Side | null =>
  teams.find(({ members }) => account !== null && members.includes(account))?.side ?? null;

/** Field records and repairs: what both sides sign. */
export type SignedEntry = EntryOf<'fieldRecord'> | EntryOf<'repair'>;

export const signedEntries = (file: readonly Entry[]): SignedEntry[] =>
  file.filter((entry): entry is SignedEntry => isOf('fieldRecord')(entry) || isOf('repair')(entry));

/** Signatures under an entry, by side. */
export function signaturesOf(file: readonly Entry[], key: string): Partial<Record<Side, EntryOf<'signature'>>> {
  const under = file.filter(isOf('signature')).filter(({ content }) => content.of.includes(key));
  return Object.fromEntries(under.map((entry) => [entry.content.side, entry]));
}

export const dissentsOf = (file: readonly Entry[], key: string): EntryOf<'dissent'>[] =>
  file.filter(isOf('dissent')).filter(({ content }) => content.of === key);

/** Cases by the step at work, in the order of the steps; archived ones under null. */
export function casesByStep(cases: readonly CaseSummary[]): [step: InspectionStep | null, cases: CaseSummary[]][] {
  const steps: (InspectionStep | null)[] = [...inspectionSteps.map(({ id }) => id), null];
  const soonest = (a: CaseSummary, b: CaseSummary) => (a.due ?? '9999').localeCompare(b.due ?? '9999');
  return steps.map((step) => [step, cases.filter((each) => each.step === step).sort(soonest)]);
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * A random UUID (RFC 9562, version 4). Not `crypto.randomUUID`, which browsers withhold from pages that a bureau serves
 * without TLS on its own network.
 */
export function newEntryKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = hex(bytes);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
