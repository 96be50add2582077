import { z } from 'zod';

/** ISO calendar date, `YYYY-MM-DD`, that exists in the calendar. */
export const isoDate = z.iso.date();

export const textShape = z.object({ zh: z.string(), en: z.string() });

/** One of the ids of a list of the catalogue. */
export const idOf = <T extends readonly { id: string }[]>(words: T) =>
  z.enum(words.map(({ id }) => id) as [T[number]['id'], ...T[number]['id'][]]);

/** Names of the kinds of registered record. */
export const recordTypeName = z.enum([
  'division',
  'divisionEvent',
  'facility',
  'statistic',
  'boundaryLine',
  'boundaryMarker',
  'placeName',
  'placeNameSign',
  'reservedWord',
]);
export type RecordTypeName = z.infer<typeof recordTypeName>;

/** A record's identifier: opaque, never reused. */
export const recordId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/**
 * One proposed change to one registered record.
 *
 * - `create`: `fields` is the whole body; fields left out are unknown.
 * - `update`: `fields` holds only what changes; `null` makes a field unknown.
 * - `delete`: the record ends on `effectiveFrom`; its past stays.
 */
export const changeShape = z
  .object({
    type: recordTypeName,
    op: z.enum(['create', 'update', 'delete']),
    id: recordId.optional().describe('Required for update and delete; made by the server for create when absent'),
    baseVersion: z
      .int()
      .positive()
      .optional()
      .describe('Row version that the change was made against; required for update and delete'),
    effectiveFrom: isoDate.optional().describe("Day from which the change holds; the change set's own when absent"),
    fields: z.record(z.string(), z.unknown()).optional(),
    sourceRow: z.int().positive().optional().describe('Row of the imported sheet that the change was read from'),
  })
  .strict();
export type ChangeInput = z.infer<typeof changeShape>;

/** A change with nothing left to default: what is stored and applied. */
export interface Change {
  type: RecordTypeName;
  op: 'create' | 'update' | 'delete';
  id: string;
  baseVersion: number | null;
  effectiveFrom: string;
  fields: Record<string, unknown>;
  sourceRow: number | null;
}

export const changeSetOrigin = z.enum(['form', 'import', 'scenario', 'siting', 'sync', 'undo', 'seed', 'api']);
export type ChangeSetOrigin = z.infer<typeof changeSetOrigin>;

export const changeSetInput = z
  .object({
    title: z.string().trim().min(1).max(200),
    reason: z.string().trim().max(2000).default(''),
    origin: changeSetOrigin.exclude(['undo', 'seed']).default('api'),
    effectiveFrom: isoDate.optional().describe('Default: today'),
    changes: z.array(changeShape).max(200_000),
  })
  .strict();
export type ChangeSetInput = z.input<typeof changeSetInput>;

export const changeSetStatus = z.enum(['draft', 'committed', 'discarded', 'undone']);

export const changeSetSummary = z.object({
  id: z.string(),
  title: z.string(),
  reason: z.string(),
  origin: changeSetOrigin,
  status: changeSetStatus,
  author: z.string(),
  createdAt: z.string(),
  committedAt: z.string().nullable(),
  seq: z.number().nullable(),
  undoOf: z.string().nullable(),
  changeCount: z.number(),
});
export type ChangeSetSummary = z.infer<typeof changeSetSummary>;

/**
 * What a rule has to say about a change. `block` forbids the commit, `warn` needs the eye of a person, `note` informs.
 */
export const findingShape = z.object({
  severity: z.enum(['block', 'warn', 'note']),
  code: z.string(),
  message: textShape,
  type: recordTypeName.nullable(),
  id: z.string().nullable(),
  field: z.string().nullable(),
  row: z.number().nullable(),
  clause: textShape.nullable(),
});
export type Finding = z.infer<typeof findingShape>;

/** One record as it is before and after; `null` where it does not exist. */
export const effectShape = z.object({
  type: recordTypeName,
  id: z.string(),
  op: z.enum(['create', 'update', 'delete', 'unchanged']),
  label: z.string(),
  version: z.number().describe('Row version after the commit'),
  effectiveFrom: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  changedFields: z.array(z.string()),
  row: z.number().nullable(),
});
export type Effect = z.infer<typeof effectShape>;

const deltaFigure = z.object({
  numerator: z.number(),
  denominator: z.number(),
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  verdict: z.string(),
});

export const indicatorDelta = z.object({
  id: z.string(),
  name: textShape,
  unit: z.string(),
  before: deltaFigure,
  after: deltaFigure,
  changed: z.boolean(),
});
export type IndicatorDelta = z.infer<typeof indicatorDelta>;

/** What a change set would do: the same shape for a form, an import's dry run, a scenario and a plan. */
export const previewShape = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  committable: z.boolean(),
  counts: z.object({ create: z.number(), update: z.number(), delete: z.number(), unchanged: z.number() }),
  effects: z.array(effectShape),
  findings: z.array(findingShape),
  indicators: z.array(indicatorDelta),
});
export type Preview = z.infer<typeof previewShape>;

export const commitResult = z.object({
  changeSet: changeSetSummary,
  seq: z.number(),
  snapshot: z.string(),
  preview: previewShape,
});
export type CommitResult = z.infer<typeof commitResult>;

/** One entry of a record's history: what held when, and when that was recorded. */
export const historyEntry = z.object({
  version: z.number(),
  op: z.enum(['create', 'update', 'delete', 'restore']),
  validFrom: isoDate,
  validTo: isoDate.nullable(),
  recordedAt: z.string(),
  recordedSeq: z.number(),
  supersededSeq: z.number().nullable(),
  changeSetId: z.string(),
  changeSetTitle: z.string(),
  author: z.string(),
  reason: z.string(),
  body: z.record(z.string(), z.unknown()).nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

/** Who acts, from where, and over which counties; carried into the audit. */
export interface Actor {
  id: string;
  name: string;
  role: 'viewer' | 'editor' | 'approver' | 'administrator' | 'system';
  /** County division ids the actor may edit in; `null` = all. */
  countyScope: readonly string[] | null;
  /** Where the action came from: an address, `cli`, `system`. */
  from: string;
}
