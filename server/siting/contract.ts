import { z } from 'zod';
import {
  burialDemandDefaults,
  exclusionKinds,
  facilityFunctions,
  facilityKinds,
  landKinds,
  planningActions,
  type ExclusionKindId,
  type LandKindId,
} from '../../gis-data/catalogue/index.ts';
import { coverageBounds } from '../coverage/contract.ts';
import { boundaryShape, pointShape } from '../divisions/contract.ts';
import { networkName } from '../network/contract.ts';
import { changeShape, findingShape, indicatorDelta, isoDate, recordId, textShape } from '../registry/contract.ts';

const enumOf = (values: readonly string[]) => z.enum(values as [string, ...string[]]);
const facilityKind = enumOf(facilityKinds.map((kind) => kind.id));
const facilityFunction = enumOf(facilityFunctions.map((f) => f.id));
const ids = z.array(recordId).max(20_000);

/** Longest that a search may take, seconds. */
export const MOST_SECONDS = 600;

const common = {
  asOf: isoDate.optional(),
  timeLimitSeconds: z.number().min(1).max(MOST_SECONDS).default(60).describe('Then the best found is the answer'),
  seed: z.int().min(0).max(2_147_483_647).default(1).describe('Decides every choice that is left to chance'),
};

/** Where facilities may be built. */
export const candidateSource = z.discriminatedUnion('from', [
  z
    .object({ from: z.literal('villages'), countyIds: ids.optional(), within: boundaryShape.optional() })
    .strict()
    .describe('At the villages and communities of some counties, or within a drawn area'),
  z
    .object({ from: z.literal('parcels'), layerId: recordId, within: boundaryShape.optional() })
    .strict()
    .describe('On the public land parcels of a layer'),
  z
    .object({
      from: z.literal('points'),
      points: z
        .array(z.object({ id: recordId, name: z.string().max(200).optional(), at: pointShape }).strict())
        .min(1)
        .max(5000),
    })
    .strict(),
]);

/** What becomes of facilities of the asked kinds that stand already. */
export const existingChoice = z.enum([
  'keep', // they serve as they are
  'ignore', // as if there were none
  'closable', // they may be closed, at a cost
  'upgradable', // those that lack asked functions may be given them, at a cost
  'closableOrUpgradable',
]);

/** Where should the next facilities go? */
export const whereQuestion = z
  .object({
    question: z.literal('where'),
    objective: z
      .enum(['max-cover', 'set-cover', 'p-median', 'p-center', 'fair-cover'])
      .describe(
        'Most people covered; fewest facilities that cover everyone; least walking in all; shortest longest walk; worst county covered best',
      ),
    build: z
      .object({
        kind: facilityKind,
        functions: z.array(facilityFunction).default([]).describe('Functions that they must all offer'),
        beds: z.int().positive().optional(),
        floorAreaM2: z.number().positive().optional(),
      })
      .strict(),
    people: z.enum(['60', '80']).default('60').describe('Whose count weighs: aged 60+ or 80+'),
    demandCountyIds: ids.optional().describe('Counties whose people count; default all'),
    network: networkName.optional().describe('Default: the walk network in use'),
    minutes: z.number().min(coverageBounds.minutes.least).max(coverageBounds.minutes.most).default(15),
    speedMps: z.number().min(coverageBounds.speedMps.least).max(coverageBounds.speedMps.most).optional(),
    candidates: candidateSource,
    existing: existingChoice.default('keep'),
    limits: z
      .object({
        count: z
          .int()
          .min(0)
          .max(5000)
          .optional()
          .describe(
            'Most facilities beyond those that stand: an upgraded one counts, a closed one makes room for another',
          ),
        budgetYuan: z.number().min(0).optional(),
        leastCountyShare: z.number().min(0).max(1).optional().describe('Least share of people covered in each county'),
        leastPerCounty: z.int().min(0).optional().describe('Fewest facilities in each county'),
      })
      .strict()
      .default({}),
    gradual: z
      .object({ fullMinutes: z.number().positive(), noneMinutes: z.number().positive() })
      .strict()
      .optional()
      .describe('Coverage that fades with the walk; for max-cover'),
    backup: z.number().min(0).max(1).optional().describe('Share that counts only with a second facility in reach'),
    peoplePerFacility: z.number().positive().optional().describe('Most people that a new facility serves'),
    splitDemand: z.boolean().default(false).describe('Whether a village may be served by several facilities'),
    phases: z
      .array(z.object({ year: z.int().min(2000).max(2100), count: z.int().min(0) }).strict())
      .max(10)
      .optional()
      .describe('How many are built in each year: what first'),
    pinned: ids.default([]).describe('Candidates that the plan must contain'),
    forbidden: ids.default([]),
    ...common,
  })
  .strict();
