import { z } from 'zod';
import {
  coordinateSystems,
  heightDatums,
  inspectionSteps,
  markerStates,
  surveyMethods,
} from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { isoDate, recordId } from '../registry/contract.ts';

const idOf = (words: readonly { id: string }[]) => z.enum(words.map(({ id }) => id) as [string, ...string[]]);
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
      deadlines: z.partialRecord(idOf(inspectionSteps), isoDate),
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
      step: idOf(inspectionSteps),
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
  z
    .object({ kind: z.literal('stepDone'), step: idOf(inspectionSteps), document: z.string().max(500).nullable() })
    .strict(),
  z
    .object({ kind: z.literal('returned'), step: idOf(inspectionSteps), reason: z.string().trim().min(1).max(1000) })
    .strict(),
  z.object({ kind: z.literal('note'), words: z.string().trim().min(1).max(2000) }).strict(),
]);
export type EntryContent = z.infer<typeof entryContent>;

/** An entry as it is sent: the device's clock is told, not trusted. */
export const newEntry = z
  .object({ key: entryKey, deviceTime: z.iso.datetime({ offset: true }), content: entryContent })
  .strict();
export type NewEntry = z.infer<typeof newEntry>;

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
  step: idOf(inspectionSteps).nullable().describe('The step at work; null = archived'),
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
export const caseFile = caseSummary.extend({
  file: z.array(entryShape),
  standings: z.record(entryKey, recordStanding),
});
export type CaseFile = z.infer<typeof caseFile>;
