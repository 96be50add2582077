import { z } from 'zod';
import { costMeasures, planningActions } from '../../gis-data/catalogue/index.ts';
import { areaFigures } from '../indicators/contract.ts';
import {
  changeShape,
  changeSetSummary,
  isoDate,
  previewShape,
  recordId,
  recordTypeName,
} from '../registry/contract.ts';

/** Most scenarios that are compared at once. */
export const MOST_COMPARED = 4;

const ids = <T extends string>(list: readonly { id: T }[]) => z.enum(list.map(({ id }) => id) as [T, ...T[]]);

export const scenarioStatus = z.enum(['open', 'adopted', 'archived']);

/** A scenario (方案): a planner's named changes against the registry, not committed until an approver adopts it. */
export const scenarioSummary = z.object({
  id: z.string(),
  version: z.number().describe('Row version, for If-Match'),
  name: z.string(),
  note: z.string(),
  shared: z.boolean().describe('Whether all signed-in users see it; otherwise its owner only'),
  status: scenarioStatus,
  ownerId: z.string(),
  ownerName: z.string(),
  effectiveFrom: isoDate.describe('Day from which all its changes hold'),
  baseSeq: z.number().describe('Sequence number that its changes were last worked out against'),
  headSeq: z.number().describe('Newest sequence number of the registry'),
  behind: z.boolean().describe('Whether a record that it touches was changed since'),
  forkedFrom: z.object({ id: z.string(), name: z.string() }).nullable(),
  changeCount: z.number(),
  changeSetId: z.string().nullable().describe('The change set that adopted it'),
  createdAt: z.string(),
  updatedAt: z.string(),
  mine: z.boolean(),
});
export type ScenarioSummary = z.infer<typeof scenarioSummary>;

/** A change of a scenario; its day is the scenario's. */
export const scenarioChange = changeShape.omit({ effectiveFrom: true, sourceRow: true });
export type ScenarioChange = z.infer<typeof scenarioChange>;

export const scenarioDetail = scenarioSummary.extend({ changes: z.array(scenarioChange) });
export type ScenarioDetail = z.infer<typeof scenarioDetail>;

export const scenarioList = z.object({ items: z.array(scenarioSummary) });

const scenarioFields = {
  name: z.string().trim().min(1).max(200),
  note: z.string().trim().max(2000),
  shared: z.boolean(),
  effectiveFrom: isoDate,
  changes: z.array(scenarioChange).max(50_000),
};

export const scenarioInput = z
  .object({
    name: scenarioFields.name,
    note: scenarioFields.note.default(''),
    shared: scenarioFields.shared.default(false),
    effectiveFrom: scenarioFields.effectiveFrom.optional().describe('Default: today'),
    changes: scenarioFields.changes.default([]),
  })
  .strict();
export type ScenarioInput = z.input<typeof scenarioInput>;

/** New head data of a scenario, or a new list of changes in place of the old one. With `If-Match`. */
export const scenarioPatch = z
  .object({ ...scenarioFields, status: z.enum(['open', 'archived']) })
  .partial()
  .strict();
export type ScenarioPatch = z.input<typeof scenarioPatch>;

/**
 * Changes added to those that the scenario has already, made against the scenario's own state: a second change of a
 * record is joined with the first into one.
 */
export const scenarioAddition = z.object({ changes: z.array(scenarioChange).min(1).max(50_000) }).strict();

/** A copy's name; default: that of the scenario, marked as a copy. */
export const scenarioFork = z.object({ name: scenarioFields.name.optional() }).strict().optional();

/** Why a scenario is adopted; default: its note. */
export const scenarioAdoption = z
  .object({ reason: z.string().trim().max(2000).optional() })
  .strict()
  .optional();

/** What one record's change meets in the registry as it stands now. `mine` is what the scenario wants. */
export const rebaseConflict = z.object({
  key: z.string().describe('`type/id/field`, or `type/id` where the record itself ended or was changed'),
  type: recordTypeName,
  id: recordId,
  label: z.string(),
  field: z.string().nullable(),
  kind: z
    .enum(['field', 'ended', 'changed'])
    .describe(
      '`field`: both changed it; `ended`: the record no longer exists; `changed`: the scenario ends a record changed since',
    ),
  base: z.unknown(),
  theirs: z.unknown(),
  mine: z.unknown(),
  theirChange: z
    .object({ seq: z.number(), title: z.string(), author: z.string() })
    .nullable()
    .describe('The newest committed change set that touched the record'),
});
export type RebaseConflict = z.infer<typeof rebaseConflict>;