export type WhereQuestion = z.infer<typeof whereQuestion>;

/** A target to reach: an indicator's own, or another value for it. */
export const chosenTarget = z
  .object({
    indicatorId: z.string(),
    reading: z.string().nullable().default(null),
    value: z.number().optional().describe('In the unit of the indicator; default its own target'),
  })
  .strict();

export const targetActions = [
  'build',
  'addFunction',
  'certifyBeds',
  'addBeds',
  'relocate',
  'reopen', // what is suspended, or not known to operate
  'share', // one centre for two neighbouring townships, where the rule allows it
] as const;

/** What is the least that must be done to reach some targets at once? */
export const targetsQuestion = z
  .object({
    question: z.literal('targets'),
    targets: z.array(chosenTarget).min(1).max(20),
    minimise: z.enum(['cost', 'actions']).default('cost'),
    actions: z
      .array(z.enum(targetActions))
      .min(1)
      .default([...targetActions]),
    countyIds: ids.optional().describe('Counties in which something may be done; default all'),
    limits: z
      .object({ budgetYuan: z.number().min(0).optional(), count: z.int().min(0).optional() })
      .strict()
      .default({}),
    pinned: ids.default([]).describe('Actions, by the ids of an earlier answer, that the plan must contain'),
    forbidden: ids.default([]),
    alternatives: z.int().min(0).max(20).default(3).describe('Other plans nearly as good'),
    ...common,
  })
  .strict();
export type TargetsQuestion = z.infer<typeof targetsQuestion>;

/** Every plan that is not worse than another in cost, people covered and the county that is worst off. */
export const paretoQuestion = whereQuestion
  .omit({ question: true, objective: true, phases: true, gradual: true, backup: true })
  .extend({
    question: z.literal('pareto'),
    axes: z
      .array(z.enum(['cost', 'covered', 'worstCounty']))
      .min(2)
      .default(['cost', 'covered']),
    mostPoints: z.int().min(2).max(200).default(40).describe('Then the front is told as partial'),
  })
  .strict();
export type ParetoQuestion = z.infer<typeof paretoQuestion>;

export const sitingRequest = z.discriminatedUnion('question', [whereQuestion, targetsQuestion, paretoQuestion]);
export type SitingRequest = z.infer<typeof sitingRequest>;

export const solveStatus = z.enum(['optimal', 'feasible', 'infeasible', 'unknown']);

/** How good an answer is. */
const proof = {
  status: solveStatus.describe('optimal: proven within 1e-6; feasible: the best when time was up'),
  objective: z.number().nullable(),
  bound: z.number().nullable().describe('No plan can be better'),
  gap: z.number().nullable().describe('|objective − bound| ÷ |objective|'),
  seconds: z.number(),
};

