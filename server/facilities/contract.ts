import { z } from 'zod';
import {
  coordinateSystems,
  facilityFunctions,
  facilityKinds,
  facilityStatuses,
} from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { isoDate, recordId } from '../registry/contract.ts';

const enumOf = (values: readonly string[]) => z.enum(values as [string, ...string[]]);

/**
 * A facility (设施), whatever its kind. `attributes` holds the catalogue's fields of the kind; `functions` maps each
 * function of the kind to true, false or null (unknown); a function left out is unknown.
 */
export const facilityBody = z
  .object({
    code: z.string().trim().min(1).max(40).nullable(),
    name: z.string().trim().min(1).max(100),
    kind: enumOf(facilityKinds.map((k) => k.id)),
    level: z.enum(['city', 'county', 'township', 'village']).nullable(),
    countyId: recordId,
    townshipId: recordId.nullable(),
    villageId: recordId.nullable(),
    entrance: pointShape.nullable().describe('Entrance, EPSG:4490; null = not located'),
    sourceCrs: enumOf(coordinateSystems.map((c) => c.id))
      .nullable()
      .describe('System in which the position was given'),
    accuracyM: z.number().positive().max(100_000).nullable().describe('Horizontal accuracy, metres; null = not stated'),
    status: enumOf(facilityStatuses.map((s) => s.id)).nullable(),
    statusSince: isoDate.nullable(),
    functions: z.partialRecord(enumOf(facilityFunctions.map((f) => f.id)), z.boolean().nullable()),
    attributes: z.record(z.string(), z.unknown()),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type FacilityBody = z.infer<typeof facilityBody>;
