import { describe, expect, it } from 'vitest';
import { blankFacility, type FacilityBody } from '../../../server/facilities/contract.ts';
import type { ChangeInput } from '../../../server/registry/contract.ts';
import { planOf, type DraftPlan } from '../../../server/siting/plan.ts';
import type { CostRate } from '../../../server/scenarios/contract.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { rateOf, toolsOn } from '../../support/where-worlds.ts';

const snapshot = snapshotOf({
  divisions: [
    { id: 'c', type: 'county' },
    { id: 't', type: 'town', parent: 'c' },
  ],
  facilities: [
    {
      id: 'f',
      kind: 'homeCareCentre',
      township: 't',
      functions: { meals: false, dayCare: false, homeVisits: null as unknown as boolean },
      status: 'suspended',
    },
    { id: 'g', kind: 'homeCareCentre', township: 't', functions: { meals: false, dayCare: false } },
  ],
});

const actionOf = (action: string, facilityId: string, functionIds: string[] = []): DraftPlan['actions'][number] => ({
  id: `${action}-${facilityId}`,
  action,
  facilityId,
  facilityName: facilityId,
  facilityKind: 'homeCareCentre',
  functionIds,
  amount: null,
  at: null,
  countyId: 'c',
  townshipId: 't',
  year: null,
  reason: { zh: '试', en: 'try' },
});

const newOne: FacilityBody = {
  ...blankFacility,
  name: 'new',
  kind: 'homeCareCentre',
  countyId: 'c',
  status: 'operating',
};
const build: ChangeInput = { type: 'facility', op: 'create', id: 'n', fields: newOne };
const giveFunctions: ChangeInput = {
  type: 'facility',
  op: 'update',
  id: 'g',
  fields: { functions: { meals: true, dayCare: true } },
};

const planned = (draft: DraftPlan, rates: CostRate[]) => planOf(draft, toolsOn(snapshot, rates));

describe('a plan', () => {
  const draft = {
    actions: [actionOf('build', 'n'), actionOf('addFunction', 'g', ['meals', 'dayCare'])],
    changes: [build, giveFunctions],
  };

  it('prices each action by what it amounts to, several functions together, and adds them up', async () => {
    const plan = await planned(draft, [
      rateOf({ action: 'build', yuan: 800_000 }),
      rateOf({ action: 'addFunction', yuan: 150_000 }),
      rateOf({ action: 'addFunction', functionId: 'meals', yuan: 30_000 }),
    ]);
    expect(plan.actions.map(({ yuan }) => yuan)).toEqual([800_000, 180_000]);
    expect(plan).toMatchObject({ yuan: 980_000, missingRates: [] });
  });

  it('has no price where a rate is missing, and says which', async () => {
    const plan = await planned(draft, [rateOf({ action: 'addFunction', functionId: 'meals', yuan: 30_000 })]);
    expect(plan.actions.map(({ yuan }) => yuan)).toEqual([null, null]);
    expect(plan).toMatchObject({
      yuan: null,
      missingRates: ['addFunction/homeCareCentre/dayCare', 'build/homeCareCentre'],
    });
  });

  it('has no price where it is not known how much is done', async () => {
    const change: ChangeInput = {
      type: 'facility',
      op: 'update',
      id: 'f',
      fields: { functions: { homeVisits: true } },
    };
    const plan = await planned({ actions: [actionOf('addFunction', 'f', ['homeVisits'])], changes: [change] }, [
      rateOf({ action: 'addFunction', yuan: 80_000 }),
    ]);
    expect(plan).toMatchObject({ yuan: null, missingRates: ['addFunction/homeCareCentre/homeVisits?site'] });
  });

  it('counts what else is done at a facility with the first action there', async () => {
    const change: ChangeInput = {
      type: 'facility',
      op: 'update',
      id: 'f',
      fields: { status: 'operating', functions: { meals: true } },
    };
    const actions = [actionOf('reopen', 'f'), actionOf('addFunction', 'f', ['meals'])];
    const plan = await planned({ actions, changes: [change] }, [
      rateOf({ action: 'other', yuan: 20_000 }),
      rateOf({ action: 'addFunction', yuan: 30_000 }),
    ]);
    expect(plan.actions.map(({ yuan }) => yuan)).toEqual([20_000, 30_000]);
  });

  it('names the version that each standing facility is changed from', async () => {
    const { changes } = await planned(draft, []);
    expect(changes.map(({ id, baseVersion }) => [id, baseVersion])).toEqual([
      ['n', undefined],
      ['g', 1],
    ]);
  });
});