/** One thing that a plan does. */
export const planAction = z.object({
  id: z.string().describe('Stable for the same state of the registry: for pinning and forbidding'),
  action: z.enum([...new Set([...planningActions.map(({ id }) => id), ...targetActions])] as [string, ...string[]]),
  facilityId: z.string(),
  facilityName: z.string(),
  facilityKind: z.string(),
  functionIds: z.array(z.string()),
  amount: z.number().nullable().describe('Beds, where the action is about beds'),
  at: pointShape.nullable(),
  countyId: z.string().nullable(),
  townshipId: z.string().nullable(),
  yuan: z.number().nullable().describe('Null where no rate is entered'),
  year: z.number().nullable(),
  reason: textShape.describe('What it brings'),
});
export type PlanAction = z.infer<typeof planAction>;

/** A plan as one change set, with its effect on every indicator. */
export const sitingPlan = z.object({
  actions: z.array(planAction),
  yuan: z.number().nullable().describe('Of all actions; null where a rate is missing'),
  missingRates: z
    .array(z.string())
    .describe('`action/kind` or `action/kind/function` without a rate; `?measure` after it: how much of it is unknown'),
  changes: z.array(changeShape).describe('For a change set or a scenario; nothing is stored'),
  indicators: z.array(indicatorDelta),
  findings: z.array(findingShape),
  committable: z.boolean(),
});
export type SitingPlan = z.infer<typeof sitingPlan>;

const header = {
  snapshot: z.string(),
  asOf: isoDate,
  demo: z.boolean(),
  findings: z.array(z.object({ code: z.string(), message: textShape })).describe('What the answer leaves out, and why'),
};

/** People by what becomes of them. */
const peopleCovered = z.object({
  covered: z.number(),
  uncovered: z.number(),
  unknown: z.number().describe('At places off the network, which no plan is said to cover'),
});

export const whereAnswer = z.object({
  question: z.literal('where'),
  ...header,
  ...proof,
  network: z.object({ name: z.string(), profile: z.enum(['walk', 'car']), demo: z.boolean() }),
  candidates: z.number().describe('Sites that could be chosen'),
  unplacedCandidates: z.array(z.string()).describe('Candidates off the network: never chosen'),
  before: peopleCovered,
  after: peopleCovered,
  counties: z.array(
    z.object({
      countyId: z.string(),
      name: z.string(),
      people: z.number(),
      coveredBefore: z.number(),
      coveredAfter: z.number(),
    }),
  ),
  served: z
    .array(
      z.object({
        divisionId: z.string(),
        facilityId: z.string(),
        seconds: z.number(),
        people: z.number(),
        share: z.number(),
      }),
    )
    .describe('Who goes where under the plan'),
  plan: sitingPlan.nullable(),
  conflict: textShape.nullable().describe('Which limits cannot hold together, where there is no plan'),
});
export type WhereAnswer = z.infer<typeof whereAnswer>;

export const targetsAnswer = z.object({
  question: z.literal('targets'),
  ...header,
  ...proof,
  targets: z.array(
    z.object({
      indicatorId: z.string(),
      reading: z.string().nullable(),
      name: textShape,
      unit: z.string(),
      needed: z.number(),
      before: z.number().nullable(),
      after: z.number().nullable(),
      metBefore: z.boolean(),
      metAfter: z.boolean(),
    }),
  ),
  plan: sitingPlan.nullable(),
  alternatives: z.array(z.object({ objective: z.number(), plan: sitingPlan })),
  conflict: z
    .object({
      message: textShape,
      parts: z
        .array(
          z.object({ kind: z.enum(['target', 'limit', 'pin', 'forbidden', 'rule']), id: z.string(), text: textShape }),
        )
        .describe('Take any one of them away and the rest can be met'),
    })
    .nullable(),
});
export type TargetsAnswer = z.infer<typeof targetsAnswer>;

export const paretoPoint = z.object({
  yuan: z.number(),
  covered: z.number(),
  worstCounty: z.number().nullable().describe('Share covered in the county that is worst off'),
  worstCountyId: z.string().nullable(),
  proven: z.boolean(),
  candidateIds: z.array(z.string()),
  plan: sitingPlan,
});

