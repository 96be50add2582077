import { z } from 'zod';
import {
  coordinateSystems,
  heightDatums,
  inspectionSteps,
  markerStates,
  surveyMethods,
  text,
  type InspectionStep,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { changeSetInput, commitResult, isoDate, previewShape, recordId, textShape } from '../registry/contract.ts';

const idOf = (words: readonly { id: string }[]) => z.enum(words.map(({ id }) => id) as [string, ...string[]]);
const stepId = z.enum(inspectionSteps.map(({ id }) => id) as [InspectionStep, ...InspectionStep[]]);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Made by whoever writes the entry, so that sending it twice stores it once. */
export const entryKey = z.uuid();
/** Sides of the line in the order of the line's record. */
export const partySide = z.enum(['first', 'second']);

/** The people of one side, by the names of their accounts. */
export const team = z
  .object({
    side: partySide,
    office: z.string().trim().min(1).max(100),
    members: z.array(z.string().trim().min(1).max(60)).max(20),
  })
  .strict();

/** One measured position with all that is needed to judge it. */
export const measuredPosition = z
  .object({
    position: pointShape,
    sourceCrs: idOf(coordinateSystems),
    sigmaM: z.number().positive().max(10_000).nullable().describe('null: not stated, then it proves nothing'),
    heightM: z.number().min(-500).max(9000).nullable(),
    heightDatum: idOf(heightDatums).nullable(),
    method: idOf(surveyMethods),
    readings: z.int().min(1).max(10_000),
    rejected: z.int().min(0).max(10_000).describe('Readings left out as outliers'),
    measuredAt: z.iso.datetime({ offset: true }),
  })
  .strict();
export type MeasuredPosition = z.infer<typeof measuredPosition>;

/** What is written into the file of a case. Nothing is ever changed or removed; later entries refer to earlier ones. */
export const entryContent = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('opened'),
      lineId: recordId,
      round: z.int().min(1).max(50),
      year: z.int().min(1990).max(2100),
      title: z.string().trim().min(1).max(200),
      deadlines: z.partialRecord(stepId, isoDate),
      teams: z.array(team).length(2),
      demo: z.boolean(),
    })
    .strict(),
  z
    .object({ kind: z.literal('teams'), teams: z.array(team).length(2), reason: z.string().trim().min(1).max(500) })
    .strict(),
  z
    .object({
      kind: z.literal('checklist'),
      step: stepId,
      item: z.string().trim().min(1).max(200),
      done: z.boolean(),
      note: z.string().max(1000),
    })
    .strict(),
  z
    .object({
      kind: z.literal('fieldRecord'),
      markerId: recordId,
      markerVersion: z.int().positive().describe('Version of the register that was seen in the field'),
      state: idOf(markerStates),
      measured: measuredPosition.nullable(),
      finding: z.string().max(2000),
      photos: z.array(sha256).max(30),
      belowAccuracy: z.boolean().describe('Worse than the accuracy that the task asks for'),
    })
    .strict(),
  z
    .object({
      kind: z.literal('repair'),
      markerId: recordId,
      work: z.string().trim().min(1).max(1000),
      measured: measuredPosition.nullable(),
      photos: z.array(sha256).max(30),
    })
    .strict(),
  z
    .object({
      kind: z.literal('signature'),
      of: z.array(entryKey).min(1).max(500),
      contentHashes: z.array(sha256).min(1).max(500),
      side: partySide,
      drawing: z.string().max(100_000).describe('SVG path of the drawn signature'),
      signedAt: z.iso.datetime({ offset: true }),
    })
    .strict(),
  z
    .object({ kind: z.literal('dissent'), of: entryKey, side: partySide, words: z.string().trim().min(1).max(2000) })
    .strict(),
  z.object({ kind: z.literal('stepDone'), step: stepId, document: z.string().max(500).nullable() }).strict(),
  z.object({ kind: z.literal('returned'), step: stepId, reason: z.string().trim().min(1).max(1000) }).strict(),
  z.object({ kind: z.literal('note'), words: z.string().trim().min(1).max(2000) }).strict(),
]);
export type EntryContent = z.infer<typeof entryContent>;

/** An entry as it is sent: the device's clock is told, not trusted. */
export const newEntry = z
  .object({ key: entryKey, deviceTime: z.iso.datetime({ offset: true }), content: entryContent })
  .strict();
