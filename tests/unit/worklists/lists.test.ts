import { describe, expect, it } from 'vitest';
import { defaultRuleParameters, defaultWorklistParameters } from '../../../gis-data/catalogue/index.ts';
import { assess } from '../../../server/indicators/index.ts';
import type { Assignment, WorklistItem } from '../../../server/worklists/contract.ts';
import { agedCremators, agedFuneralHomes } from '../../../server/worklists/funeral.ts';
import { missingFunctions } from '../../../server/worklists/missing-functions.ts';
import { assigneesOf, isOverdue, listed, mayAssign, pageOf, withAssignments } from '../../../server/worklists/rules.ts';
import { staleRecords } from '../../../server/worklists/stale-records.ts';
import { snapshotOf, type HandFacility } from '../../support/snapshots.ts';

const divisions = [
  { id: '1300', type: 'prefectureCity' as const },
  { id: '130821', type: 'county' as const, parent: '1300' },
  ...[1, 2, 3, 4].map((n) => ({ id: `13082110${n}`, type: 'town' as const, parent: '130821' })),
];
const four = { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true };

describe('townships that miss a function', () => {
  const lists = (facilities: HandFacility[]) => {
    const snapshot = snapshotOf({ divisions, facilities });
    return missingFunctions(snapshot, assess(snapshot), defaultRuleParameters);
  };

  it('names the facility with the fewest steps left, and counts becoming a centre as one', () => {
    const entries = lists([
      { id: 'done', kind: 'regionalCentre', township: '130821101', functions: four },
      {
        id: 'far',
        kind: 'regionalCentre',
        township: '130821102',
        functions: { fullDayCare: true, dayCare: false, homeVisits: false, regionalCoordination: false },
      },
      { id: 'near', kind: 'nursingHome', township: '130821102', functions: { ...four, dayCare: null } },
      { id: 'shut', kind: 'nursingHome', township: '130821103', status: 'closed', functions: four },
      { id: 'idle', kind: 'regionalCentre', township: '130821104', status: 'suspended', functions: four },
    ]);
    expect(entries.map((e) => [e.subject.id, e.nearest?.id ?? null, e.rank, e.state])).toEqual([
      ['130821102', 'near', 1, 'certain'],
      ['130821103', null, 7, 'certain'],
      ['130821104', 'idle', 1, 'certain'],
    ]);
    expect(entries[0]!.nearest).toMatchObject({
      offers: 3,
      required: 4,
      missing: [],
      unknown: ['dayCare'],
      ofKind: false,
    });
    expect(entries[0]!.action.zh).toContain('查明是否有:日间照料');
    expect(entries[2]!.action.zh).toBe('idle:开业运营');
  });

  it('keeps a township that may be covered apart from one that is not', () => {
    const [entry] = lists([
      { id: 'open', kind: 'regionalCentre', township: '130821101', functions: { ...four, dayCare: null } },
    ]);
    expect(entry).toMatchObject({ state: 'unknown', rank: 0 });
  });
});

describe('funeral homes and cremators', () => {
  const snapshot = (attributes: Record<string, unknown>, rest: Partial<HandFacility> = {}) =>
    snapshotOf({
      divisions,
      asOf: '2025-12-31',
      facilities: [{ id: 'h', kind: 'funeralHome', county: '130821', attributes, ...rest }],
    });
  const homes = (attributes: Record<string, unknown>, rest?: Partial<HandFacility>) =>
    agedFuneralHomes(snapshot(attributes, rest), defaultWorklistParameters);
  const cremators = (list: unknown) => agedCremators(snapshot({ cremators: list }), defaultWorklistParameters);

  it('lists unsafe and aged buildings and those past their design life', () => {
    expect(homes({ buildingCondition: 'sound', builtYear: 1990 })).toEqual([]);
    for (const [attributes, path] of [
      [{ buildingCondition: 'unsafe', builtYear: 2000 }, 'attributes.buildingCondition'],
      [{ buildingCondition: 'aged', builtYear: 2000 }, 'attributes.buildingCondition'],
      [{ buildingCondition: 'sound', builtYear: 1974 }, 'attributes.builtYear'],
    ] as const) {
      const [entry] = homes(attributes);
      expect(entry).toMatchObject({ state: 'certain' });
      expect(entry!.fields.map((f) => f.path)).toEqual([path]);
    }
    expect(homes({ buildingCondition: 'sound', builtYear: 1975 })).toEqual([]);
    expect(homes({ buildingCondition: 'unsafe', builtYear: 2000 }, { status: 'closed' })).toEqual([]);
  });

  it('takes what is not known neither for fine nor for bad', () => {
    expect(homes({})[0]).toMatchObject({ state: 'unknown', rank: null });
    expect(homes({ buildingCondition: 'sound' })[0]).toMatchObject({ state: 'unknown' });
    expect(homes({ buildingCondition: 'unsafe' })[0]).toMatchObject({ state: 'certain' });
    expect(cremators(null)[0]).toMatchObject({ state: 'unknown', key: 'facility:h' });
    expect(cremators([])).toEqual([]);
    expect(cremators([{ serial: '1', installedYear: null, emissionClass: 'compliant' }])[0]).toMatchObject({
      state: 'unknown',
      rank: null,
    });
  });

  it('lists cremators past their age or over the limits, each under a key of its own', () => {
    const entries = cremators([
      { serial: '1', installedYear: 2010, emissionClass: 'compliant' },
      { serial: '2', installedYear: 2009, emissionClass: 'compliant' },
      { serial: '2', installedYear: 2020, emissionClass: 'overLimit' },
    ]);
    expect(entries.map((e) => [e.key, e.rank, e.state])).toEqual([
      ['facility:h:2', 16, 'certain'],
      ['facility:h:2:2', 5, 'certain'],
    ]);
  });
});

