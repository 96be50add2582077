import { describe, expect, test } from 'vitest';
import { planningActions } from '../../gis-data/catalogue/index.ts';
import { demonstrationRates } from '../../server/demonstration/cost-rates.ts';
import { blankFacility } from '../../server/facilities/contract.ts';
import type { Effect } from '../../server/registry/contract.ts';
import { actionsOf, type PlannedAction } from '../../server/scenarios/actions.ts';
import type { CostRate } from '../../server/scenarios/contract.ts';
import { costOf } from '../../server/scenarios/cost.ts';

const facility = (fields: object = {}) => ({
  ...blankFacility,
  name: '中心',
  kind: 'regionalCentre',
  countyId: 'c1',
  townshipId: 't1',
  status: 'operating',
  entrance: { type: 'Point', coordinates: [118, 41] },
  functions: { dayCare: true, homeVisits: false },
  attributes: { beds: 40, nursingBeds: 20, floorAreaM2: 900 },
  ...fields,
});

const effect = (before: object | null, after: object | null, type: Effect['type'] = 'facility'): Effect => ({
  type,
  id: 'f',
  op: before === null ? 'create' : after === null ? 'delete' : 'update',
  label: '中心',
  version: 2,
  effectiveFrom: '2026-01-01',
  before: before as Effect['before'],
  after: after as Effect['after'],
  changedFields: [],
  row: null,
});

const tell = (actions: readonly PlannedAction[]) =>
  actions.map(({ action, functionId, quantities }) => [
    functionId === null ? action : `${action}:${functionId}`,
    Object.fromEntries(quantities.map(({ per, amount }) => [per, amount])),
  ]);
const told = (before: object | null, after: object | null) => tell(actionsOf([effect(before, after)]));

describe('the actions of a plan', () => {
  test('building, closing and moving, with what there is of each measure that the kind knows', () => {
    expect(told(null, facility())).toEqual([['build', { site: 1, bed: 40, squareMetre: 900 }]]);
    expect(told(null, facility({ attributes: {} }))).toEqual([['build', { site: 1, bed: null, squareMetre: null }]]);
    const cemetery = facility({ kind: 'publicCemetery', functions: {}, attributes: { plotsTotal: 300 } });
    expect(told(null, cemetery)).toEqual([['build', { site: 1, squareMetre: null, plot: 300 }]]);
    expect(told(facility({ status: 'planned' }), facility())).toEqual(told(null, facility()));
    expect(told(facility(), null)).toEqual([['close', { site: 1 }]]);
    expect(told(facility(), facility({ status: 'closed', attributes: {} }))).toEqual([['close', { site: 1 }]]);
    const moved = facility({ entrance: { type: 'Point', coordinates: [118.1, 41] } });
    expect(told(facility(), moved)).toEqual([['relocate', { site: 1, bed: 40, squareMetre: 900 }]]);
  });

  test('functions and beds that are added; from an unknown number the amount is unknown, never zero', () => {
    const more = facility({
      functions: { dayCare: true, homeVisits: true, meals: true },
      attributes: { beds: 55, nursingBeds: 32, floorAreaM2: 900 },
    });
    expect(told(facility(), more)).toEqual([
      ['addFunction:homeVisits', { site: 1 }],
      ['addFunction:meals', { site: null }],
      ['addBeds', { bed: 15 }],
      ['certifyBeds', { bed: 12 }],
    ]);
    const uncounted = facility({ attributes: {} });
    expect(told(uncounted, facility())).toEqual([
      ['addBeds', { bed: null }],
      ['certifyBeds', { bed: null }],
    ]);
  });

  test('a centre that comes to be shared, beside what else is done to it', () => {
    const beds = { beds: 40, nursingBeds: 20, floorAreaM2: 900 };
    const shared = facility({ attributes: { ...beds, alsoServes: '130802101' } });
    expect(told(facility(), shared)).toEqual([['share', { site: 1 }]]);
    expect(told(shared, facility({ attributes: { ...beds, alsoServes: '130802102' } }))).toEqual([
      ['share', { site: 1 }],
    ]);
    expect(told(shared, shared)).toEqual([]);
    expect(told(shared, facility())).toEqual([]);
    expect(told(null, shared).map(([action]) => action)).toEqual(['build', 'share']);
  });

  test('anything else that is done is another change; what only files a record is none', () => {
    expect(told(facility(), facility({ attributes: { beds: 30, nursingBeds: 20, floorAreaM2: 900 } }))).toEqual([
      ['other', { site: 1 }],
    ]);
    expect(told(facility({ status: 'suspended' }), facility())).toEqual([['other', { site: 1 }]]);
    expect(told(facility(), facility({ functions: { dayCare: false, homeVisits: false } }))).toEqual([
      ['other', { site: 1 }],
    ]);
    const filed = facility({ name: '新名', townshipId: 't2', countyId: 'c2', asOfDate: '2026-01-01', accuracyM: 3 });
    expect(told(facility(), filed)).toEqual([]);
    expect(told(facility({ entrance: null }), facility())).toEqual([]);
    expect(told(facility({ status: 'planned' }), null)).toEqual([]);
    expect(actionsOf([effect({ name: '镇' }, { name: '街道' }, 'division')])).toEqual([]);
  });
});

