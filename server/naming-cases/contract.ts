import { z } from 'zod';
import { namingCaseKinds, namingDocumentKinds, namingForms, namingSteps } from '../../gis-data/catalogue/index.ts';
import { placeNameBody, placeNameCreate } from '../place-names/contract.ts';
import { nameCheck } from '../place-names/naming/contract.ts';
import { changeSetInput, commitResult, idOf, isoDate, previewShape, recordId } from '../registry/contract.ts';

export const namingStepId = idOf(namingSteps);
export const namingCaseKind = idOf(namingCaseKinds);
/** Made by whoever writes the entry, so that sending it twice stores it once. */
const entryKey = z.uuid();
const words = (most: number) => z.string().trim().min(1).max(most);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A document of the case by its title and number, with the file where one was given. */
export const caseDocument = z
  .object({
    kind: idOf(namingDocumentKinds),
    title: words(300),
    number: words(100).nullable().describe('文号'),
    date: isoDate.nullable(),
    file: z
      .object({ sha256, name: words(200).describe('Name that it had where it comes from') })
      .strict()
      .optional()
      .describe('Stored before, and named by its bytes; absent: the office keeps the document'),
  })
  .strict();
export type CaseDocument = z.infer<typeof caseDocument>;

/** The name that is applied for where there is none yet. */
export const newPlaceName = placeNameBody
  .pick({
    standardName: true,
    pinyin: true,
    category: true,
    countyId: true,
    townshipId: true,
    villageId: true,
    namesDivisionId: true,
    geometry: true,
    origin: true,
    meaning: true,
  })
  .strict();

/** The name that takes the place of one in force. */
export const replacingName = placeNameBody
  .pick({ standardName: true, pinyin: true, origin: true, meaning: true })
  .strict();

/** What is applied for. */
export const namingProposal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('naming'), name: newPlaceName }).strict(),
  z.object({ kind: z.literal('renaming'), placeNameId: recordId, name: replacingName }).strict(),
  z.object({ kind: z.literal('cancellation'), placeNameId: recordId }).strict(),
]);
export type NamingProposal = z.infer<typeof namingProposal>;

/** A rule that forbids the name, and why it is approved nonetheless. */
export const ruleOverride = z.object({ rule: words(100), reason: words(1000) }).strict();
export type RuleOverride = z.infer<typeof ruleOverride>;

/** What is written into the file of a case. Nothing is ever changed or removed. */
export const caseEntryContent = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('opened'),
      proposal: namingProposal,
      reason: words(2000),
      applicant: words(100).describe('An office or organisation, never a person'),
      on: isoDate.describe('Day of the application: the law of that day counts'),
      demo: z.literal(true).optional().describe('Of the demonstration; never asked for'),
    })
    .strict(),
  z.object({ kind: z.literal('document'), document: caseDocument }).strict(),
  z
    .object({
      kind: z.literal('stepDone'),
      step: namingStepId.exclude(['register']),
      on: isoDate,
      note: z.string().trim().max(2000).default(''),
      overrides: z.array(ruleOverride).max(20).optional().describe('At the approval'),
    })
    .strict(),
  z.object({ kind: z.literal('returned'), step: namingStepId, on: isoDate, reason: words(1000) }).strict(),
  z.object({ kind: z.literal('refused'), on: isoDate, reason: words(1000) }).strict(),
  z.object({ kind: z.literal('withdrawn'), on: isoDate, reason: words(1000) }).strict(),
  z.object({ kind: z.literal('note'), words: words(2000) }).strict(),
  z
    .object({ kind: z.literal('registered'), on: isoDate, changeSetId: z.string(), seq: z.int() })
    .strict()
    .describe('Written by the server when the name enters the register'),
]);
export type CaseEntryContent = z.infer<typeof caseEntryContent>;

export const caseEntry = z.object({
  position: z.int().positive(),
  key: entryKey,
  author: z.string().describe('Name of the account'),
  recordedAt: z.string(),
  content: caseEntryContent,
});
export type CaseEntry = z.infer<typeof caseEntry>;

export const openNamingCase = z
  .object({
    key: entryKey,
    proposal: namingProposal,
    position: placeNameCreate.shape.position.describe(
      'A point in the system in which it was given, instead of proposal.name.geometry',
    ),
    reason: words(2000),
    applicant: words(100),
    on: isoDate,
  })
  .strict();
export type OpenNamingCase = z.infer<typeof openNamingCase>;

