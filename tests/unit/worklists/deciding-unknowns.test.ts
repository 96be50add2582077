import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRuleParameters,
  facilityKind,
  facilityStatuses,
  indicatorDefinition,
  indicators,
} from '../../../gis-data/catalogue/index.ts';
import { demonstrationSnapshot } from '../../../scripts/bench/demonstration.ts';
import type { FacilityBody } from '../../../server/facilities/contract.ts';
import { assess } from '../../../server/indicators/index.ts';
import type { Effect } from '../../../server/registry/contract.ts';
import type { Snapshot } from '../../../server/snapshot/snapshot.ts';
import { decidingUnknowns, type DecidingUnknowns } from '../../../server/worklists/deciding-unknowns.ts';
import type { WorklistEntry } from '../../../server/worklists/contract.ts';
import { effectOn } from '../../support/edits.ts';
import { snapshotOf, type HandFacility } from '../../support/snapshots.ts';

const find = (snapshot: Snapshot): Promise<DecidingUnknowns> =>
  decidingUnknowns(snapshot, defaultRuleParameters, null, () => Promise.resolve());

const divisions = [
  { id: '1300', type: 'prefectureCity' as const },
  ...['130821', '130822'].flatMap((county) => [
    { id: county, type: 'county' as const, parent: '1300' },
    ...[1, 2, 3].map((n) => ({
      id: `${county}10${n}`,
      type: n === 3 ? ('subdistrict' as const) : ('town' as const),
      parent: county,
      households: 900,
      population: 3000,
    })),
  ]),
];
const townships = divisions.filter((d) => d.type === 'town' || d.type === 'subdistrict').map((d) => d.id);
const four = { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true };