let rates = 0;
const rate = (fields: Partial<CostRate>): CostRate => ({
  id: `r${++rates}`,
  version: 1,
  action: 'addFunction',
  facilityKind: null,
  functionId: null,
  per: 'site',
  yuan: 1,
  source: '定额',
  demo: false,
  updatedAt: '2026-01-01',
  updatedBy: '某人',
  ...fields,
});

describe('the cost of a plan', () => {
  const action = (fields: Partial<PlannedAction> = {}): PlannedAction => ({
    action: 'addFunction',
    facilityId: 'f',
    facilityName: '中心',
    facilityKind: 'regionalCentre',
    functionId: 'meals',
    townshipId: null,
    quantities: [{ per: 'site', amount: 1 }],
    ...fields,
  });

  test('comes from the most specific rate, whatever the order of the table', () => {
    const table = [
      rate({ yuan: 1 }),
      rate({ yuan: 2, functionId: 'meals' }),
      rate({ yuan: 4, facilityKind: 'regionalCentre' }),
      rate({ yuan: 8, facilityKind: 'regionalCentre', functionId: 'meals' }),
      rate({ yuan: 16, facilityKind: 'nursingHome', functionId: 'meals' }),
      rate({ yuan: 32, facilityKind: 'regionalCentre', functionId: 'dayCare' }),
    ];
    for (const order of [table, table.toReversed()]) {
      expect(costOf([action()], order).yuan).toBe(8);
      expect(costOf([action({ functionId: 'homeVisits' })], order).yuan).toBe(4);
      expect(costOf([action({ facilityKind: 'homeCareCentre' })], order).yuan).toBe(2);
      expect(costOf([action({ facilityKind: 'homeCareCentre', functionId: 'dayCare' })], order).yuan).toBe(1);
    }
  });

  test('adds up over measures, and is unknown, not nothing, while a rate or an amount is missing', () => {
    const table = [
      rate({ action: 'build', per: 'site', yuan: 1000 }),
      rate({ action: 'build', per: 'bed', yuan: 10, demo: true }),
    ];
    const build = (bed: number | null) =>
      action({
        action: 'build',
        functionId: null,
        quantities: [
          { per: 'site', amount: 1 },
          { per: 'bed', amount: bed },
        ],
      });
    expect(costOf([build(40), build(0)], table)).toMatchObject({ yuan: 2400, unpriced: 0, demo: true });
    expect(costOf([build(null), build(1), action()], table)).toMatchObject({
      yuan: 1010,
      unpriced: 2,
      actions: [
        { yuan: null, missing: ['bed'] },
        { yuan: 1010, missing: [], rateIds: table.map(({ id }) => id) },
        { yuan: null, missing: ['rate'], rateIds: [] },
      ],
    });
    expect(costOf([build(null)], table).demo).toBe(false);
    expect(costOf([], table)).toEqual({ actions: [], yuan: 0, unpriced: 0, demo: false });
  });
});

test('the demonstration has a rate for every action, by measures of the action, one for each subject', () => {
  const subjects = demonstrationRates.map((r) => [r.action, r.facilityKind, r.functionId, r.per].join());
  expect(new Set(subjects).size).toBe(subjects.length);
  for (const { id, per } of planningActions) {
    const ofAction = demonstrationRates.filter((r) => r.action === id);
    expect([id, ofAction.length > 0, ofAction.every((r) => per.includes(r.per))]).toEqual([id, true, true]);
  }
});