export const paretoAnswer = z.object({
  question: z.literal('pareto'),
  ...header,
  seconds: z.number(),
  network: z.object({ name: z.string(), profile: z.enum(['walk', 'car']), demo: z.boolean() }),
  complete: z.boolean().describe('Whether these are all the points of the front'),
  axes: z.array(z.string()),
  points: z.array(paretoPoint).describe('By cost'),
});
export type ParetoAnswer = z.infer<typeof paretoAnswer>;

/** What a job of `POST /api/v1/siting` answers once done. */
export const sitingAnswer = z.discriminatedUnion('question', [whereAnswer, targetsAnswer, paretoAnswer]);
export type SitingAnswer = z.infer<typeof sitingAnswer>;

/** What it tells meanwhile. */
export const sitingPartial = z.object({
  objective: z.number().nullable(),
  bound: z.number().nullable(),
  seconds: z.number(),
  sites: z
    .array(z.object({ id: z.string(), at: pointShape.nullable() }))
    .nullable()
    .describe('Of the best plan so far'),
  front: z
    .array(z.object({ yuan: z.number(), covered: z.number(), worstCounty: z.number().nullable() }))
    .optional()
    .describe('Points found so far, of a question about the front'),
});
export type SitingPartial = z.infer<typeof sitingPartial>;

/* Land beside the register: layers of polygons and lines, and the rules by which some of them close land to burial. */

const landKindShape = z.enum(landKinds.map(({ id }) => id) as [LandKindId, ...LandKindId[]]);
const exclusionKindShape = z.enum(exclusionKinds.map(({ id }) => id) as [ExclusionKindId, ...ExclusionKindId[]]);

/** Most features of a layer, and most vertices of all of them. */
export const mostLand = { features: 50_000, vertices: 1_000_000 } as const;

/** Coordinate systems that a layer may come in: degrees that are stored as they are. */
export const landCrs = ['EPSG:4490', 'EPSG:4326'] as const;

/** A layer of land. */
export const landLayer = z.object({
  id: z.string(),
  version: z.number(),
  kind: landKindShape,
  name: z.string(),
  source: z.string(),
  licence: z.string(),
  asOf: isoDate.describe('Day on which the content held'),
  demo: z.boolean(),
  features: z.number(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type LandLayer = z.infer<typeof landLayer>;
export const landLayerList = z.object({ items: z.array(landLayer) });

/** A layer with all its features, as GeoJSON; it replaces whatever the layer held. */
export const landLayerInput = z
  .object({
    kind: landKindShape,
    name: z.string().trim().min(1).max(200),
    source: z.string().trim().min(1).max(500).describe('Who drew it up, by which document'),
    licence: z.string().trim().min(1).max(200).describe('On which terms it may be used'),
    asOf: isoDate,
    sourceCrs: z.enum(landCrs).describe('What the coordinates are in; never guessed'),
    collection: z.unknown().describe('A GeoJSON FeatureCollection of polygons or lines, as the kind of land has them'),
  })
  .strict();
export type LandLayerInput = z.input<typeof landLayerInput>;

export const landFeatureQuery = z.object({
  bbox: z
    .string()
    .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/)
    .optional()
    .describe('west,south,east,north in degrees'),
  limit: z.coerce.number().int().min(1).max(20_000).default(5000),
});

/** Features of a layer, as GeoJSON in EPSG:4490. */
export const landFeatures = z.object({
  type: z.literal('FeatureCollection'),
  layer: landLayer,
  complete: z.boolean().describe('Whether these are all there are within the box'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.string(),
      geometry: z.looseObject({ type: z.string() }),
      properties: z.looseObject({ name: z.string().nullable() }),
    }),
  ),
});
export type LandFeatures = z.infer<typeof landFeatures>;

