import type { FacilityBody } from '../facilities/contract.ts';
import type { DivisionBody } from '../divisions/contract.ts';
import type { Effect } from '../registry/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { fieldKey, type UnknownField } from './unknown-fields.ts';

/** What a filled-in snapshot says of the question: equal words mean an equal answer. */
export interface Outcome {
  words: string;
  /** What is still open, in words: it may change where the answer does not, as with one of two facilities not known. */
  reason: string;
  /** Whether something is still not settled. */
  open: boolean;
}

/**
 * One question whose answer depends on fields that are not known.
 * @template Answers what the answers are read from
 */
export interface Question<Answers> {
  fields: readonly UnknownField[];
  read(answers: Answers): Outcome;
  /** Whether the answer may depend on other questions' fields, so that it must be asked alone. */
  alone: boolean;
}

interface Filling {
  field: UnknownField;
  value: unknown;
}

/** What the questions of one search share. */
interface Search {
  snapshot: Snapshot;
  /** Fields that have made a difference to some question, as `type:path`. They are tried first: most make none to any. */
  telling: Set<string>;
}

const pathKey = ({ type, path }: UnknownField): string => `${type}:${path}`;

type Probing<Result = void> = Generator<readonly Filling[], Result, Outcome>;
type Body = FacilityBody | DivisionBody;

/**
 * Finds, for each question, the fields whose filling settles it whatever the answers: the first field that makes a
 * difference is asked, and for each of its samples that leaves the question open the search goes on below it. Where no
 * field alone makes one (of two facilities, each may be the one that counts), the first that changes what is open is
 * asked. The fields asked in all branches together settle the question, as far as the samples stand for the fields'
 * domains. Then each one without which the others settle it too is dropped: it could only contradict what is known
 * already.
 *
 * Questions are probed side by side: one overlay fills in one sample for each of them, since a question's answer depends
 * on its own fields only.
 * @param answersOf computes the answers on an overlay
 * @param rested called between overlays, so that long work can pause or stop
 * @returns the asked fields of each question, in the order of the questions
 */
export async function decidingFields<Answers>(
  snapshot: Snapshot,
  questions: readonly Question<Answers>[],
  answersOf: (overlay: Snapshot) => Answers,
  rested: () => Promise<void>,
): Promise<UnknownField[][]> {
  const now = answersOf(snapshot);
  const asked = questions.map(() => new Map<string, UnknownField>());
  const search = { snapshot, telling: new Set<string>() };
  const probings = questions.map((question, i) => {
    const probing = ask(search, question.fields, question.read(now), asked[i]!);
    return { question, probing, next: probing.next() };
  });
  for (;;) {
    const round = compatible(probings.filter(({ next }) => !next.done));
    if (round.length === 0) break;
    const fillings = round.flatMap(({ next }) => next.value as readonly Filling[]);
    const answers = answersOf(snapshot.with(effectsOf(snapshot, fillings)));
    for (const running of round) running.next = running.probing.next(running.question.read(answers));
    await rested();
  }
  return asked.map((fields) => [...fields.values()]);
}

/** Asks one question; yields fillings and is given what they make of the answer. */
function* ask(
  search: Search,
  fields: readonly UnknownField[],
  now: Outcome,
  asked: Map<string, UnknownField>,
): Probing {
  yield* settle(search, [], fields, now, asked, new Map());
  if (asked.size < 2) return;
  for (const [key, field] of [...asked]) {
    const others = [...asked.values()].filter((other) => other !== field);
    if (yield* settle(search, [], others, now, new Map(), new Map())) asked.delete(key);
  }
}

interface Branch {
  value: unknown;
  outcome: Outcome;
}

const stateOf = ({ words, reason }: Outcome): string => `${words} ${reason}`;

/**
 * Collects the fields to ask, given some that are filled in.
 * @param seen what became of states that differ in nothing that is said of them, so that each is searched once
 * @returns whether they settle the question in every branch
 */
function* settle(
  search: Search,
  known: readonly Filling[],
  fields: readonly UnknownField[],
  before: Outcome,
  asked: Map<string, UnknownField>,
  seen: Map<string, boolean>,
): Probing<boolean> {
  const chosen = yield* telling(search, known, fields, before);
  if (chosen === null) return !before.open;
  const { field, branches } = chosen;
  asked.set(fieldKey(field), field);
  const others = fields.filter((other) => other !== field);
  let settled = true;
  for (const { value, outcome } of branches) {
    if (!outcome.open) continue;
    const state = stateOf(outcome);
    let below = seen.get(state);
    if (below === undefined) {
      below = yield* settle(search, [...known, { field, value }], others, outcome, asked, seen);
      seen.set(state, below);
    }
    settled &&= below;
  }
  return settled;
}

/** The first field that makes a difference, else the first that changes what is open; null if none does. */
function* telling(
  search: Search,
  known: readonly Filling[],
  fields: readonly UnknownField[],
  before: Outcome,
): Probing<{ field: UnknownField; branches: Branch[] } | null> {
  const untried = [...fields];
  let second: { field: UnknownField; branches: Branch[] } | null = null;
  while (untried.length > 0) {
    const next = untried.findIndex((field) => search.telling.has(pathKey(field)));
    const field = untried.splice(Math.max(0, next), 1)[0]!;
    const branches: Branch[] = [];
    for (const value of field.samples(bodyAfter(search.snapshot, field, known))) {
      const outcome = yield [...known, { field, value }];
      branches.push({ value, outcome });
    }
    if (branches.some(({ outcome }) => outcome.words !== before.words)) {
      search.telling.add(pathKey(field));
      return { field, branches };
    }
    if (branches.some(({ outcome }) => outcome.reason !== before.reason)) second ??= { field, branches };
  }
  return before.open ? second : null;
}

interface Running<Answers> {
  question: Question<Answers>;
  next: IteratorResult<readonly Filling[], void>;
  probing: Probing;
}

/** Probings that can share an overlay: none that must be alone, and no two that fill in the same record. */
function compatible<Answers>(running: readonly Running<Answers>[]): readonly Running<Answers>[] {
  const alone = running.find(({ question }) => question.alone);
  const together = running.filter(({ question }) => !question.alone);
  if (together.length === 0) return alone ? [alone] : [];
  const taken = new Set<string>();
  return together.filter(({ next }) => {
    const records = (next.value as readonly Filling[]).map(({ field }) => `${field.type} ${field.id}`);
    if (records.some((record) => taken.has(record))) return false;
    for (const record of records) taken.add(record);
    return true;
  });
}

function recordOf(snapshot: Snapshot, { type, id }: UnknownField): Body {
  return snapshot.records[type].get(id)!;
}

function bodyAfter(snapshot: Snapshot, of: UnknownField, fillings: readonly Filling[]): Body {
  return fillings
    .filter(({ field }) => field.type === of.type && field.id === of.id)
    .reduce((body, { field, value }) => field.filled(body, value), recordOf(snapshot, of));
}

/** What fillings make of the records, one effect for each record. */
export function effectsOf(snapshot: Snapshot, fillings: readonly Filling[]): Effect[] {
  const firstOf = new Map(fillings.map(({ field }) => [`${field.type} ${field.id}`, field]));
  return [...firstOf.values()].map((field) => {
    const before = recordOf(snapshot, field);
    return {
      type: field.type,
      id: field.id,
      op: 'update',
      label: before.name,
      version: 0,
      effectiveFrom: snapshot.asOf,
      before,
      after: bodyAfter(snapshot, field, fillings),
      changedFields: [],
      row: null,
    };
  });
}