export const rebaseReport = z.object({
  headSeq: z.number(),
  /** Changes that were carried over because nobody else touched their fields. */
  carried: z.number(),
  /** Changes that the registry has made already, which fall away. */
  alreadyMade: z.number(),
  conflicts: z.array(rebaseConflict),
});
export type RebaseReport = z.infer<typeof rebaseReport>;

export const rebaseChoices = z
  .object({
    choices: z.record(z.string(), z.enum(['mine', 'theirs'])).default({}),
    headSeq: z
      .int()
      .min(0)
      .optional()
      .describe('Sequence number that the choices were made at: records changed after it are asked about again'),
  })
  .strict()
  .describe('A choice for every conflict, by its key');
export type RebaseChoices = z.output<typeof rebaseChoices>;

export const scenarioAction = z.object({
  action: ids(planningActions),
  facilityId: z.string(),
  facilityName: z.string(),
  facilityKind: z.string(),
  functionId: z.string().nullable(),
  townshipId: z.string().nullable(),
  quantities: z.array(z.object({ per: ids(costMeasures), amount: z.number().nullable() })),
  yuan: z.number().nullable().describe('Null while a rate or an amount is missing'),
  rateIds: z.array(z.string()),
  missing: z
    .array(z.string())
    .describe('What keeps it from being priced: `rate`, or a measure whose amount is unknown'),
});
export type ScenarioAction = z.infer<typeof scenarioAction>;

/** Cost of a plan. What cannot be priced is counted, never taken as free. */
export const scenarioCost = z.object({
  actions: z.array(scenarioAction),
  yuan: z.number().describe('Sum of what is priced'),
  unpriced: z.number().describe('Actions without a price'),
  demo: z.boolean().describe('Whether a rate of the demonstration entered'),
});
export type ScenarioCost = z.infer<typeof scenarioCost>;

export const costRateBody = z
  .object({
    action: ids(planningActions),
    facilityKind: z.string().nullable().default(null).describe('Null: any kind without a rate of its own'),
    functionId: z.string().nullable().default(null),
    per: ids(costMeasures),
    yuan: z.number().min(0),
    source: z.string().trim().min(1).max(500),
  })
  .strict();
export const costRate = costRateBody.extend({
  id: z.string(),
  version: z.number(),
  demo: z.boolean(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type CostRate = z.infer<typeof costRate>;
export const costRateList = z.object({ items: z.array(costRate) });

/** A facility as a scenario leaves it, for the map; `before` where it stood. */
export const scenarioFacility = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  change: z.enum(['added', 'moved', 'changed', 'ended']),
  before: z.tuple([z.number(), z.number()]).nullable().describe('Longitude, latitude, EPSG:4490'),
  after: z.tuple([z.number(), z.number()]).nullable(),
});
export type ScenarioFacility = z.infer<typeof scenarioFacility>;

export const comparedScenario = z.object({
  scenario: scenarioSummary,
  /** Null where the scenario can no longer be worked out; then `problem` says why. */
  result: z
    .object({
      committable: z.boolean(),
      counts: previewShape.shape.counts,
      findings: previewShape.shape.findings,
      indicators: previewShape.shape.indicators,
      cost: scenarioCost,
      facilities: z.array(scenarioFacility),
      areas: areaFigures.nullable().describe('The asked indicator in each area, under the scenario'),
    })
    .nullable(),
  problem: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
export type ComparedScenario = z.infer<typeof comparedScenario>;

export const comparisonQuestion = z
  .object({
    ids: z.array(z.string()).min(1).max(MOST_COMPARED),
    asOf: isoDate.optional().describe("Default: the latest of the scenarios' days and today"),
    indicatorId: z.string().optional(),
    level: z.enum(['county', 'township']).default('township'),
  })
  .strict();

/** Up to four scenarios beside the registry as it stands, all on one day. */
export const scenarioComparison = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  baseline: areaFigures.nullable(),
  scenarios: z.array(comparedScenario),
});
export type ScenarioComparison = z.infer<typeof scenarioComparison>;

export const adoptionResult = z.object({
  scenario: scenarioSummary,
  changeSet: changeSetSummary,
  seq: z.number(),
  preview: previewShape,
});
export type AdoptionResult = z.infer<typeof adoptionResult>;
