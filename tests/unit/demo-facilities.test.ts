import { readFileSync } from 'node:fs';
import * as turf from '@turf/turf';
import { describe, expect, it } from 'vitest';
import { facilityFields, facilityKind, facilityKinds, indicators } from '../../gis-data/catalogue/index.ts';
import type { SeedRecord, SeedUpdate } from '../../scripts/demo/records.ts';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import { facilityBody, type FacilityBody } from '../../server/facilities/contract.ts';
import { assess } from '../../server/indicators/index.ts';
import { buildSnapshot } from '../../server/snapshot/snapshot.ts';
import { statisticBody, type StatisticBody } from '../../server/statistics/contract.ts';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), 'utf8')) as T;

const divisions = read<SeedRecord<DivisionBody>[]>('divisions.json');
const facilities = read<SeedRecord<FacilityBody>[]>('facilities.json');
const updates = read<SeedUpdate<FacilityBody>[]>('facility-updates.json');
const statistics = read<SeedRecord<StatisticBody>[]>('statistics.json');

const divisionById = new Map(divisions.map((d) => [d.id, d]));
const facilityById = new Map(facilities.map((f) => [f.id, f]));

/** Facilities on record on a date, with the changes up to then. */
function facilitiesOn(asOf: string): Map<string, FacilityBody> {
  const bodies = new Map(facilities.filter((f) => f.effectiveFrom <= asOf).map((f) => [f.id, f.body]));
  for (const { id, effectiveFrom, update } of updates) {
    if (effectiveFrom <= asOf) bodies.set(id, { ...bodies.get(id)!, ...update });
  }
  return bodies;
}

function validOn<Body>(records: SeedRecord<Body>[], asOf: string): Map<string, Body> {
  return new Map(
    records
      .filter((r) => r.effectiveFrom <= asOf && (r.effectiveTo === undefined || r.effectiveTo > asOf))
      .map((r) => [r.id, r.body]),
  );
}

const assessOn = (asOf: string) =>
  assess(
    buildSnapshot(1, asOf, {
      division: validOn(divisions, asOf),
      divisionEvent: new Map(),
      facility: facilitiesOn(asOf),
      statistic: validOn(statistics, asOf),
      boundaryLine: new Map(),
      boundaryMarker: new Map(),
      placeName: new Map(),
      placeNameSign: new Map(),
      reservedWord: new Map(),
    }),
  );

/** Every state in which a facility is on record: as created, and after each change. */
const states: { id: string; since: string; body: FacilityBody }[] = [
  ...facilities.map((f) => ({ id: f.id, since: f.effectiveFrom, body: f.body })),
  ...updates.map((u) => ({ id: u.id, since: u.effectiveFrom, body: facilitiesOn(u.effectiveFrom).get(u.id)! })),
];

describe('demonstration facilities', () => {
  it('fit the contract, are marked as demonstration and have ids and codes of their own', () => {
    for (const { body } of states) expect(facilityBody.parse(body)).toEqual(body);
    expect(facilities.every((f) => f.body.demo && f.body.name.endsWith('(演示)'))).toBe(true);
    expect(facilityById.size).toBe(facilities.length);
    expect(new Set(facilities.map((f) => f.body.code)).size).toBe(facilities.length);
  });

  it('use every kind of the catalogue, with its functions, fields, choices and bounds', () => {
    expect(new Set(facilities.map((f) => f.body.kind))).toEqual(new Set(facilityKinds.map((k) => k.id)));
    for (const { id, body } of states) {
      const kind = facilityKind(body.kind);
      for (const functionId of Object.keys(body.functions)) expect(kind.functions, id).toContain(functionId);
      const fields = new Map(facilityFields(body.kind).map((f) => [f.id, f]));
      for (const [fieldId, value] of Object.entries(body.attributes)) {
        const field = fields.get(fieldId);
        expect(field, `${id} ${fieldId}`).toBeDefined();
        if (value === null) continue;
        if (field!.type === 'choice') expect(field!.choices!.map((c) => c.id)).toContain(value);
        if (field!.type === 'integer') expect(Number.isInteger(value), `${id} ${fieldId}`).toBe(true);
        if (field!.min !== undefined) expect(value, `${id} ${fieldId}`).toBeGreaterThanOrEqual(field!.min);
        if (field!.max !== undefined) expect(value, `${id} ${fieldId}`).toBeLessThanOrEqual(field!.max);
      }
      for (const { lesser, greater } of kind.orders ?? []) {
        const [less, more] = [body.attributes[lesser], body.attributes[greater]];
        if (typeof less === 'number' && typeof more === 'number') expect(less, id).toBeLessThanOrEqual(more);
      }
    }
  });

  it('stand inside the township and county they name, which are on record on their first day', () => {
    for (const { id, since, body } of states) {
      const [county, township, village] = [body.countyId, body.townshipId!, body.villageId!].map((d) =>
        divisionById.get(d)!,
      );
      expect(township!.body.parentId, id).toBe(body.countyId);
      expect(village!.body.parentId, id).toBe(body.townshipId);
      expect(county!.effectiveFrom <= since, id).toBe(true);
      if (body.entrance === null) continue;
      expect(turf.booleanPointInPolygon(body.entrance.coordinates, turf.feature(township!.body.boundary!)), id).toBe(
        true,
      );
    }
  });

  it('are mostly located, and say nothing of a position they do not have', () => {
    const unlocated = facilities.filter((f) => f.body.entrance === null);
    expect(unlocated.length / facilities.length).toBeGreaterThan(0.02);
    expect(unlocated.length / facilities.length).toBeLessThan(0.04);
    for (const { body } of unlocated) expect([body.sourceCrs, body.accuracyM]).toEqual([null, null]);
  });

  it('have dates in order: status since the first day at the latest, changes after it', () => {
    for (const { id, since, body } of states)
      if (body.statusSince !== null) expect(body.statusSince <= since, id).toBe(true);
    for (const { id, effectiveFrom } of updates)
      expect(effectiveFrom > facilityById.get(id)!.effectiveFrom, id).toBe(true);
    expect(updates.length).toBeGreaterThanOrEqual(10);
    for (const { body } of facilities.filter((f) => f.body.kind === 'volunteerStation')) {
      expect(facilities.some((f) => f.body.code === body.attributes.hostFacilityCode)).toBe(true);
    }
  });

  it("have the plan's baseline at the end of 2020", () => {
    const bodies = [...facilitiesOn('2020-12-31').values()];
    const ofKinds = (...kinds: string[]) => bodies.filter((b) => kinds.includes(b.kind));
    const institutions = ofKinds('nursingHome', 'destituteCareHome', 'medicalNursingHome');
    expect(institutions).toHaveLength(103);
    expect(institutions.filter((b) => b.attributes.operatorType !== 'government')).toHaveLength(72);
    expect(ofKinds('homeCareCentre')).toHaveLength(21);
    expect(ofKinds('dayCareStation')).toHaveLength(117);
    expect(ofKinds('publicCemetery')).toHaveLength(9);
    expect(ofKinds('columbarium')).toHaveLength(2);
    expect(ofKinds('childWelfareInstitution')).toHaveLength(3);

    const withFacility = new Set(ofKinds('communityFacility').map((b) => b.villageId));
    const villages = divisions.filter((d) => d.body.level === 'village');
    const share = (type: string) => {
      const some = villages.filter((v) => v.body.type === type);
      return some.filter((v) => withFacility.has(v.id)).length / some.length;
    };
    expect(share('community')).toBe(1);
    expect(share('village')).toBeCloseTo(0.6, 2);
  });
});

