import {
  divisionNameReports,
  namingDocumentKinds,
  namingSteps,
  placeNameClassOf,
  text,
  type NamingDocumentKind,
  type NamingStep,
  type NamingStepDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import type { z } from 'zod';
import type { Actor } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import { daysBetween } from '../registry/today.ts';
import { deadlineOf, type Deadline } from './calendar.ts';
import type { CaseDocument, CaseEntry, CaseEntryContent, caseOutcome, caseStanding } from './contract.ts';

type ContentOf<Kind extends CaseEntryContent['kind']> = Extract<CaseEntryContent, { kind: Kind }>;
export type Outcome = z.infer<typeof caseOutcome>;
export type Standing = z.infer<typeof caseStanding>;

export const stepOrder: readonly NamingStep[] = namingSteps.map(({ id }) => id);
const definitions: readonly NamingStepDefinition[] = namingSteps;
export const stepOf = (id: NamingStep): NamingStepDefinition => definitions.find((step) => step.id === id)!;

/** Days before a deadline from which it is said to be near. */
const SOON_DAYS = 3;

/** What the file of a case says. */
export interface CaseState {
  opened: ContentOf<'opened'>;
  /** Account that opened it. */
  openedBy: string;
  /** The step at work; null = ended. */
  step: NamingStep | null;
  outcome: Outcome | null;
  /** Day from which the step at work runs. */
  since: string;
  documents: readonly CaseDocument[];
  /** Day on which each step that is done was done. */
  doneOn: ReadonlyMap<NamingStep, string>;
  lateSteps: readonly NamingStep[];
}

/** The state of a case: a pure fold over its entries. */
export function stateOf(entries: readonly CaseEntry[]): CaseState {
  const [first, ...rest] = entries;
  if (first?.content.kind !== 'opened') throw new RangeError('A case begins with its opening');
  const opening: CaseState = {
    opened: first.content,
    openedBy: first.author,
    step: stepOrder[0]!,
    outcome: null,
    since: first.content.on,
    documents: [],
    doneOn: new Map(),
    lateSteps: [],
  };
  return rest.reduce(stateAfter, opening);
}

/** The state of a case with one entry more. */
export function stateAfter(state: CaseState, { content }: Pick<CaseEntry, 'content'>): CaseState {
  switch (content.kind) {
    case 'document':
      return { ...state, documents: [...state.documents, content.document] };
    case 'stepDone': {
      const { due } = dueOf(state) ?? { due: null };
      const late = due !== null && content.on > due ? [content.step] : [];
      return {
        ...state,
        step: stepOrder[stepOrder.indexOf(content.step) + 1]!,
        since: content.on,
        doneOn: new Map(state.doneOn).set(content.step, content.on),
        lateSteps: [...state.lateSteps, ...late],
      };
    }
    case 'returned':
      return { ...state, step: content.step, since: content.on };
    case 'refused':
    case 'withdrawn':
    case 'registered':
      return { ...state, step: null, outcome: content.kind, since: content.on };
    case 'opened':
    case 'note':
      return state;
  }
}

/** Last day of the step at work; null where the law sets no limit, or the case has ended. */
export function dueOf({ step, since }: Pick<CaseState, 'step' | 'since'>): Deadline | null {
  const limit = step === null ? null : stepOf(step).limit;
  return limit === null ? null : deadlineOf(since, limit);
}

export function standingOf(state: Pick<CaseState, 'step' | 'since'>, asOf: string): Standing {
  if (state.step === null) return 'ended';
  const deadline = dueOf(state);
  if (deadline === null) return 'open';
  const left = daysBetween(asOf, deadline.due);
  return left < 0 ? 'overdue' : left <= SOON_DAYS ? 'soon' : 'open';
}

/** Whether what is applied for is the name of a division. */
function isDivisionName({ opened: { proposal } }: CaseState, category: string | null): boolean {
  const code = proposal.kind === 'naming' ? proposal.name.category : category;
  return code !== null && placeNameClassOf(code)?.id === 'administrative';
}

/**
 * Groups of documents of which none is in the file yet, for the step at work.
 * @param category of the place name that is renamed or cancelled
 */
export function missingDocuments(state: CaseState, category: string | null): NamingDocumentKind[][] {
  if (state.step === null) return [];
  const ofDivision = state.step === 'assessment' && isDivisionName(state, category);
  const groups = ofDivision ? divisionNameReports.map((kind) => [kind]) : stepOf(state.step).documents;
  return groups
    .filter((group) => !group.some((kind) => state.documents.some((document) => document.kind === kind)))
    .map((group) => [...group]);
}

const at = (path: string, code: string, message: Text): ProblemItem => ({ path, code, message });
const documentLabel = (kind: NamingDocumentKind): Text => namingDocumentKinds.find(({ id }) => id === kind)!.label;

/** Whoever writes an entry: an account and the role it has. */
export interface Writer {
  account: string;
  role: Actor['role'];
}

const approves = ({ role }: Writer) => role === 'approver' || role === 'administrator' || role === 'system';

/**
 * Refuses an entry that may not be appended to a case as it stands.
 * @param today ISO; no step is taken on a later day
 * @param category of the place name that is renamed or cancelled
 * @throws Problem conflict (step, ended, documents), forbidden (who), invalid (days)
 */
export function checkEntry(
  state: CaseState,
  content: CaseEntryContent,
  writer: Writer,
  today: string,
  category: string | null,
): void {
  if (state.step === null) {
    throw problems.conflict(text('案件已办结,不再接收任何记录', 'The case has ended and takes no more entries'), [
      at('content', 'ended', text('案件已办结', 'The case has ended')),
    ]);
  }
  if ('on' in content) checkDay(state, content.on, today);
  switch (content.kind) {
    case 'opened':
    case 'registered':
      throw problems.conflict(text('此类记录由系统登记', 'Entries of this kind are written by the server'));
    case 'stepDone':
      checkStep(state, content.step, writer);
      return checkDocuments(state, category);
    case 'returned':
      checkRole(state.step, writer);
      if (stepOrder.indexOf(content.step) >= stepOrder.indexOf(state.step)) {
        const message = text('只能退回到更早的步骤', 'Only an earlier step can be returned to');
        throw problems.conflict(message, [at('content.step', 'not-earlier', message)]);
      }
      return;
    case 'refused':
      if (!approves(writer)) throw approverOnly();
      if (state.step !== 'review' && state.step !== 'approval') {
        throw problems.conflict(
          text('只有审核、批准步骤可以作出不予批准的决定', 'Only review and approval can refuse'),
          [at('content.kind', 'step-out-of-order', text('步骤不符', 'Step out of order'))],
        );
      }
      return;
    case 'withdrawn':
      if (stepOrder.indexOf(state.step) > stepOrder.indexOf('approval')) {
        throw problems.conflict(
          text('已批准的申请不能撤回,请另行申请', 'What is approved cannot be withdrawn; apply anew'),
        );
      }
      return;
    case 'document':
      if (content.document.date !== null && content.document.date > today) throw future('content.document.date', today);
      return;
    case 'note':
  }
}

/** @throws Problem forbidden, conflict: the step is the one at work, the role may end it, no account approves its own case */
export function checkStep(state: CaseState, step: NamingStep, writer: Writer): void {
  if (step !== state.step) {
    const now = stepOf(state.step!).label;
    throw problems.conflict(
      text(
        `现在的步骤是“${now.zh}”,不能办理“${stepOf(step).label.zh}”`,
        `The step at work is "${now.en}"; "${stepOf(step).label.en}" cannot be done`,
      ),
      [at('content.step', 'step-out-of-order', text('步骤不符', 'Step out of order'))],
    );
  }
  checkRole(step, writer);
  if (step === 'approval' && writer.account === state.openedBy) {
    throw problems.forbidden(text('申请的登记人不能批准自己的案件', 'Whoever opened the case may not approve it'));
  }
}

const approverOnly = () => problems.forbidden(text('此步骤须由审批员办理', 'Only an approver may do this step'));

function checkRole(step: NamingStep, writer: Writer): void {
  if (stepOf(step).role === 'approver' && !approves(writer)) throw approverOnly();
}

const future = (path: string, today: string) =>
  problems.invalid([
    at(path, 'in-the-future', text(`日期不能晚于今天(${today})`, `The day cannot be after today (${today})`)),
  ]);

/** A step is not done before the one before it: that would be back-dated. */
function checkDay(state: CaseState, on: string, today: string): void {
  if (on > today) throw future('content.on', today);
  if (on < state.since) {
    const message = text(
      `日期早于前一步骤(${state.since}),不能倒签`,
      `The day is before that of the step before it (${state.since}); steps are not back-dated`,
    );
    throw problems.invalid([at('content.on', 'back-dated', message)]);
  }
}

function checkDocuments(state: CaseState, category: string | null): void {
  const missing = missingDocuments(state, category);
  if (missing.length === 0) return;
  const items = missing.map((group) =>
    at(
      'documents',
      'document-missing',
      text(
        `缺少${group.map((kind) => documentLabel(kind).zh).join('或')}`,
        `Missing: ${group.map((kind) => documentLabel(kind).en).join(' or ')}`,
      ),
    ),
  );
  const { zh, en } = stepOf(state.step!).label;
  throw problems.conflict(text(`“${zh}”的材料不齐,见各项`, `Documents of "${en}" are missing; see each item`), items);
}

/** @throws Problem invalid: the application is of a later day than today */
export function checkOpening(on: string, today: string): void {
  if (on > today) throw future('on', today);
}