/** By which rule a kind of land is closed to burial from a day on. */
export const exclusionRule = z.object({
  kind: exclusionKindShape,
  label: textShape,
  effectiveFrom: isoDate,
  effectiveTo: isoDate.nullable().describe('First day on which it no longer holds'),
  distanceM: z.number().min(0).describe('How far around the land it reaches, metres'),
  clause: textShape,
  confirmed: z.boolean().describe('False: the clause is carried over or not read yet (条文待核对)'),
  origin: z.enum(['catalogue', 'entered']),
  inForce: z.boolean().describe('On the asked day'),
  version: z.number().describe('For If-Match; 0 while nothing is entered for its first day'),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
});
export type ExclusionRule = z.infer<typeof exclusionRule>;
export const exclusionRuleList = z.object({ asOf: isoDate, items: z.array(exclusionRule) });

/** What is set for a kind of land from a day on; what is left out stays as the rule of that day has it. */
export const exclusionRulePatch = z
  .object({
    effectiveTo: isoDate.nullable().optional(),
    distanceM: z.number().min(0).max(20_000).optional(),
    clause: z
      .object({ zh: z.string().trim().min(1).max(500), en: z.string().trim().min(1).max(500) })
      .strict()
      .optional(),
    confirmed: z.boolean().optional(),
  })
  .strict();
export type ExclusionRulePatch = z.infer<typeof exclusionRulePatch>;

/* Burial siting by law: where nobody may be buried, why, and what the parcels that are left would bring. */

/** Whose villagers a rural public cemetery is for; one of a county is for all of it. */
export const burialEntitlements = ['village', 'township', 'county'] as const;

/** Where may people be buried, and which parcels bring most? */
export const burialQuestion = z
  .object({
    asOf: isoDate.optional(),
    countyIds: ids.optional().describe('Counties that are looked at; default all'),
    layerIds: z.array(recordId).max(50).optional().describe('Layers of candidate parcels; default all there are'),
    entitlement: z.enum(burialEntitlements).default('township'),
    deathsPerPersonYear: z.number().min(0).max(0.1).default(burialDemandDefaults.deathsPerPersonYear),
    years: z.number().min(1).max(100).default(burialDemandDefaults.years),
    shareInThisForm: z.number().min(0).max(1).default(burialDemandDefaults.shareInThisForm),
    landPerPlotM2: z.number().min(0.1).max(100).default(burialDemandDefaults.landPerPlotM2),
    network: networkName.optional().describe('Default: the car network in use, else the walk network in use'),
    toleranceM: z
      .number()
      .min(0)
      .max(500)
      .default(20)
      .describe('Polygons for the map are simplified by at most so much'),
  })
  .strict();
export type BurialQuestion = z.infer<typeof burialQuestion>;

const areaShape = z.looseObject({ type: z.string() }).describe('GeoJSON (Multi)Polygon, EPSG:4490, simplified');

/** How one kind of land closes others to burial. */
const exclusionShape = z.object({
  kind: exclusionKindShape,
  label: textShape,
  distanceM: z.number(),
  clause: textShape,
  confirmed: z.boolean().describe('False: 条文待核对'),
});

/** Land of a kind that closes a place: which, how near it is, and how far it should be. */
export const exclusionAt = exclusionShape.extend({
  layerId: z.string(),
  layerName: z.string(),
  featureId: z.string(),
  featureName: z.string().nullable(),
  awayM: z.number().describe('From the place to the land, metres; 0 within it'),
  demo: z.boolean(),
});
export type ExclusionAt = z.infer<typeof exclusionAt>;

/**
 * What is known of a place: closed by a clause; open as far as every kind of land has a layer; not closed by the layers at
 * hand, while kinds without one may still close it; or outside the study area.
 */
export const burialVerdicts = ['excluded', 'admissible', 'notExcludedByLayersAtHand', 'outside'] as const;

const missingKind = z.object({ kind: exclusionKindShape, label: textShape });

export const burialAtQuery = z.object({
  longitude: z.coerce.number().min(-180).max(180),
  latitude: z.coerce.number().min(-90).max(90),
  asOf: isoDate.optional(),
});

