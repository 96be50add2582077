import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { area, featureCollection, feature } from '@turf/turf';
import { beforeAll, expect, test } from 'vitest';
import { recordTypes, type Rooms } from '../../server/compose.ts';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import {
  adjustmentsQuestion,
  divisionAdjustment,
  type AdjustmentsPlan,
  type DivisionAdjustment,
} from '../../server/divisions/contract.ts';
import { divisionRoutes } from '../../server/divisions/routes.ts';
import { assess } from '../../server/indicators/index.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, regionalCentre, roomsWithSmallCity } from '../support/registry.ts';

describeEachDatabase('adjustments of divisions', (open) => {
  let rooms: Rooms;

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    const centre = regionalCentre('f-v', 'c1t1');
    centre.fields!.villageId = 'c1t1v1';
    const name: ChangeInput = {
      ...{ type: 'placeName', op: 'create', id: 'n-c1t1', effectiveFrom: '2016-01-01' },
      fields: {
        ...{ standardName: '第1县第1镇', category: '21500', countyId: 'c1', townshipId: 'c1t1' },
        namesDivisionId: 'c1t1',
      },
    };
    await rooms.registry.apply(approver, {
      title: 'centres',
      changes: [centre, regionalCentre('f-t', 'c1t2'), regionalCentre('f-3', 'c1t3'), name],
    });
  });

  async function changeSet(input: Omit<DivisionAdjustment, 'reason' | 'fromIds'> & { fromIds?: string[] }) {
    const adjustment = divisionAdjustment.parse(input);
    const snapshot = await rooms.snapshots.at(adjustment.effectiveDate);
    const { changes } = planAdjustments(snapshot, [adjustment], randomUUID);
    const versions = await rooms.registry.currentVersions(
      changes.filter((c) => c.op !== 'create').map((c) => ({ type: c.type, id: c.id! })),
    );
    return {
      title: 'adjust',
      changes: changes.map((c) => ({
        ...c,
        ...(c.op === 'create' ? {} : { baseVersion: versions.get(`${c.type}/${c.id}`) }),
      })),
    };
  }

  /** Applies, hands the state over for looking at, and undoes it again. */
  async function tryOut(input: Parameters<typeof changeSet>[0], look: () => Promise<void>) {
    const before = (await rooms.snapshots.at()).records;
    const set = await changeSet(input);
    const preview = await rooms.registry.preview(approver, set);
    expect(preview.findings.filter((f) => f.severity === 'block')).toEqual([]);
    const { changeSet: committed } = await rooms.registry.apply(approver, set);
    await look();
    expect((await checkRegistry(open().kysely, recordTypes)).flatMap((r) => r.troubles)).toEqual([]);
    await rooms.registry.undo(approver, committed.id, 'test');
    const after = (await rooms.snapshots.at()).records;
    expect(Object.fromEntries(after.division)).toEqual(Object.fromEntries(before.division));
    expect(Object.fromEntries(after.facility)).toEqual(Object.fromEntries(before.facility));
  }

  const townshipCoverage = async (asOf?: string) => {
    const { numerator, denominator } = assess(await rooms.snapshots.at(asOf)).result('8');
    return [numerator, denominator];
  };

  test('a merger takes villages, facilities, people and area along, and changes the denominator', async () => {
    expect(await townshipCoverage()).toEqual([3, 6]);
    await tryOut(
      {
        kind: 'merge',
        effectiveDate: '2025-01-01',
        document: '试政〔2025〕1号',
        fromIds: ['c1t1', 'c1t2'],
        to: [{ code: '139901109', name: '合并镇' }],
      },
      async () => {
        expect(await townshipCoverage()).toEqual([2, 5]);
        expect(await townshipCoverage('2024-12-31')).toEqual([3, 6]);
        const { division, facility, placeName } = (await rooms.snapshots.at()).records;
        const [mergedId, merged] = [...division].find(([, d]) => d.name === '合并镇')!;
        expect(merged).toMatchObject({
          population: 4000,
          population60: 800,
          households: 1400,
          parentId: 'c1',
          type: 'town',
        });
        expect([...division.values()].filter((d) => d.parentId === mergedId)).toHaveLength(4);
        expect([facility.get('f-v')!.townshipId, facility.get('f-t')!.townshipId]).toEqual([mergedId, mergedId]);
        const then = (await rooms.snapshots.at('2024-12-31')).records;
        expect(placeName.get('n-c1t1')).toMatchObject({ status: 'historical', townshipId: mergedId });
        expect(then.placeName.get('n-c1t1')).toMatchObject({ status: 'inUse', townshipId: 'c1t1' });
        const old = then.division;
        const m2 = (boundaries: (typeof merged.boundary)[]) =>
          area(featureCollection(boundaries.map((b) => feature(b!))));
        expect(m2([merged.boundary]) / m2([old.get('c1t1')!.boundary, old.get('c1t2')!.boundary])).toBeCloseTo(1, 6);
        const [event] = [...(await rooms.snapshots.at()).divisionEvents.values()];
        expect(event).toMatchObject({ kind: 'merge', fromIds: ['c1t1', 'c1t2'], toIds: [mergedId] });
      },
    );
  });

  test('a township can take its neighbour in and keep its identity', async () => {
    await tryOut(
      { kind: 'merge', effectiveDate: '2025-01-01', document: '并入', fromIds: ['c1t1', 'c1t2'], to: [{ id: 'c1t1' }] },
      async () => {
        const { division, facility } = (await rooms.snapshots.at()).records;
        expect(division.has('c1t2')).toBe(false);
        expect(division.get('c1t1')).toMatchObject({ name: '第1县第1镇', population: 4000 });
        expect(facility.get('f-t')!.townshipId).toBe('c1t1');
      },
    );
  });

  test('a split asks for a successor of each village, and facilities follow their villages', async () => {
    const split = {
      kind: 'split' as const,
      effectiveDate: '2025-01-01',
      document: '拆分',
      fromIds: ['c1t1'],
      to: [
        { code: '139901108', name: '东镇', population: 1000 },
        { code: '139901107', name: '西镇', population: 1000 },
      ],
    };
    await expect(changeSet(split)).rejects.toMatchObject({
      errors: ['c1t1v1', 'c1t1v2'].map((id) => ({ code: 'no-successor', path: `adjustments.0.assignments.${id}` })),
    });
    await tryOut({ ...split, assignments: { c1t1v1: 0, c1t1v2: 1 } }, async () => {
      const { division, facility } = (await rooms.snapshots.at()).records;
      const idOf = (name: string) => [...division].find(([, d]) => d.name === name)![0];
      expect(division.get('c1t1v1')!.parentId).toBe(idOf('东镇'));
      expect(division.get('c1t1v2')!.parentId).toBe(idOf('西镇'));
      expect(facility.get('f-v')!.townshipId).toBe(idOf('东镇'));
    });
  });

  test('a transfer to another county takes the facilities along', async () => {
    await tryOut(
      { kind: 'transfer', effectiveDate: '2025-01-01', document: '改隶', fromIds: ['c1t2'], to: [{ parentId: 'c2' }] },
      async () => {
        const { division, facility } = (await rooms.snapshots.at()).records;
        expect(division.get('c1t2')!.parentId).toBe('c2');
        expect(facility.get('f-t')!.countyId).toBe('c2');
      },
    );
  });

  test('a renaming keeps the identity and the old name in the past', async () => {
    await tryOut(
      { kind: 'rename', effectiveDate: '2025-01-01', document: '更名', fromIds: ['c1t1'], to: [{ name: '新名镇' }] },
      async () => {
        const { division, placeName } = (await rooms.snapshots.at()).records;
        const then = (await rooms.snapshots.at('2024-12-31')).records;
        expect(division.get('c1t1')!.name).toBe('新名镇');
        expect(then.division.get('c1t1')!.name).toBe('第1县第1镇');
        expect(placeName.get('n-c1t1')).toMatchObject({
          ...{ standardName: '新名镇', namedOn: '2025-01-01' },
          otherNames: [{ name: '第1县第1镇', kind: 'former', to: '2025-01-01', document: '更名' }],
        });
        expect(then.placeName.get('n-c1t1')).toMatchObject({ standardName: '第1县第1镇', otherNames: [] });
      },
    );
  });

  test('an establishment makes a new division', async () => {
    const to = [{ code: '139902105', name: '新镇', level: 'township' as const, type: 'town' as const, parentId: 'c2' }];
    await tryOut({ kind: 'establish', effectiveDate: '2025-01-01', document: '设立', to }, async () => {
      expect(await townshipCoverage()).toEqual([3, 7]);
    });
  });

  /** What the endpoint for scenarios answers. */
  async function planOn(adjustments: object[], changes: AdjustmentsPlan['changes'] = []): Promise<AdjustmentsPlan> {
    const path = '/api/v1/divisions/adjustments/plan';
    const { handler } = divisionRoutes(rooms).find((route) => route.path === path)!;
    const body = adjustmentsQuestion.parse({ adjustments, changes });
    return (await handler({ actor: approver, body } as unknown as Parameters<typeof handler>[0])) as AdjustmentsPlan;
  }

  test('a scenario takes one adjustment on top of another, each planned on what the ones before it leave', async () => {
    const common = { effectiveDate: '2025-01-01', document: '方案' };
    const first = await planOn([
      { ...common, kind: 'merge', fromIds: ['c1t1', 'c1t2'], to: [{ code: '139901109', name: '合并镇' }] },
    ]);
    expect(first.preview).toMatchObject({ committable: true });
    const townships = (plan: AdjustmentsPlan) => {
      const { before, after } = plan.preview.indicators.find(({ id }) => id === '8')!;
      return [before.denominator, after.denominator];
    };
    expect(townships(first)).toEqual([6, 5]);
    const merged = first.changes.find(({ type, op }) => type === 'division' && op === 'create')!.id!;
    const second = await planOn(
      [{ ...common, kind: 'merge', fromIds: [merged, 'c1t3'], to: [{ id: merged }] }],
      first.changes,
    );
    expect(second.preview.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    expect(townships(second)).toEqual([6, 4]);
    expect(second.changes.find(({ id }) => id === merged)!.fields).toMatchObject({ population: 6000 });
    const gone = { ...common, kind: 'rename', fromIds: ['c1t1'], to: [{ name: '新' }] };
    await expect(planOn([gone], first.changes)).rejects.toMatchObject({
      errors: [{ path: 'adjustments.0.fromIds.0' }],
    });
  });

  test('a division that is not there yet on the day is refused with the day on which it began', async () => {
    const early = {
      effectiveDate: '2015-01-01',
      document: 'x',
      kind: 'rename',
      fromIds: ['c1t1'],
      to: [{ name: '新' }],
    };
    await expect(planOn([early])).rejects.toMatchObject({
      errors: [{ code: 'division-not-yet', message: { en: expect.stringContaining('2016-01-01') as string } }],
    });
  });

  test('an abolition that would leave villages or facilities behind is refused', async () => {
    await expect(
      changeSet({ kind: 'abolish', effectiveDate: '2025-01-01', document: '撤销', fromIds: ['c1t1'] }),
    ).rejects.toMatchObject({ errors: [{ code: 'no-successor' }, { code: 'no-successor' }] });
    const version = (await rooms.registry.currentVersion('division', 'c1t1'))!;
    const bare = {
      title: 'bare',
      changes: [{ type: 'division' as const, op: 'delete' as const, id: 'c1t1', baseVersion: version }],
    };
    await expect(rooms.registry.apply(approver, bare)).rejects.toMatchObject({
      status: 422,
      errors: [
        { code: 'division-in-use', message: { en: expect.stringContaining('11村, 12村') as string } },
        { code: 'division-in-use', message: { en: expect.stringContaining('中心f-v') as string } },
        { code: 'division-in-use', message: { en: expect.stringContaining('1 place names would') as string } },
      ],
    });
  });

  test('a lineage that returns to its beginning is refused', async () => {
    const event = (id: string, fromIds: string[], toIds: string[]) => ({
      type: 'divisionEvent' as const,
      op: 'create' as const,
      id,
      fields: { kind: 'rename', effectiveDate: '2025-01-01', document: 'x', fromIds, toIds },
    });
    await rooms.registry.apply(approver, {
      title: 'a',
      changes: [event('e1', ['c1t1'], ['c1t2']), event('e2', ['c1t2'], ['c1t3'])],
    });
    const closing = { title: 'b', changes: [event('e3', ['c1t3'], ['c1t1'])] };
    await expect(rooms.registry.apply(approver, closing)).rejects.toMatchObject({
      status: 422,
      errors: [{ code: 'lineage-cycle' }],
    });
  });
});