describe('stale records', () => {
  it('lists data past their limit and data of no known day, but no closed facility', () => {
    const snapshot = snapshotOf({
      asOf: '2025-12-31',
      divisions: [
        { id: '1300', type: 'prefectureCity' },
        { id: '130821', type: 'county', parent: '1300', population: 1, countsAsOf: '2010-11-01' },
        { id: '130822', type: 'county', parent: '1300', population: 1, countsAsOf: '2020-11-01' },
        { id: '130823', type: 'county', parent: '1300' },
      ],
      facilities: [
        { id: 'fresh', kind: 'serviceWindow', county: '130821', asOfDate: '2024-12-31' },
        { id: 'old', kind: 'serviceWindow', county: '130821', asOfDate: '2024-12-30' },
        { id: 'none', kind: 'serviceWindow', county: '130821' },
        { id: 'closed', kind: 'serviceWindow', county: '130821', status: 'closed' },
      ],
      statistics: [
        { id: 's1', indicatorId: '6', divisionId: '1300', periodEnd: '2022-12-31', value: 1 },
        { id: 's2', indicatorId: '6', divisionId: '1300', periodEnd: '2023-12-31', value: 1 },
        { id: 's3', indicatorId: '10', divisionId: '1300', periodEnd: '2024-12-31', value: 1 },
      ],
    });
    expect(staleRecords(snapshot, defaultWorklistParameters).map((e) => [e.key, e.state, e.rank])).toEqual([
      ['facility:none', 'unknown', null],
      ['facility:old', 'certain', 366],
      ['division:130821', 'certain', 5539],
      ['statistic:6:1300', 'certain', 731],
    ]);
  });
});

describe('a list with its assignments', () => {
  const assignment = (rest: Partial<Assignment>): Assignment => ({
    version: 1,
    assigneeId: null,
    assigneeName: null,
    dueOn: null,
    note: '',
    updatedAt: '',
    ...rest,
  });
  const entries = staleRecords(
    snapshotOf({
      asOf: '2025-12-31',
      divisions,
      facilities: ['a', 'b', 'c', 'd'].map((id, i) => ({
        id,
        kind: 'serviceWindow' as const,
        county: '130821',
        asOfDate: i === 3 ? null : `202${i}-01-01`,
      })),
    }),
    defaultWorklistParameters,
  );
  const items = withAssignments(
    entries,
    new Map([
      ['facility:a', assignment({ assigneeId: 'u1', assigneeName: '王', dueOn: '2025-06-01' })],
      ['facility:b', assignment({ assigneeName: '养老股', dueOn: '2026-06-01' })],
      ['facility:gone', assignment({ assigneeName: '李' })],
    ]),
  );
  const ids = (found: readonly WorklistItem[]) => found.map((item) => item.subject.id);

  it('comes oldest first with unknown ages last, in either direction', () => {
    expect(ids(listed('stale-records', items, {}, '2025-12-31'))).toEqual(['a', 'b', 'c', 'd']);
    expect(ids(listed('stale-records', items, { sort: 'rank' }, '2025-12-31'))).toEqual(['c', 'b', 'a', 'd']);
  });

  it('filters by assignee, by nobody, and by what is overdue', () => {
    const by = (filter: Parameters<typeof listed>[2]) => ids(listed('stale-records', items, filter, '2025-12-31'));
    expect(by({ assignee: 'u1' })).toEqual(['a']);
    expect(by({ assignee: '养老股' })).toEqual(['b']);
    expect(by({ assignee: 'none' })).toEqual(['c', 'd']);
    expect(by({ overdue: 'true' })).toEqual(['a']);
    expect(by({ county: 'elsewhere' })).toEqual([]);
    expect(
      assigneesOf(items)
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['u1', '养老股'].sort());
    expect(
      isOverdue(
        items.find((i) => i.subject.id === 'a')!,
        '2025-06-01',
      ),
    ).toBe(false);
  });

  it('pages without losing or repeating an item', () => {
    const all = listed('stale-records', items, {}, '2025-12-31');
    const first = pageOf(all, 3, undefined);
    const second = pageOf(all, 3, first.nextCursor!);
    expect([...ids(first.page), ...ids(second.page)]).toEqual(ids(all));
    expect(second.nextCursor).toBeNull();
  });

  it('lets an editor assign in their own counties only', () => {
    const item = items[0]!;
    expect(mayAssign({ countyScope: null }, item)).toBe(true);
    expect(mayAssign({ countyScope: ['130821'] }, item)).toBe(true);
    expect(mayAssign({ countyScope: ['130822'] }, item)).toBe(false);
    expect(mayAssign({ countyScope: ['130821'] }, { countyId: null })).toBe(false);
  });
});
