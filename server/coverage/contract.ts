import { z } from 'zod';
import { facilityFunctions, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { networkName } from '../network/contract.ts';
import { changeSetInput, changeShape, indicatorDelta, isoDate, recordId, textShape } from '../registry/contract.ts';

const enumOf = (values: readonly string[]) => z.enum(values as [string, ...string[]]);
const facilityKind = enumOf(facilityKinds.map((k) => k.id));
const facilityFunction = enumOf(facilityFunctions.map((f) => f.id));

/** Walking speeds always shown beside the asked one, m/s (domain: elderly walking). */
export const comparedSpeedsMps = [0.6, 0.8, 1] as const;

/** Bounds of what may be asked for. */
export const coverageBounds = {
  minutes: { least: 1, most: 120 },
  speedMps: { least: 0.1, most: 3 },
  snapLimitM: { least: 1, most: 2000, default: 200 },
} as const;

/** Who is served by what, within which time. Left out: the rule's own care circle (catalogue, `careCircle`). */
export const coverageQuery = z
  .object({
    facilityKinds: z.array(facilityKind).min(1).optional().describe('Kinds that serve; default: the care circle rule'),
    functions: z.array(facilityFunction).optional().describe('Functions that a facility must all offer; default none'),
    minutes: z.number().min(coverageBounds.minutes.least).max(coverageBounds.minutes.most).optional(),
    speedMps: z
      .number()
      .min(coverageBounds.speedMps.least)
      .max(coverageBounds.speedMps.most)
      .optional()
      .describe('Walking speed, m/s; a driving network has its own speeds'),
    snapLimitM: z
      .number()
      .min(coverageBounds.snapLimitM.least)
      .max(coverageBounds.snapLimitM.most)
      .optional()
      .describe('Farthest that a point may lie from a way; beyond it is unknown. Default 200'),
    asOf: isoDate.optional(),
    network: networkName.optional().describe('Default: the walk network in use'),
  })
  .strict();
export type CoverageQuery = z.infer<typeof coverageQuery>;

/** The query with nothing left to default. */
export const coverageQuestion = z.object({
  facilityKinds: z.array(z.string()),
  functions: z.array(z.string()),
  minutes: z.number(),
  speedMps: z.number(),
  snapLimitM: z.number(),
});
export type CoverageQuestion = z.infer<typeof coverageQuestion>;

/** A proposed change set: the id of a stored draft, or its content. */
export const proposedChanges = z.union([recordId, changeSetInput]);

export const coverageRequest = coverageQuery.extend({
  changeSet: proposedChanges.optional().describe('Coverage as it would be after these changes; nothing is stored'),
  points: z.boolean().optional().describe('Evidence, one row per population point; default true'),
});

/**
 * People by verdict. Together they are all people counted; people at points whose count is unknown are in none of them:
 * `pointsWithoutCount` says how many such points there are.
 */
export const peopleFigure = z.object({
  covered: z.number(),
  uncovered: z.number(),
  unknown: z.number(),
  pointsWithoutCount: z.number(),
  value: z.number().nullable().describe('covered ÷ all; null where nobody is counted'),
  lower: z.number().nullable().describe('Share if every unknown is uncovered'),
  upper: z.number().nullable().describe('Share if every unknown is covered'),
});
export type PeopleFigure = z.infer<typeof peopleFigure>;

/** Coverage of a city, county or township. */
export const coverageArea = z.object({
  divisionId: z.string(),
  code: z.string(),
  name: z.string(),
  level: z.enum(['city', 'county', 'township']),
  countyId: z.string().nullable(),
  population60: peopleFigure,
  population80: peopleFigure,
  points: z.object({ covered: z.number(), uncovered: z.number(), unknown: z.number() }),
  atSpeeds: z
    .array(z.object({ speedMps: z.number(), population60: peopleFigure }))
    .describe('The same at 0.6, 0.8 and 1.0 m/s; empty on a driving network'),
  straightLine: peopleFigure.describe('Upper bound: 60+ within the straight-line distance; never mixed with the rest'),
  administrative: z
    .enum(['yes', 'no', 'unknown'])
    .describe('Whether the division has an eligible facility, wherever its people live'),
  edge60: z
    .number()
    .nullable()
    .describe(
      '60+ from whom the border of the study area is no farther, as the crow flies, than the walk allows: they might be served beyond it, which is not known. Whatever their verdict; null when no border is registered',
    ),
  crossCounty60: z.number().describe('60+ covered whose nearest facility lies in another county'),
});
export type CoverageArea = z.infer<typeof coverageArea>;

/** Why a point's verdict is what it is; the page words it with the numbers beside it. */
export const pointReason = z.enum([
  'reached', // a facility that surely serves lies within the time
  'too-far', // the nearest one is farther; a trial looks no further than it must, and names none beyond
  'none-reached', // no way leads to any facility: an island
  'not-located', // the population point has no position
  'off-network', // farther than the snap limit from any way
  'outside-network', // outside the network's bounds
  'facility-uncertain', // only facilities that may or may not serve (status or function unknown) lie within the time
  'facility-not-placed', // a facility off the network within the straight line, or one of this township without a position
]);
export type PointReason = z.infer<typeof pointReason>;

/** One population point (村/居委会): its verdict, the facility behind it and the walk. */
export const coveragePoint = z.object({
  divisionId: z.string(),
  code: z.string(),
  name: z.string(),
  townshipId: z.string().nullable(),
  countyId: z.string().nullable(),
  urban: z.boolean().describe('居委会'),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  population60: z.number().nullable(),
  population80: z.number().nullable(),
  verdict: z.enum(['covered', 'uncovered', 'unknown']),
  reason: pointReason,
  facilityId: z.string().nullable().describe('Nearest facility that surely serves, or that decides an unknown'),
  facilityName: z.string().nullable(),
  seconds: z
    .number()
    .nullable()
    .describe('Whole walk at the asked speed: to the way, along the network, to the entrance'),
  accessMetres: z.number().nullable().describe('Part of it off the network, both ends'),
  straightMetres: z.number().nullable().describe('To the nearest facility that surely serves as the crow flies'),
  edge: z
    .boolean()
    .nullable()
    .describe('Could walk over the border of the study area within the time; null when no border is registered'),
  crossesCounty: z.boolean(),
});
export type CoveragePoint = z.infer<typeof coveragePoint>;

/** A facility that serves or may serve. */
export const coverageFacility = z.object({
  facilityId: z.string(),
  name: z.string(),
  kind: z.string(),
  countyId: z.string(),
  townshipId: z.string().nullable(),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  eligible: z.enum(['yes', 'unknown']),
  placed: z.boolean().describe('Snapped to the network'),
  snapMetres: z.number().nullable(),
  points: z.number().describe('Population points whose nearest facility it is, within the time'),
  population60: z.number().describe('60+ at those points'),
  demo: z.boolean(),
});
export type CoverageFacility = z.infer<typeof coverageFacility>;

const header = {
  snapshot: z.string(),
  asOf: isoDate,
  network: z.object({ name: z.string(), profile: z.enum(['walk', 'car']), demo: z.boolean(), attribution: z.string() }),
  question: coverageQuestion,
  demo: z.boolean(),
};

const areas = {
  total: coverageArea,
  counties: z.array(coverageArea),
  townships: z.array(coverageArea),
};

export const coverageReport = z.object({
  ...header,
  ...areas,
  points: z.array(coveragePoint),
  facilities: z.array(coverageFacility),
  before: z.object(areas).nullable().describe('Without the change set, where one was given'),
});
export type CoverageReport = z.infer<typeof coverageReport>;

/**
 * One edit of a facility, tried out on the map and stored nowhere: cheap enough to follow the mouse. `add` makes one that
 * operates and offers the asked functions unless told otherwise.
 */
export const facilityEdit = z.discriminatedUnion('op', [
  z.object({ op: z.literal('move'), facilityId: recordId, to: pointShape }).strict(),
  z.object({ op: z.literal('close'), facilityId: recordId }).strict(),
  z
    .object({
      op: z.literal('add'),
      id: recordId.describe('A name for it within this trial'),
      kind: facilityKind,
      at: pointShape,
      functions: z.array(facilityFunction).optional(),
    })
    .strict(),
  z
    .object({
      op: z.literal('reclassify'),
      facilityId: recordId,
      kind: facilityKind.optional(),
      functions: z.partialRecord(facilityFunction, z.boolean().nullable()).optional(),
      status: z.string().nullable().optional(),
    })
    .strict(),
]);
export type FacilityEdit = z.infer<typeof facilityEdit>;

export const whatIfRequest = coverageQuery.extend({ edits: z.array(facilityEdit).min(1).max(200) });

/** What edits would change, and nothing else. */
export const whatIfReport = z.object({
  ...header,
  before: coverageArea,
  after: coverageArea,
  areas: z
    .array(z.object({ before: coverageArea, after: coverageArea }))
    .describe('Counties and townships whose figures change'),
  points: z
    .array(z.object({ before: coveragePoint, after: coveragePoint }))
    .describe('Population points whose verdict, facility or time changes'),
  indicators: z.array(indicatorDelta).describe('Every indicator of the plan, before and after'),
  unplaced: z.array(z.string()).describe('Edited facilities that lie farther than the snap limit from any way'),
  changes: z
    .array(changeShape)
    .describe(
      'The edits as changes for a change set; an update still needs `baseVersion`, the version it is made against',
    ),
});
export type WhatIfReport = z.infer<typeof whatIfReport>;

/** Who loses coverage if one facility closes. */
export const dependenceReport = z.object({
  ...header,
  facilities: z.array(
    z.object({
      facilityId: z.string(),
      name: z.string(),
      kind: z.string(),
      countyId: z.string(),
      townshipId: z.string().nullable(),
      loses60: z.number().describe('60+ who have no other facility within the time'),
      loses80: z.number(),
      pointIds: z.array(z.string()),
    }),
  ),
});
export type DependenceReport = z.infer<typeof dependenceReport>;

/** Two-step floating catchment: beds per 1,000 people aged 60+ within reach. */
export const accessibilityRequest = coverageQuery.extend({
  method: z.enum(['2sfca', 'e2sfca']).default('2sfca'),
  capacityField: z.string().default('beds').describe('Numeric field of the facility kinds that holds the supply'),
});
export const accessibilityReport = z.object({
  ...header,
  method: z.enum(['2sfca', 'e2sfca']),
  capacityField: z.string(),
  weights: z.array(z.object({ minutes: z.number(), weight: z.number() })),
  points: z.array(
    z.object({
      divisionId: z.string(),
      name: z.string(),
      townshipId: z.string().nullable(),
      score: z.number().nullable().describe('Capacity per 1,000 aged 60+; null where the point is not on the network'),
      open: z.boolean().describe('A facility that may count lies within reach too: the score is what is sure'),
    }),
  ),
  townships: z.array(
    z.object({
      divisionId: z.string(),
      name: z.string(),
      countyId: z.string().nullable(),
      score: z.number().nullable().describe('Mean of its points weighted by 60+'),
      population60: z.number(),
    }),
  ),
  facilitiesWithoutCapacity: z.array(z.string()).describe('Eligible facilities whose capacity is unknown: not counted'),
  facilitiesUncertain: z
    .array(z.string())
    .describe('Facilities that may or may not serve, or have no place on the network: not counted'),
  gini: z.number().nullable(),
});
export type AccessibilityReport = z.infer<typeof accessibilityReport>;

export const sensitivityRequest = coverageQuery.extend({
  share: z.number().min(0).max(1).optional().describe("Default: the rule's (catalogue, `townshipPeople`)"),
});

/** Which townships' readings flip at other speeds and minutes. */
export const sensitivityReport = z.object({
  ...header,
  share: z.number().describe('Share of 60+ reached from which a township counts as covered'),
  columns: z.array(z.object({ minutes: z.number(), speedMps: z.number() })),
  total: z.array(peopleFigure),
  townships: z.array(
    z.object({
      divisionId: z.string(),
      name: z.string(),
      countyId: z.string().nullable(),
      values: z.array(z.number().nullable()).describe('Covered share of 60+ in each column'),
      verdicts: z.array(z.enum(['yes', 'no', 'unknown'])),
      flips: z.boolean(),
    }),
  ),
});
export type SensitivityReport = z.infer<typeof sensitivityReport>;

export const monteCarloRequest = coverageQuery.extend({
  draws: z.int().min(10).max(2000).default(200),
  seed: z.int().min(0).max(0xffffffff).default(1),
  worst: z.int().min(1).max(100).default(10),
});

/** Middle and the ends of the range that holds nine draws of ten. */
const spread = z.object({ p5: z.number(), median: z.number(), p95: z.number() });

/** How sure a ranking is: each township's rank interval over draws of the uncertain inputs. */
export const monteCarloReport = z.object({
  ...header,
  draws: z.number(),
  seed: z.number(),
  worst: z.number(),
  assumptions: z.array(textShape).describe('What was drawn, from which distribution'),
  total: spread.nullable(),
  townships: z.array(
    z.object({
      divisionId: z.string(),
      name: z.string(),
      countyId: z.string().nullable(),
      share: spread,
      rank: spread.describe('1 = worst; equal shares take the mean of their ranks'),
      worstShare: z.number().describe('Share of draws in which it is among the worst `worst`'),
      drawn60: z.number().describe('60+ at its points that are drawn'),
      leftOut60: z.number().describe('60+ at its points that are off the network or not located'),
    }),
  ),
  notRanked: z.array(z.string()).describe('Townships without a point that can be drawn'),
});
export type MonteCarloReport = z.infer<typeof monteCarloReport>;

/** Bins of walking time, minutes: more than `fromMinutes`, at most `toMinutes`; the last is open. */
export const walkingTimeBins: readonly { fromMinutes: number; toMinutes: number | null }[] = Array.from(
  { length: 13 },
  (_, i) => ({ fromMinutes: 5 * i, toMinutes: i === 12 ? null : 5 * (i + 1) }),
);

const cityOrCounty = {
  divisionId: z.string(),
  code: z.string(),
  name: z.string(),
  level: z.enum(['city', 'county']),
};

/** How long people aged 60+ walk to the nearest facility that surely serves, however far; the asked minutes do not matter. */
export const distributionReport = z.object({
  ...header,
  bins: z.array(z.object({ fromMinutes: z.number(), toMinutes: z.number().nullable() })),
  areas: z.array(
    z.object({
      ...cityOrCounty,
      known60: z.array(z.number()).describe('60+ by bin, where no facility that may serve could be nearer'),
      atMost60: z.array(z.number()).describe('60+ by bin, where one could be: their time is at most this'),
      notReached60: z.number().describe('60+ from whom no way leads to any facility'),
      perhapsReached60: z.number().describe('60+ from whom a way leads only to facilities that may or may not serve'),
      unknown60: z.number().describe('60+ at points that are not located or off the network'),
      pointsWithoutCount: z.number().describe('Points whose count of people is unknown: in none of the figures'),
      medianMinutes: z
        .number()
        .nullable()
        .describe('Half of those on the network walk no longer; null: half reach none'),
    }),
  ),
});
export type DistributionReport = z.infer<typeof distributionReport>;

export const equityRequest = coverageQuery.extend({
  measure: z.enum(['2sfca', 'e2sfca', 'minutes']).default('2sfca'),
  capacityField: accessibilityRequest.shape.capacityField,
});

/** How evenly access is spread among people aged 60+, by Lorenz curve and Gini coefficient. */
export const equityReport = z.object({
  ...header,
  measure: equityRequest.shape.measure.unwrap(),
  capacityField: z.string(),
  areas: z.array(
    z.object({
      ...cityOrCounty,
      population60: z.number().describe('60+ in the curve'),
      open60: z.number().describe('Those of them whose amount a facility that may count could change'),
      notReached60: z.number().describe('60+ from whom no way leads to any facility: they have no minutes'),
      unknown60: z.number().describe('60+ whose amount is unknown: not located, or off the network'),
      pointsUnknown: z.number(),
      pointsWithoutCount: z.number(),
      mean: z.number().nullable().describe('Per person: capacity per 1,000 aged 60+, or minutes'),
      gini: z.number().nullable().describe('null where there is nobody, or nothing to share out'),
      curve: z
        .array(z.object({ people: z.number(), amount: z.number() }))
        .describe('Corners of the Lorenz curve: least first, both as shares from 0 to 1'),
    }),
  ),
});
export type EquityReport = z.infer<typeof equityReport>;

/** Bands of walking time round a point. */
export const isochroneQuery = z.object({
  longitude: z.coerce.number().min(-180).max(180),
  latitude: z.coerce.number().min(-90).max(90),
  minutes: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){0,5}$/)
    .default('5,10,15')
    .describe('Bands, separated by commas'),
  speedMps: z.coerce.number().min(coverageBounds.speedMps.least).max(coverageBounds.speedMps.most).optional(),
  snapLimitM: z.coerce.number().min(coverageBounds.snapLimitM.least).max(coverageBounds.snapLimitM.most).optional(),
  geometry: z.enum(['polygons', 'lines']).default('polygons'),
  network: networkName.optional(),
});
export const isochroneReport = z.object({
  type: z.literal('FeatureCollection'),
  network: z.string(),
  snapMetres: z.number().nullable().describe('null: the point is off the network and reaches nothing'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ minutes: z.number(), seconds: z.number() }),
      geometry: z.object({ type: z.enum(['MultiPolygon', 'MultiLineString']), coordinates: z.array(z.unknown()) }),
    }),
  ),
});
export type IsochroneReport = z.infer<typeof isochroneReport>;

/** The walk from a population point to a facility. */
export const routeQuery = z.object({
  fromLongitude: z.coerce.number(),
  fromLatitude: z.coerce.number(),
  toLongitude: z.coerce.number(),
  toLatitude: z.coerce.number(),
  speedMps: z.coerce.number().min(coverageBounds.speedMps.least).max(coverageBounds.speedMps.most).optional(),
  snapLimitM: z.coerce.number().min(coverageBounds.snapLimitM.least).max(coverageBounds.snapLimitM.most).optional(),
  network: networkName.optional(),
});
export const routeReport = z.object({
  network: z.string(),
  seconds: z.number().nullable().describe('null: no way, or an end off the network'),
  metres: z.number().nullable(),
  accessMetres: z.number().nullable(),
  coordinates: z.array(z.tuple([z.number(), z.number()])),
});
export type RouteReport = z.infer<typeof routeReport>;