/** May anybody be buried at a place? */
export const burialAt = z.object({
  asOf: isoDate,
  demo: z.boolean(),
  verdict: z.enum(burialVerdicts),
  exclusions: z.array(exclusionAt).describe('Every piece of land that closes the place, by kind and distance'),
  missingKinds: z.array(missingKind).describe('Kinds of which there is no layer: nothing is known of them'),
});
export type BurialAt = z.infer<typeof burialAt>;

/** Burial places that a division's people need, beyond what they have a right to already. */
const plotsNeed = z.object({
  divisionId: z.string(),
  name: z.string(),
  people: z.number().nullable(),
  demandPlots: z.number().nullable().describe('People × mortality × years × share; null where people are not counted'),
  remainingPlots: z.number().describe('Known to be left in sites of their own'),
  sharedPlots: z
    .number()
    .describe('Their share, by people, of what is known to be left in sites that serve more than them'),
  neededPlots: z.number().nullable().describe('Demand less both, whole places'),
  least: z.number().nullable().describe('If all that is shared or not known were left for them'),
  most: z.number().nullable().describe('If nothing of it were'),
});
export type PlotsNeed = z.infer<typeof plotsNeed>;

/** How the people of a parcel get there. */
const burialAccess = z.object({
  profile: z.enum(['walk', 'car']),
  meanSeconds: z.number().nullable().describe('By people, of those who reach it'),
  farthestSeconds: z.number().nullable(),
  peopleReached: z.number(),
  peopleBeyond: z.number().describe('Who need longer than was searched for, or have no way'),
  peopleUnknown: z.number().describe('At places off the network'),
});

export const burialParcel = z.object({
  layerId: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  at: pointShape.describe('On the part that is left, else on the parcel'),
  countyId: z.string().nullable(),
  areaM2: z.number(),
  admissibleM2: z.number(),
  admissibleShare: z.number(),
  geometry: areaShape.nullable().describe('The part that is left; null where nothing is'),
  exclusions: z
    .array(exclusionShape.extend({ areaM2: z.number(), share: z.number(), layers: z.array(z.string()) }))
    .describe('What closes parts of it, by share; parts may overlap'),
  outsideShare: z.number().describe('Share that lies beyond the counties looked at'),
  capacityPlots: z.number().describe('Places for which the part that is left has room'),
  need: plotsNeed.nullable().describe('Of those entitled; null where it is not known whose parcel it is'),
  meetsPlots: z.number().nullable().describe('Of the need, alone'),
  addsPlots: z.number().nullable().describe('Of what the parcels ranked before it leave of the need'),
  access: burialAccess.nullable(),
  rank: z.number().nullable().describe('1 brings most; null for a parcel with no room for a place'),
  explanation: textShape,
  demo: z.boolean(),
});
export type BurialParcel = z.infer<typeof burialParcel>;

/** What a job of `POST /api/v1/siting/burial` answers once done. */
export const burialAnswer = z.object({
  ...header,
  studyAreaM2: z.number(),
  admissible: z.object({
    areaM2: z.number(),
    complete: z.boolean().describe('Whether every kind of land has a layer; else: not excluded by the layers at hand'),
    geometry: areaShape.nullable(),
  }),
  exclusions: z.array(
    exclusionShape.extend({
      areaM2: z.number().describe('Closed by it within the study area; kinds may overlap'),
      geometry: areaShape.nullable(),
      layers: z.array(
        z.object({ id: z.string(), name: z.string(), version: z.number(), asOf: isoDate, demo: z.boolean() }),
      ),
    }),
  ),
  missingKinds: z.array(missingKind),
  projection: z.string().describe('In which distances and areas are measured'),
  toleranceM: z.number(),
  network: z.object({ name: z.string(), profile: z.enum(['walk', 'car']), demo: z.boolean() }).nullable(),
  parcels: z.array(burialParcel).describe('By rank; then those without room'),
});
export type BurialAnswer = z.infer<typeof burialAnswer>;