describe('demonstration statistics', () => {
  it('fit the contract and give the entered indicators, 2020 as the plan has it', () => {
    for (const { body } of statistics) expect(statisticBody.parse(body)).toEqual(body);
    expect(new Set(statistics.map((s) => s.id)).size).toBe(statistics.length);
    expect(new Set(statistics.map((s) => s.body.indicatorId))).toEqual(
      new Set(indicators.filter((i) => i.source === 'entered').map((i) => i.id)),
    );
    const of2020 = new Map(
      statistics.filter((s) => s.body.periodEnd === '2020-12-31').map((s) => [s.body.indicatorId, s.body]),
    );
    expect(of2020.get('1')).toMatchObject({ numerator: 4800, denominator: 650 * 12 });
    expect(of2020.get('11')).toMatchObject({ value: 5361 });
  });
});

describe('indicators on the demonstration data', () => {
  const today = assessOn('2025-12-31');
  const verdicts = (id: string) => [today.result(id).verdict, today.result(id).overallVerdict];

  it('leave township coverage open, with one 街道 failing for a single function', () => {
    const coverage = today.result('8');
    expect([coverage.numerator, coverage.denominator, coverage.unknownUnits]).toEqual([125, 217, 6]);
    expect(verdicts('8')).toEqual(['insufficient', 'unmet']);
    expect(coverage.readings.find((r) => r.id === 'subdistricts')).toMatchObject({
      numerator: 13,
      denominator: 14,
      verdict: 'unmet',
    });
  });

  it('leave some targets open, some missed and some met', () => {
    const open = ['4', '7', '9', '12', 'serviceWindows', 'urbanFuneralSites'];
    expect(open.map((id) => today.result(id).verdict)).toEqual(open.map(() => 'insufficient'));
    const missed = ['1', '6', '10', '14', 'guidanceCentres'];
    expect(missed.map((id) => today.result(id).verdict)).toEqual(missed.map(() => 'unmet'));
    const met = ['2', '3', '5', '11', '13'];
    expect(met.map((id) => today.result(id).verdict)).toEqual(met.map(() => 'met'));
    expect(today.result('7').readings.find((r) => r.id === 'destituteCareHomes')!.verdict).toBe('insufficient');
  });

  it('give a second reading of the county funeral rate that differs from the first', () => {
    const funeral = today.result('14');
    expect(funeral).toMatchObject({ numerator: 9, denominator: 11, unknownUnits: 1, verdict: 'unmet' });
    expect(funeral.readings.find((r) => r.id === 'countiesAndFarDistricts')).toMatchObject({
      numerator: 8,
      denominator: 9,
      verdict: 'insufficient',
    });
  });

  it('rise over the years', () => {
    const values = ['2018-12-31', '2021-12-31', '2023-12-31', '2025-12-31'].map(
      (day) => assessOn(day).result('8').value!,
    );
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
  });
});