export type NewEntry = z.infer<typeof newEntry>;

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes
 * them. Device and server hash the same bytes by it.
 * @throws RangeError for what JSON cannot say the same everywhere: numbers that are not finite, unpaired surrogates
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} has no canonical JSON`);
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) throw new RangeError('Unpaired surrogate in a text');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** The text whose SHA-256 (of its UTF-8) is the `contentHash` of an entry. Hash what `newEntry` parsed: it trims. */
export const hashedContent = ({ author, content, deviceTime, key }: NewEntry & { author: string }): string =>
  canonicalJson({ author, content, deviceTime, key });

/** What is ticked at each step; an item left undone needs a note that says why. */
export const inspectionChecklists: Record<InspectionStep, readonly { id: string; label: Text }[]> = {
  plan: [
    { id: 'plan.agreed', label: text('双方商定实施方案', 'Plan agreed by both sides') },
    { id: 'plan.teams', label: text('组成联检小组', 'Joint teams formed') },
  ],
  deskCheck: [
    { id: 'desk.documents', label: text('核对协议书、附图与界桩登记表', 'Agreement, map and marker cards compared') },
    { id: 'desk.divisions', label: text('核对两侧行政区划变更', 'Changes of divisions on both sides checked') },
  ],
  fieldRecord: [
    { id: 'field.markers', label: text('逐一检查界桩与方位物', 'Every marker and its reference objects checked') },
    { id: 'field.line', label: text('检查界线标志物与走向', 'Course of the line and its features checked') },
  ],
  repair: [{ id: 'repair.listed', label: text('修复、修测事项已处理', 'Repairs and resurveys dealt with') }],
  report: [
    { id: 'report.written', label: text('联检报告已编写', 'Report written') },
    { id: 'report.signed', label: text('联检报告已由双方签署', 'Report signed by both sides') },
  ],
  filing: [{ id: 'filing.sent', label: text('成果已报备案', 'Results sent for filing') }],
  archive: [{ id: 'archive.complete', label: text('档案齐全并移交', 'File complete and handed over') }],
};

/**
 * An entry of the file: `contentHash` is SHA-256 over the canonical JSON of key, author, device time and content; `hash` is
 * SHA-256 over the hash before it, position, content hash, the server's time.
 */
export const entryShape = newEntry.extend({
  position: z.int().positive(),
  author: z.string().describe('Name of the account'),
  recordedAt: z.string(),
  contentHash: sha256,
  previousHash: sha256.nullable(),
  hash: sha256,
});
export type Entry = z.infer<typeof entryShape>;

/** Where a field record stands: it counts once both sides have signed it. */
export const recordStanding = z.enum(['unsigned', 'signedByOne', 'agreed', 'dissented']);

export const caseSummary = z.object({
  id: z.string(),
  lineId: recordId,
  lineName: z.string(),
  round: z.number(),
  year: z.number(),
  title: z.string(),
  step: stepId.nullable().describe('The step at work; null = archived'),
  due: isoDate.nullable(),
  overdue: z.boolean(),
  teams: z.array(team),
  counts: z.object({ markers: z.number(), recorded: z.number(), agreed: z.number(), dissented: z.number() }),
  entries: z.number(),
  head: sha256.describe('Hash of the last entry'),
  demo: z.boolean(),
});
export type CaseSummary = z.infer<typeof caseSummary>;
export const caseList = z.object({ asOf: isoDate, items: z.array(caseSummary) });

/**
 * Stands in an answer for a hash that is withheld. From a hash over a position, and from every hash over that, the position
 * could be found by trying: a cell of the public grid holds few enough positions.
 */
export const WITHHELD_HASH = '0'.repeat(64);

/** What an entry is marked with, because it weighs less than it seems. */
export const entryMark = z
  .enum(['noAccuracy', 'belowAccuracy', 'deviceClock'])
  .describe(
    'No accuracy stated: proves nothing. Worse than the task asks. Device a day ahead of the server or behind the opening',
  );
export type EntryMark = z.infer<typeof entryMark>;

/** The movement test (界桩移位检验) of a measured position against the register, with what is needed to judge it. */
export const movement = z.object({
  verdict: z.enum(['moved', 'withinError', 'provesNothing']),
  distanceM: z.number().nullable(),
  thresholdM: z.number().nullable().describe('3·√(σ_registered² + σ_measured²)'),
  sigmaRegisteredM: z.number().nullable(),
  sigmaMeasuredM: z.number().nullable(),
  heightDifferenceM: z.number().nullable().describe('Measured minus registered; null where the two do not compare'),
  heightReason: textShape.nullable().describe('Why the heights do not compare'),
  reasons: z.array(textShape).describe('Why the test proves nothing'),
});
export type Movement = z.infer<typeof movement>;

export const caseFile = caseSummary.extend({
  file: z.array(entryShape),
  standings: z.record(entryKey, recordStanding).describe('Of field records and repairs'),
  marks: z.record(entryKey, z.array(entryMark)).describe('Only entries that are marked'),
  dissents: z.record(entryKey, z.array(partySide)).describe('Sides that dissent; an agreed record stays agreed'),
  movements: z
    .record(entryKey, movement)
    .describe('Of measured positions, against the version of the register that was seen; none where rounded'),
  precision: z
    .enum(['surveyed', 'rounded'])
    .describe('rounded: positions are not as they were signed and hashes are withheld, so neither can be checked here'),
});
export type CaseFile = z.infer<typeof caseFile>;

export const caseQuery = z.object({
  asOf: isoDate.optional().describe('Day by which cases are judged overdue; default today'),
  lineId: recordId.optional(),
  step: z.union([stepId, z.literal('archived')]).optional(),
  overdue: z.stringbool().optional(),
});

/** A new case. Its id is the key, so that opening it twice opens it once. */
export const openCase = z
  .object({
    key: entryKey,
    lineId: recordId,
    round: z.int().min(1).max(50),
    year: z.int().min(1990).max(2100).optional().describe('Default: the year in which the line is due, not before now'),
    title: z.string().trim().min(1).max(200).optional(),
    deadlines: z.partialRecord(stepId, isoDate).optional().describe('Default: spread over the year'),
    teams: z.array(team).length(2),
  })
  .strict();
export type OpenCase = z.output<typeof openCase>;

export const appendAnswer = z.object({
  entry: entryShape,
  repeated: z.boolean().describe('It was stored before'),
  case: caseSummary,
});
export type AppendAnswer = z.infer<typeof appendAnswer>;

/** Whether the file of a case is as it was written. */
export const chainVerdict = z.object({
  intact: z.boolean(),
  entries: z.number(),
  head: z.string(),
  firstBreak: z.object({ position: z.number(), reason: textShape }).nullable(),
});
export type ChainVerdict = z.infer<typeof chainVerdict>;

/** Lines by when they are due for a joint inspection (every five years). */
export const boardLine = z.object({
  lineId: z.string(),
  lineName: z.string(),
  level: z.string(),
  lastInspectionYear: z.number().nullable().describe('From the register or an archived case, whichever is later'),
  dueYear: z.number().nullable(),
  standing: z.enum(['overdue', 'due', 'upcoming', 'unknown']),
  openCase: caseSummary.nullable(),
});
export type BoardLine = z.infer<typeof boardLine>;
export const inspectionBoard = z.object({
  asOf: isoDate,
  counts: z.object({ overdue: z.number(), due: z.number(), upcoming: z.number(), unknown: z.number() }),
  lines: z.array(boardLine).describe('By year due; without those of unknown last inspection'),
  unknown: z.array(boardLine).describe('Lines without a known last inspection: neither due nor not due'),
});
export type InspectionBoard = z.infer<typeof inspectionBoard>;

export const registerChangesInput = z
  .object({
    commit: z.boolean().default(false).describe('true: commit; approvers only'),
    reason: z.string().trim().max(2000).default(''),
  })
  .strict();

/** What a case's agreed records change in the register of markers. */
export const registerChanges = z.object({
  changeSet: changeSetInput,
  basis: z.array(
    z.object({
      markerId: z.string(),
      entryKey: entryKey,
      fields: z.array(z.string()),
      movement: movement.nullable().describe('null: nothing was measured'),
    }),
  ),
  preview: previewShape,
  committed: commitResult.pick({ changeSet: true, seq: true }).nullable(),
});
export type RegisterChanges = z.infer<typeof registerChanges>;