export const checkProposal = openNamingCase.pick({ proposal: true, position: true, on: true }).strict();
export type CheckProposal = z.infer<typeof checkProposal>;
export const proposalCheck = z.object({ check: nameCheck.nullable().describe('null for a cancellation') });

/** An entry as it is sent. Openings and entries into the register have endpoints of their own. */
export const newCaseEntry = z.object({ key: entryKey, content: caseEntryContent }).strict();
export type NewCaseEntry = z.infer<typeof newCaseEntry>;

export const caseOutcome = z.enum(['registered', 'refused', 'withdrawn']);
/** `open`: no limit runs, or there is time; `soon`: three days or less. */
export const caseStanding = z.enum(['open', 'soon', 'overdue', 'ended']);

export const namingCaseSummary = z.object({
  id: z.string(),
  kind: namingCaseKind,
  placeNameId: z.string().nullable(),
  countyId: z.string(),
  currentName: z.string().nullable().describe('Standard name in force; null for a naming'),
  proposedName: z.string().nullable().describe('null for a cancellation'),
  applicant: z.string(),
  appliedOn: isoDate,
  step: namingStepId.nullable().describe('The step at work; null = ended'),
  outcome: caseOutcome.nullable(),
  since: isoDate.describe('Day from which the step at work runs'),
  due: isoDate.nullable().describe('null: the law sets no limit, or the case has ended'),
  dueCertain: z.boolean().describe('False where the holidays of that year are not known yet'),
  daysLeft: z.int().nullable().describe('Negative: overdue by so many days'),
  workingDaysLeft: z.int().nullable().describe('Days on which offices are open until it is due, that day among them'),
  standing: caseStanding,
  lateSteps: z.array(namingStepId).describe('Steps that ended after their day'),
  missingDocuments: z.array(z.array(idOf(namingDocumentKinds))).describe('One of each group is needed for the step'),
  demo: z.boolean(),
});
export type NamingCaseSummary = z.infer<typeof namingCaseSummary>;

export const namingCaseFile = namingCaseSummary.extend({
  proposal: namingProposal,
  reason: z.string(),
  file: z.array(caseEntry),
  check: nameCheck
    .nullable()
    .describe('What the naming rules say of the proposed name; null for a cancellation, or once the case has ended'),
});
export type NamingCaseFile = z.infer<typeof namingCaseFile>;

export const namingCaseQuery = z.object({
  asOf: isoDate.optional().describe('Day on which deadlines are looked at; default: today'),
  step: namingStepId.optional(),
  standing: caseStanding.optional(),
  countyId: recordId.optional(),
  placeNameId: recordId.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.uuid().optional().describe('id of the last case of the page before; an unknown one starts again'),
});
export type NamingCaseQuery = z.output<typeof namingCaseQuery>;

const standingCounts = z.record(caseStanding, z.int());
export type StandingCounts = z.infer<typeof standingCounts>;

export const namingCaseList = z.object({
  asOf: isoDate,
  workingDay: z.boolean().describe('Whether offices are open on that day'),
  workingDayCertain: z.boolean().describe('False where the holidays of that year are not known: then by weekends only'),
  counts: standingCounts.describe('Of all cases that the other conditions leave'),
  tallies: z
    .object({
      steps: z.partialRecord(namingStepId, standingCounts),
      counties: z.record(z.string(), standingCounts),
    })
    .describe('By the step at work and by county, whatever step, standing and county are asked for'),
  total: z.int().describe('Cases that all conditions leave'),
  items: z.array(namingCaseSummary).describe('Soonest due first, then those without a limit by their application'),
  nextCursor: z.string().nullable(),
});

export const enterRegister = z
  .object({ commit: z.boolean().default(false).describe('False: only show what it would do') })
  .strict();
export const enteredRegister = z.object({
  changeSet: changeSetInput,
  preview: previewShape,
  committed: commitResult.pick({ changeSet: true, seq: true }).nullable(),
});
export type EnteredRegister = z.infer<typeof enteredRegister>;

/** What is said of a file that was stored for a case. */
export const storedFile = z.object({ sha256, bytes: z.int(), mime: z.string() });
export type StoredFile = z.infer<typeof storedFile>;

export const namingFormId = idOf(namingForms);

/** What falls due, as the event stream tells it to whoever is signed in: of the counties that the account works in. */
export const dueCases = z.object({ asOf: isoDate, soon: z.int(), overdue: z.int() });
export type DueCases = z.infer<typeof dueCases>;