describe('fields that decide a verdict', () => {
  it('names the one function that is not known, and nothing that cannot matter', async () => {
    // Three of five are sure, one more is needed for 60% of six; the subdistricts fail, which no field can change.
    const facilities: HandFacility[] = townships
      .slice(0, 3)
      .map((township, i) => ({ id: `f${i}`, kind: 'regionalCentre', township, functions: four }));
    facilities.push({
      id: 'open',
      kind: 'regionalCentre',
      township: townships[3]!,
      functions: { ...four, homeVisits: null },
    });
    const { entries, settlements } = await find(snapshotOf({ divisions, facilities }));
    const ofEight = entries.filter((entry) => entry.indicatorIds.includes('8'));
    expect(ofEight.map((entry) => entry.key)).toEqual(['facility:open:functions.homeVisits']);
    expect(settlements.find((s) => s.indicatorId === '8' && s.reading === null)).toMatchObject({
      openUnits: 1,
      fields: 1,
      records: 1,
      earliestMet: 1,
      earliestUnmet: 1,
    });
  });

  it('goes on to a second field where the answer to the first leaves the question open', async () => {
    // With places, the used ones decide; with none, they do not: so both are asked.
    const facilities: HandFacility[] = ['130821', '130822'].map((county, i) => ({
      id: `p${i}`,
      kind: 'publicCemetery',
      county,
      attributes: i === 0 ? { plotsTotal: 10, plotsUsed: 1 } : {},
    }));
    const { entries } = await find(snapshotOf({ divisions, facilities }));
    const keys = entries.filter((entry) => entry.indicatorIds.includes('14')).map((entry) => entry.key);
    expect(keys.sort()).toEqual(['facility:p1:attributes.plotsTotal', 'facility:p1:attributes.plotsUsed']);
  });

  it('asks about facilities of which each may be the one that counts', async () => {
    const facilities = ['f0', 'f1'].map((id): HandFacility => ({
      id,
      kind: 'publicCemetery',
      county: '130821',
      status: null,
    }));
    const attributes = { plotsTotal: 10, plotsUsed: 1 };
    facilities.push({ id: 'sure', kind: 'publicCemetery', county: '130822', attributes });
    const { entries } = await find(snapshotOf({ divisions, facilities }));
    const ofFourteen = entries.filter((entry) => entry.indicatorIds.includes('14')).map((entry) => entry.key);
    // A cemetery is public-benefit by its kind.
    const each = ['attributes.plotsTotal', 'attributes.plotsUsed', 'status'];
    expect(ofFourteen.sort()).toEqual(['f0', 'f1'].flatMap((id) => each.map((path) => `facility:${id}:${path}`)));
  });

  it('asks about facilities without a township that may stand in for each other', async () => {
    const facilities = ['f0', 'f1', 'f2', 'f3'].map((id): HandFacility => ({
      id,
      kind: 'childProtectionStation',
      county: '130821',
      status: null,
    }));
    const { entries } = await find(snapshotOf({ divisions, facilities }));
    const ofThree = new Set(entries.filter((entry) => entry.indicatorIds.includes('3')).map((entry) => entry.key));
    for (const id of ['f0', 'f1', 'f2', 'f3']) {
      expect(ofThree).toContain(`facility:${id}:status`);
      expect(ofThree).toContain(`facility:${id}:townshipId`);
    }
  });

  it('asks for the township of a facility that names none', async () => {
    const facilities: HandFacility[] = [
      ...townships.slice(0, 3).map((township, i): HandFacility => ({
        id: `f${i}`,
        kind: 'regionalCentre',
        township,
        functions: four,
      })),
      { id: 'lost', kind: 'regionalCentre', county: '130822', functions: four },
    ];
    const { entries } = await find(snapshotOf({ divisions, facilities }));
    const keys = entries.filter((entry) => entry.indicatorIds.includes('8')).map((entry) => entry.key);
    expect(keys).toEqual(['facility:lost:townshipId']);
  });

  it('works out few overlays of a whole city, since fields that told something are tried first', async () => {
    let overlays = 0;
    await decidingUnknowns(demonstrationSnapshot('2026-03-01'), defaultRuleParameters, null, async () => {
      overlays++;
    });
    expect(overlays).toBeGreaterThan(0);
    expect(overlays).toBeLessThan(60);
  });

  it('lists a statistic that was never reported instead of fields', async () => {
    const { entries, settlements } = await find(snapshotOf({ divisions }));
    const entry = entries.find((e) => e.key === 'statistic:4:1300')!;
    expect(entry.subject).toMatchObject({ type: 'division', id: '1300' });
    expect(settlements.find((s) => s.indicatorId === '4')).toMatchObject({
      fields: 0,
      missingStatistics: 1,
      earliestMet: null,
    });
  });

  it('settles every verdict once the listed fields are filled in, whatever the answers', async () => {
    await fc.assert(
      fc.asyncProperty(registerWithGaps, fc.infiniteStream(fc.nat(1_000_000)), async (facilities, numbers) => {
        const snapshot = snapshotOf({ divisions, facilities });
        const before = assess(snapshot, defaultRuleParameters, null);
        const { entries, settlements } = await find(snapshot);
        const after = assess(snapshot.with(filledIn(snapshot, entries, numbers)), defaultRuleParameters, null);
        for (const { indicatorId, reading, missingStatistics } of settlements) {
          if (missingStatistics > 0) continue;
          const result = after.result(indicatorId);
          const { verdict } = reading === null ? result : result.condition!;
          // Of nothing at all there is no verdict.
          const isCount = indicatorDefinition(indicatorId).unit === 'count';
          const rows = after.evidence(indicatorId).filter((row) => row.headline);
          const counted = isCount ? rows.length > 0 : rows.some((row) => row.lower.denominator > 0);
          if (counted) expect([indicatorId, verdict]).not.toEqual([indicatorId, 'insufficient']);
        }
        // No undecided verdict is left out.
        const open = indicators.filter(
          ({ id, target }) =>
            target !== null &&
            before.result(id).verdict === 'insufficient' &&
            before.evidence(id).some((row) => row.headline),
        );
        expect(new Set(settlements.map((s) => s.indicatorId))).toEqual(
          new Set([...open.map(({ id }) => id), ...openConditions(before)]),
        );
      }),
      { numRuns: 40 },
    );
  });
});

function openConditions(assessment: ReturnType<typeof assess>): string[] {
  return indicators.filter(({ id }) => assessment.result(id).condition?.verdict === 'insufficient').map(({ id }) => id);
}

const kinds = [
  'regionalCentre',
  'nursingHome',
  'destituteCareHome',
  'communityFacility',
  'volunteerStation',
  'publicCemetery',
  'columbarium',
  'serviceWindow',
  'childProtectionStation',
  'guidanceCentre',
] as const;

