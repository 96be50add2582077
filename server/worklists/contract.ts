import { z } from 'zod';
import { worklists, type WorklistId } from '../../gis-data/catalogue/index.ts';
import { isoDate, recordId, recordTypeName, textShape } from '../registry/contract.ts';

export const worklistId = z.enum(worklists.map((list) => list.id) as [WorklistId, ...WorklistId[]]);

/** What people said of an item. It is kept when the item disappears and shows again if it comes back. */
export const assignmentShape = z.object({
  version: z.number().describe('Row version; the next write names it in If-Match, the first one names 0'),
  assigneeId: z.string().nullable().describe('A user of the bureau; null for a role in free text or nobody'),
  assigneeName: z.string().nullable(),
  dueOn: isoDate.nullable(),
  note: z.string(),
  updatedAt: z.string(),
});
export type Assignment = z.infer<typeof assignmentShape>;

/** The facility of a township that is nearest to being a centre with all functions. */
export const nearestFacility = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  ofKind: z.boolean().describe('Already of the kind that the rule counts; else it would have to become one'),
  operating: z.enum(['yes', 'no', 'unknown']),
  offers: z.number().describe('Functions of the rule that it offers'),
  required: z.number(),
  missing: z.array(z.string()).describe('Functions that it does not offer'),
  unknown: z.array(z.string()).describe('Functions of which it is not known'),
});
export type NearestFacility = z.infer<typeof nearestFacility>;

/** One thing to do, computed from the register. `unknown`: to be found out before anyone can say whether it is to be done. */
export const worklistEntry = z.object({
  key: z.string().describe('Stays the same while the reason does'),
  state: z.enum(['certain', 'unknown']),
  subject: z.object({ type: recordTypeName, id: z.string(), label: z.string() }),
  fields: z
    .array(z.object({ path: z.string(), label: textShape }))
    .describe('Fields of the subject to fill in or change'),
  countyId: z.string().nullable(),
  countyName: z.string().nullable(),
  townshipId: z.string().nullable(),
  townshipName: z.string().nullable(),
  reason: textShape,
  action: textShape.describe('What to do'),
  clause: textShape.nullable(),
  rank: z.number().nullable().describe("The list's own measure; null = unknown"),
  indicatorIds: z.array(z.string()).describe('Indicators that wait for it'),
  nearest: nearestFacility.nullable(),
  demo: z.boolean(),
});
export type WorklistEntry = z.infer<typeof worklistEntry>;

export const worklistItem = worklistEntry.extend({ assignment: assignmentShape.nullable() });
export type WorklistItem = z.infer<typeof worklistItem>;

/** How far an undecided figure is from its verdict. */
export const settlementShape = z.object({
  indicatorId: z.string(),
  name: textShape,
  reading: z.object({ id: z.string(), label: textShape }).nullable().describe('null = the headline'),
  openUnits: z.number().describe('Units whose amounts are not settled'),
  fields: z.number().describe('Fields that settle all of them, whatever the answers'),
  records: z.number().describe('Records that these fields belong to'),
  missingStatistics: z.number().describe('Figures that must be reported first'),
  earliestMet: z
    .number()
    .nullable()
    .describe('Fewest units that decide "met" if they all turn out well; null = not in reach'),
  earliestUnmet: z.number().nullable().describe('Fewest units that decide "unmet" if they all turn out badly'),
});
export type Settlement = z.infer<typeof settlementShape>;

export const worklistSummary = z.object({
  id: worklistId,
  total: z.number(),
  unknown: z.number().describe('Items to be found out first'),
  assigned: z.number().nullable().describe('null for someone who has not signed in'),
  overdue: z.number().nullable().describe('Items whose due date lies before the as-of date; null as above'),
  demo: z.boolean(),
});
export type WorklistSummary = z.infer<typeof worklistSummary>;

export const worklistOverview = z.object({ snapshot: z.string(), asOf: isoDate, lists: z.array(worklistSummary) });
export type WorklistOverview = z.infer<typeof worklistOverview>;

const sortKeys = ['rank', 'subject', 'county', 'township', 'state', 'assignee', 'dueOn'] as const;
export type WorklistSortKey = (typeof sortKeys)[number];

const filters = {
  asOf: isoDate.optional(),
  county: recordId.optional(),
  indicator: z.string().max(40).optional().describe('Only items that this indicator waits for'),
  assignee: z.string().max(100).optional().describe('User id or role; `none`: not assigned'),
  overdue: z.literal('true').optional().describe('Only items whose due date has passed'),
  sort: z
    .enum([...sortKeys, ...sortKeys.map((key) => `-${key}` as const)])
    .optional()
    .describe("`-` in front: descending; unknown values come last. Default: the list's own order"),
};

export const worklistQuery = z.object({
  ...filters,
  limit: z.coerce.number().int().min(1).max(5000).default(200),
  cursor: z.string().max(200).optional().describe('Key of the last item of the page before'),
});
export type WorklistQuery = z.output<typeof worklistQuery>;
export type WorklistFilter = Omit<WorklistQuery, 'asOf' | 'limit' | 'cursor'>;

export const exportQuery = z.object({ ...filters, format: z.enum(['csv', 'xlsx']) });

export const worklistPage = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  today: isoDate.describe('Day by which items are overdue'),
  list: worklistId,
  total: z.number().describe('Items that fit the filter'),
  demo: z.boolean(),
  settlements: z.array(settlementShape).describe('Of the list of deciding unknowns; empty for others'),
  assignees: z
    .array(z.object({ value: z.string(), name: z.string() }))
    .describe('Whom items of the list are assigned to'),
  items: z.array(worklistItem),
  nextCursor: z.string().nullable(),
});
export type WorklistPage = z.infer<typeof worklistPage>;

/** Replaces what was said of an item. A user id gives the name; without one the name is a role in free text. */
export const assignmentInput = z
  .object({
    assigneeId: z.string().min(1).max(100).nullable().default(null),
    assigneeName: z.string().trim().min(1).max(60).nullable().default(null),
    dueOn: isoDate.nullable().default(null),
    note: z.string().trim().max(2000).default(''),
  })
  .strict();
export type AssignmentInput = z.input<typeof assignmentInput>;

export const assigneeList = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });
export type AssigneeList = z.infer<typeof assigneeList>;