const gap = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 1 });

/** Facilities of a small city with gaps in what is counted; beds and plots keep their orders. */
const registerWithGaps: fc.Arbitrary<HandFacility[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      township: gap(fc.constantFrom(...townships)),
      county: fc.constantFrom('130821', '130822'),
      status: gap(fc.constantFrom('operating' as const, 'operating' as const, 'suspended' as const)),
      functions: fc.record(
        {
          fullDayCare: gap(fc.constant(true)),
          dayCare: gap(fc.boolean()),
          homeVisits: gap(fc.constant(true)),
          regionalCoordination: gap(fc.boolean()),
          volunteerStation: gap(fc.boolean()),
          industryManagement: gap(fc.constant(true)),
          technicalGuidance: fc.constant(true),
          emergencySupport: fc.constant(true),
          trainingDemonstration: gap(fc.boolean()),
        },
        { requiredKeys: [] },
      ),
      attributes: fc.record({
        beds: gap(fc.integer({ min: 50, max: 99 })),
        nursingBeds: gap(fc.nat(50)),
        floorAreaM2: gap(fc.nat(900)),
        plotsTotal: gap(fc.integer({ min: 5, max: 9 })),
        plotsUsed: gap(fc.nat(5)),
        publicBenefit: gap(fc.boolean()),
        serviceScope: gap(fc.constantFrom('urban', 'rural')),
        hostFacilityCode: gap(fc.constantFrom('f0', 'f1', 'f2')),
      }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((hands) =>
    hands.map(({ kind, township, county, functions, attributes, status }, i): HandFacility => {
      const definition = facilityKind(kind);
      const own = definition.functions as readonly string[];
      const fields = new Set(['floorAreaM2', ...definition.fields.map((field) => field.id)]);
      return {
        id: `f${i}`,
        kind,
        ...(township === null ? { county } : { township }),
        status,
        functions: Object.fromEntries(Object.entries(functions).filter(([id]) => own.includes(id))),
        attributes: Object.fromEntries(Object.entries(attributes).filter(([id]) => fields.has(id))),
      };
    }),
  );

/** Effects that fill every listed field in with some legal value. */
function filledIn(snapshot: Snapshot, entries: readonly WorklistEntry[], numbers: Iterator<number>): Effect[] {
  const bodies = new Map<string, FacilityBody>();
  for (const { subject, fields } of entries) {
    if (subject.type !== 'facility') continue;
    const body = bodies.get(subject.id) ?? snapshot.records.facility.get(subject.id)!;
    bodies.set(
      subject.id,
      fields.reduce((now, { path }) => filled(now, path, numbers.next().value as number), body),
    );
  }
  return [...bodies].map(([id, body]) => effectOn(snapshot, 'facility', id, body));
}

function filled(body: FacilityBody, path: string, number: number): FacilityBody {
  const [head, id] = path.split('.') as [string, string | undefined];
  if (head === 'status') return { ...body, status: facilityStatuses[number % facilityStatuses.length]!.id };
  if (head === 'townshipId') {
    const own = townships.filter((township) => township.startsWith(body.countyId));
    return { ...body, townshipId: own[number % own.length]! };
  }
  if (head === 'functions') return { ...body, functions: { ...body.functions, [id!]: number % 2 === 0 } };
  return { ...body, attributes: { ...body.attributes, [id!]: attributeValue(body, id!, number) } };
}

function attributeValue({ attributes }: FacilityBody, id: string, number: number): unknown {
  const known = (field: string, otherwise: number) =>
    typeof attributes[field] === 'number' ? attributes[field] : otherwise;
  switch (id) {
    case 'beds':
      return known('nursingBeds', 0) + (number % 300);
    case 'nursingBeds':
      return number % (known('beds', 300) + 1);
    case 'plotsTotal':
      return known('plotsUsed', 0) + (number % 3);
    case 'plotsUsed':
      return number % (known('plotsTotal', 300) + 1);
    case 'publicBenefit':
      return number % 2 === 0;
    case 'serviceScope':
      return number % 2 === 0 ? 'urban' : 'rural';
    default:
      return number % 2000;
  }
}
