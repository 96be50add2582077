import { area, feature, featureCollection } from '@turf/turf';
import { describe, expect, test } from 'vitest';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import { divisionAdjustment, type BoundaryGeometry, type DivisionAdjustment } from '../../server/divisions/contract.ts';
import { divisionRecordType } from '../../server/divisions/store.ts';
import { divisionReferences, referencesOf } from '../../server/divisions/references.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { blankPlaceName, type PlaceNameBody } from '../../server/place-names/contract.ts';
import { patched } from '../../server/registry/apply.ts';
import type { ChangeInput, Effect, RecordTypeName } from '../../server/registry/contract.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { snapshotOf, type HandDivision, type HandFacility, type HandStatistic } from '../support/snapshots.ts';

const asOf = '2025-06-01';

const square = (x: number, y: number, size: number): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});

/** Two counties side by side, each a row of four square townships, each with three villages and four facilities. */
function city(): Snapshot {
  const divisions: HandDivision[] = [{ id: 'city', type: 'prefectureCity', code: '1399' }];
  const facilities: HandFacility[] = [];
  const statistics: HandStatistic[] = [];
  for (const c of [1, 2]) {
    const county = `c${c}`;
    divisions.push({
      id: county,
      type: 'county',
      parent: 'city',
      code: `13990${c}`,
      boundary: {
        type: 'Polygon',
        coordinates: [
          [
            [c * 4, 0],
            [c * 4 + 4, 0],
            [c * 4 + 4, 1],
            [c * 4, 1],
            [c * 4, 0],
          ],
        ],
      },
      population: 12_000,
    });
    for (const t of [0, 1, 2, 3]) {
      const township = `${county}t${t}`;
      const x = c * 4 + t;
      divisions.push({
        id: township,
        type: 'town',
        parent: county,
        code: `13990${c}10${t}`,
        name: `${c}${t}镇`,
        boundary: square(x, 0, 1),
        centre: { type: 'Point', coordinates: [x + 0.5, 0.5] },
        population: 3000,
        population60: 600,
        population80: 60,
        households: 1000,
        countsAsOf: '2020-11-01',
        countsQuality: 'census',
      });
      statistics.push({
        id: `s-${township}`,
        indicatorId: '6',
        divisionId: township,
        periodEnd: '2024-12-31',
        value: 5,
      });
      for (const v of [0, 1, 2]) {
        divisions.push({
          id: `${township}v${v}`,
          type: 'village',
          parent: township,
          code: `13990${c}10${t}20${v}`,
          name: `${c}${t}${v}村`,
          centre: { type: 'Point', coordinates: [x + 0.2 + v * 0.3, 0.4] },
          population: 1000,
          population60: 200,
          population80: 20,
          households: 300,
        });
        facilities.push({
          id: `f-${township}v${v}`,
          kind: 'dayCareStation',
          county,
          township,
          village: `${township}v${v}`,
        });
      }
      facilities.push({
        id: `f-${township}`,
        kind: 'regionalCentre',
        county,
        township,
        entrance: { type: 'Point', coordinates: [x + 0.75, 0.5] },
      });
    }
  }
  return snapshotOf({ asOf, divisions, facilities, statistics });
}

type Input = Partial<DivisionAdjustment> & Pick<DivisionAdjustment, 'kind'>;
const adjustment = (input: Input) =>
  divisionAdjustment.parse({ effectiveDate: asOf, document: '试政〔2025〕1号', ...input });

function identifiers(): () => string {
  let next = 0;
  return () => `new-${next++}`;
}

const plan = (snapshot: Snapshot, ...inputs: Input[]) =>
  planAdjustments(snapshot, inputs.map(adjustment), identifiers());

function effectOf(snapshot: Snapshot, { type, op, id, fields = {} }: ChangeInput): Effect {
  const before = (snapshot.records[type].get(id!) ?? null) as Effect['before'];
  const after = op === 'delete' ? null : op === 'create' ? fields : patched(before!, fields);
  return { type, id: id!, op, label: '', version: 1, effectiveFrom: asOf, before, after, changedFields: [], row: null };
}

const applied = (snapshot: Snapshot, changes: readonly ChangeInput[]) =>
  snapshot.with(changes.map((change) => effectOf(snapshot, change)));

const after = (snapshot: Snapshot, ...inputs: Input[]) => applied(snapshot, plan(snapshot, ...inputs).changes);

const named = (snapshot: Snapshot, name: string) => {
  const found = [...snapshot.records.division].find(([, body]) => body.name === name);
  if (!found) throw new Error(`no division is called ${name}`);
  return { id: found[0], body: found[1] };
};

const m2 = (...boundaries: (BoundaryGeometry | null)[]) =>
  area(featureCollection(boundaries.map((boundary) => feature(boundary!))));

const codesOf = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    return (error as { errors: { code: string }[] }).errors.map(({ code }) => code);
  }
  return [];
};

describe('a merger', () => {
  test('of three townships joins their counts, areas and statistics', () => {
    const result = after(city(), {
      kind: 'merge',
      fromIds: ['c1t0', 'c1t1', 'c1t2'],
      to: [{ code: '139901109', name: '大镇' }],
    });
    const { id, body } = named(result, '大镇');
    expect(body).toMatchObject({ population: 9000, population60: 1800, parentId: 'c1', countsQuality: 'census' });
    expect(m2(body.boundary) / m2(square(4, 0, 1), square(5, 0, 1), square(6, 0, 1))).toBeCloseTo(1, 3);
    const figures = [...result.records.statistic.values()].filter(({ divisionId }) => divisionId === id);
    expect(figures).toMatchObject([{ indicatorId: '6', value: 15 }]);
  });

  test('goes on with any of the townships, also one that is not named first', () => {
    const { records } = after(city(), { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t1' }] });
    expect([...records.division.values()].filter(({ parentId }) => parentId === 'c1t1')).toHaveLength(6);
    expect(records.facility.get('f-c1t0')!.townshipId).toBe('c1t1');
  });

  test('of neighbours whose common line does not match is joined all the same', () => {
    const world = city();
    const odd = {
      ...world.records.division.get('c1t1')!,
      boundary: {
        type: 'Polygon' as const,
        coordinates: [
          [
            [5, 0],
            [6, 0],
            [6, 1],
            [5, 1],
            [5, 0.5],
            [5, 0],
          ],
        ],
      } as BoundaryGeometry,
    };
    const overlay = world.with([
      effectOf(world, { type: 'division', op: 'update', id: 'c1t1', fields: { boundary: odd.boundary } }),
    ]);
    const { body } = named(
      after(overlay, { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ code: '139901109', name: '大镇' }] }),
      '大镇',
    );
    expect(body.boundary!.type).toBe('Polygon');
    expect(m2(body.boundary) / m2(square(4, 0, 1), square(5, 0, 1))).toBeCloseTo(1, 6);
  });

  test('leaves unknown what is unknown of one part, and says so of statistics', () => {
    const world = city();
    const overlay = applied(world, [
      { type: 'division', op: 'update', id: 'c1t1', fields: { population: null, boundary: null } },
      { type: 'statistic', op: 'delete', id: 's-c1t1' },
    ]);
    const { changes, findings } = plan(overlay, {
      kind: 'merge',
      fromIds: ['c1t0', 'c1t1'],
      to: [{ code: '139901109', name: '大镇' }],
    });
    const result = applied(overlay, changes);
    expect(named(result, '大镇').body).toMatchObject({ population: null, population60: 1200, boundary: null });
    const statistic = result.records.statistic.get('s-c1t0')!;
    expect(statistic).toMatchObject({ value: null, numerator: null, denominator: null });
    expect(statistic.sourceDocument).toContain('10镇:5');
    expect(findings.map(({ code }) => code)).toContain('statistics-not-joined');
  });

  test('adds numerators and denominators, and bare shares and standards only where they are equal', () => {
    const world = city();
    const share = (id: string, fields: object): ChangeInput => ({
      type: 'statistic',
      op: 'create',
      id: `r-${id}-${JSON.stringify(fields).length}`,
      fields: {
        numerator: null,
        denominator: null,
        value: null,
        sourceDocument: '文',
        statedOn: null,
        demo: false,
        divisionId: id,
        ...fields,
      },
    });
    const overlay = applied(world, [
      share('c1t0', { indicatorId: '4', periodEnd: '2024-12-31', numerator: 1, denominator: 4 }),
      share('c1t1', { indicatorId: '4', periodEnd: '2024-12-31', numerator: 3, denominator: 4 }),
      share('c1t0', { indicatorId: '5', periodEnd: '2023-12-31', value: 0.5 }),
      share('c1t1', { indicatorId: '5', periodEnd: '2023-12-31', value: 0.5 }),
      share('c1t0', { indicatorId: '13', periodEnd: '2022-12-31', value: 0.25 }),
      share('c1t1', { indicatorId: '13', periodEnd: '2022-12-31', value: 0.75 }),
      share('c1t0', { indicatorId: '1', periodEnd: '2023-12-31', numerator: 6600, denominator: 8800 }),
      share('c1t1', { indicatorId: '1', periodEnd: '2023-12-31', numerator: 6600, denominator: 8800 }),
      share('c1t0', { indicatorId: '1', periodEnd: '2024-12-31', numerator: 7000.5, denominator: 9000 }),
      share('c1t1', { indicatorId: '1', periodEnd: '2024-12-31', numerator: 7200.25, denominator: 9000 }),
    ]);
    const result = after(overlay, { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t0' }] });
    const of = (indicatorId: string) =>
      [...result.records.statistic.values()].filter((s) => s.divisionId === 'c1t0' && s.indicatorId === indicatorId);
    expect(of('4')).toMatchObject([{ numerator: 4, denominator: 8, value: 0.5 }]);
    expect(of('5')).toMatchObject([{ value: 0.5, numerator: null }]);
    expect(of('13')).toMatchObject([{ value: null }]);
    expect(of('13')[0]!.sourceDocument).toMatch(/0\.25.*0\.75/);
    const [same, different] = of('1').sort((a, b) => (a.periodEnd < b.periodEnd ? -1 : 1));
    expect(same).toMatchObject({ numerator: 6600, denominator: 8800 });
    expect(different).toMatchObject({ numerator: null, denominator: null, value: null });
    expect(different!.sourceDocument).toMatch(/7000\.5\/9000.*7200\.25\/9000/);
    expect(result.records.statistic.get('s-c1t0')).toMatchObject({ divisionId: 'c1t0', value: 10 });
  });

  test('over a county line asks for the county, and moves people and facilities into it', () => {
    const merge = { kind: 'merge' as const, fromIds: ['c1t3', 'c2t0'] };
    const to = { code: '139901109', name: '大镇' };
    expect(codesOf(() => plan(city(), { ...merge, to: [to] }))).toEqual(['which-parent']);
    const result = after(city(), { ...merge, to: [{ ...to, parentId: 'c1' }] });
    const { id } = named(result, '大镇');
    expect(result.records.facility.get('f-c2t0v1')).toMatchObject({ townshipId: id, countyId: 'c1' });
    expect(result.records.division.get('c1')).toMatchObject({ population: 15_000, countsQuality: null });
    expect(result.records.division.get('c2')!.population).toBe(9000);
    expect(
      m2(result.records.division.get('c1')!.boundary) / m2(city().records.division.get('c1')!.boundary),
    ).toBeCloseTo(1.25, 3);
  });
});

describe('a split', () => {
  const split: Input = {
    kind: 'split',
    fromIds: ['c1t0'],
    to: [
      { code: '139901108', name: '西镇' },
      { code: '139901107', name: '东镇' },
    ],
    assignments: { c1t0v0: 0, c1t0v1: 1, c1t0v2: 1, 's-c1t0': 1 },
  };

  test('gives each part its villages, their counts and the area around them', () => {
    const { changes, findings } = plan(city(), split);
    const result = applied(city(), changes);
    const [west, east] = [named(result, '西镇'), named(result, '东镇')];
    expect(west.body).toMatchObject({ population: 1000, households: 300, countsQuality: 'estimated', centre: null });
    expect(east.body).toMatchObject({ population: 2000, centre: { coordinates: [4.5, 0.5] } });
    // The line runs halfway between the villages at 4.2 and 4.5.
    expect(m2(west.body.boundary) / m2(square(4, 0, 1))).toBeCloseTo(0.35, 3);
    expect(m2(west.body.boundary, east.body.boundary) / m2(square(4, 0, 1))).toBeCloseTo(1, 6);
    expect(west.body.sourceDocument).toContain('为示意');
    expect(result.records.facility.get('f-c1t0v0')!.townshipId).toBe(west.id);
    expect(result.records.facility.get('f-c1t0')!.townshipId).toBe(east.id);
    expect(result.records.statistic.get('s-c1t0')!.divisionId).toBe(east.id);
    const codes = findings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['placed-by-position', 'statistic-of-undivided', 'boundary-approximate']),
    );
    expect(codes).not.toContain('parts-do-not-add-up');
  });

  test('names every record that has nowhere to go', () => {
    const { assignments: _, ...open } = split;
    expect(codesOf(() => plan(city(), open))).toEqual(Array(5).fill('no-successor'));
  });

  test('says how the parts compare with what was counted before', () => {
    const world = city();
    const overlay = applied(world, [{ type: 'division', op: 'update', id: 'c1t0', fields: { population: 3120 } }]);
    const told = plan(overlay, split).findings.find(({ code }) => code === 'parts-do-not-add-up');
    expect(told!.message.en).toContain('3120');
    expect(told!.message.en).toContain('difference of 120');
  });

  test('does not know the part of which a village is not counted', () => {
    const world = city();
    const overlay = applied(world, [{ type: 'division', op: 'update', id: 'c1t0v1', fields: { population: null } }]);
    const result = after(overlay, split);
    expect(named(result, '东镇').body).toMatchObject({ population: null, population60: 400 });
    expect(named(result, '西镇').body.population).toBe(1000);
  });

  test('leaves with a township that goes on what is not assigned', () => {
    const result = after(city(), {
      kind: 'split',
      fromIds: ['c1t0'],
      to: [{ id: 'c1t0' }, { code: '139901108', name: '东镇' }],
      assignments: { c1t0v2: 1 },
    });
    expect(result.records.division.get('c1t0')).toMatchObject({ population: 2000 });
    expect(named(result, '东镇').body.population).toBe(1000);
    expect(result.records.statistic.get('s-c1t0')!.divisionId).toBe('c1t0');
    expect(result.records.facility.get('f-c1t0v2')!.townshipId).toBe(named(result, '东镇').id);
  });
});

test('a transfer takes villages, facilities, people and area to the other county, and leaves the statistics', () => {
  const result = after(city(), { kind: 'transfer', fromIds: ['c1t3'], to: [{ parentId: 'c2' }] });
  expect(result.records.facility.get('f-c1t3v0')).toMatchObject({ countyId: 'c2', townshipId: 'c1t3' });
  expect(result.records.statistic.get('s-c1t3')!.divisionId).toBe('c1t3');
  expect([result.records.division.get('c1')!.population, result.records.division.get('c2')!.population]).toEqual([
    9000, 15_000,
  ]);
});

test('an establishment takes the villages assigned to it, and the townships they come from go on', () => {
  const result = after(city(), {
    kind: 'establish',
    fromIds: ['c1t0', 'c1t1'],
    to: [{ code: '139901109', name: '新镇' }],
    assignments: { c1t0v2: 0, c1t1v0: 0 },
  });
  expect(named(result, '新镇').body.population).toBe(2000);
  expect(result.records.division.get('c1t0')!.population).toBe(2000);
  expect([...result.divisionEvents.values()]).toMatchObject([
    { fromIds: ['c1t0', 'c1t1'], toIds: [named(result, '新镇').id] },
  ]);
});

test.each<[string, Input[], string[]]>([
  ['a division that does not exist', [{ kind: 'rename', fromIds: ['x'], to: [{ name: '新' }] }], ['no-division']],
  ['a division named twice', [{ kind: 'merge', fromIds: ['c1t0', 'c1t0'], to: [{ id: 'c1t0' }] }], ['named-twice']],
  ['a merger over levels', [{ kind: 'merge', fromIds: ['c1t0', 'c1t1v0'], to: [{ id: 'c1t0' }] }], ['mixed-levels']],
  ['a merger of one', [{ kind: 'merge', fromIds: ['c1t0'], to: [{ id: 'c1t0' }] }], ['event-shape']],
  [
    'a village type for a township',
    [{ kind: 'rename', fromIds: ['c1t0'], to: [{ name: '新', type: 'village' }] }],
    ['type-not-of-level'],
  ],
  [
    'a renaming that moves',
    [{ kind: 'rename', fromIds: ['c1t0'], to: [{ name: '新', parentId: 'c2' }] }],
    ['rename-moves'],
  ],
  ['a renaming to the same', [{ kind: 'rename', fromIds: ['c1t0'], to: [{ name: '10镇' }] }], ['nothing-changes']],
  ['a transfer to nowhere', [{ kind: 'transfer', fromIds: ['c1t0'], to: [{}] }], ['no-parent']],
  ['a transfer to a township', [{ kind: 'transfer', fromIds: ['c1t0'], to: [{ parentId: 'c1t1' }] }], ['parent-level']],
  ['an unnamed result', [{ kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{}] }], ['required', 'required']],
  [
    'an assignment of what belongs elsewhere',
    [{ kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t0' }], assignments: { c2t0v0: 0 } }],
    ['unknown-assignment'],
  ],
  [
    'a division that an earlier adjustment ended',
    [
      { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t0' }] },
      { kind: 'rename', fromIds: ['c1t1'], to: [{ name: '新' }] },
    ],
    ['no-division'],
  ],
])('%s is refused', (_, inputs, codes) => {
  expect(codesOf(() => plan(city(), ...inputs))).toEqual(codes);
});

test('what a plan itself makes cannot end on the same day, but others can join it', () => {
  const made = after(city(), { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ code: '139901109', name: '大镇' }] });
  const { id } = named(made, '大镇');
  expect(codesOf(() => plan(made, { kind: 'merge', fromIds: [id, 'c1t2'], to: [{ id: 'c1t2' }] }))).toEqual([
    'made-on-same-day',
  ]);
  expect(after(made, { kind: 'merge', fromIds: [id, 'c1t2'], to: [{ id }] }).records.division.get(id)!.population).toBe(
    9000,
  );
});

/** The city with the names of townships: `n-c1t0` is that of `c1t0`. */
function withNames(...townships: string[]): Snapshot {
  const { seq, records } = city();
  const bodies = townships.map((id): [string, PlaceNameBody] => {
    const { name, parentId } = records.division.get(id)!;
    const place = { standardName: name, category: '21500', countyId: parentId!, townshipId: id, namesDivisionId: id };
    return [`n-${id}`, { ...blankPlaceName, ...place }];
  });
  return buildSnapshot(seq, asOf, { ...records, placeName: new Map(bodies) });
}

describe('names of divisions that end', () => {
  const merger = (name: string): Input => ({
    kind: 'merge',
    fromIds: ['c1t0', 'c1t1'],
    to: [{ code: '139901109', name }],
  });

  test('turn historical in the change set that ends them, and stand where the division went', () => {
    const world = withNames('c1t0', 'c1t1', 'c1t2');
    const { changes, findings } = plan(world, merger('大镇'));
    const result = applied(world, changes);
    const { id } = named(result, '大镇');
    for (const ended of ['c1t0', 'c1t1']) {
      const name = { status: 'historical', namesDivisionId: ended, townshipId: id };
      expect(result.records.placeName.get(`n-${ended}`)).toMatchObject(name);
    }
    expect(result.records.placeName.get('n-c1t2')).toMatchObject({ status: 'inUse', townshipId: 'c1t2' });
    expect(findings.filter(({ code }) => code === 'name-historical').map((each) => each.id)).toEqual([
      'n-c1t0',
      'n-c1t1',
    ]);
  });

  test('go on with a successor of the same name, also when that ends later on the day', () => {
    const world = withNames('c1t0', 'c1t1');
    const kept = after(world, merger('10镇'));
    expect(kept.records.placeName.get('n-c1t0')).toMatchObject({
      status: 'inUse',
      namesDivisionId: named(kept, '10镇').id,
    });
    expect(kept.records.placeName.get('n-c1t1')).toMatchObject({ status: 'historical' });
    const twice = after(
      world,
      { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t1', name: '10镇' }] },
      { kind: 'merge', fromIds: ['c1t1', 'c1t2'], to: [{ id: 'c1t2' }] },
    );
    expect(twice.records.placeName.get('n-c1t0')).toMatchObject({ status: 'historical', namesDivisionId: 'c1t1' });
  });

  test('follow a renaming of their division, with the old name as a former one until that day', () => {
    const world = withNames('c1t0', 'c1t1');
    const { changes, findings } = plan(world, { kind: 'rename', fromIds: ['c1t0'], to: [{ name: '新名镇' }] });
    const { records } = applied(world, changes);
    expect(records.placeName.get('n-c1t0')).toMatchObject({
      ...{ standardName: '新名镇', status: 'inUse', namedOn: asOf, approvingDocument: '试政〔2025〕1号' },
      pinyin: { proper: 'Xīnmíng', generic: 'Zhèn', origin: 'generated' },
      otherNames: [{ name: '10镇', kind: 'former', to: asOf, document: '试政〔2025〕1号' }],
    });
    expect(records.placeName.get('n-c1t1')).toMatchObject({ standardName: '11镇', otherNames: [] });
    expect(findings.map(({ code, id }) => [code, id])).toContainEqual(['name-renamed', 'n-c1t0']);
    const recoded = plan(world, { kind: 'rename', fromIds: ['c1t0'], to: [{ code: '139901199' }] });
    expect(recoded.changes.filter(({ type }) => type === 'placeName')).toEqual([]);
  });

  test('follow a township that takes its neighbour in under a new name; the name of the neighbour itself goes on', () => {
    const world = withNames('c1t0', 'c1t1');
    const merger = (name: string): Input => ({ kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t1', name }] });
    const fresh = after(world, merger('新名镇')).records.placeName;
    expect(fresh.get('n-c1t0')).toMatchObject({ standardName: '10镇', status: 'historical' });
    expect(fresh.get('n-c1t1')).toMatchObject({ standardName: '新名镇', status: 'inUse' });
    const taken = after(world, merger('10镇')).records.placeName;
    expect(taken.get('n-c1t0')).toMatchObject({ standardName: '10镇', status: 'inUse', namesDivisionId: 'c1t1' });
    expect(taken.get('n-c1t1')).toMatchObject({ standardName: '11镇', status: 'historical' });
  });

  test('need no place of their own: a split gives them to the part that bears the name, else to none', () => {
    const world = withNames('c1t0');
    const split = (west: string): Input => ({
      kind: 'split',
      fromIds: ['c1t0'],
      to: [
        { code: '139901108', name: '东镇' },
        { code: '139901107', name: west },
      ],
      assignments: { c1t0v0: 0, c1t0v1: 1, c1t0v2: 1, 's-c1t0': 1 },
    });
    const kept = after(world, split('10镇'));
    const heir = named(kept, '10镇').id;
    expect(kept.records.placeName.get('n-c1t0')).toMatchObject({
      ...{ status: 'inUse', namesDivisionId: heir, townshipId: heir },
    });
    expect(after(world, split('西镇')).records.placeName.get('n-c1t0')).toMatchObject({
      ...{ status: 'historical', namesDivisionId: 'c1t0', townshipId: null, countyId: 'c1' },
    });
  });
});

describe('rules', () => {
  const findingsOf = (snapshot: Snapshot, changes: readonly ChangeInput[]) => {
    const next = applied(snapshot, changes);
    return changes
      .filter(({ type }) => type === 'division')
      .flatMap((change) => divisionRecordType.rules(effectOf(snapshot, change), snapshot, next))
      .map(({ severity, code, message }) => ({ severity, code, message }));
  };

  test('a name that another township has already is refused, with the clause', () => {
    const found = findingsOf(city(), [{ type: 'division', op: 'update', id: 'c1t0', fields: { name: '20镇' } }]);
    expect(found).toMatchObject([{ severity: 'block', code: 'duplicate-name' }]);
  });

  test('a name that would outlive its division is told of where a change set only ends the division', () => {
    const world = withNames('c1t0');
    const end: ChangeInput = { type: 'division', op: 'delete', id: 'c1t0v0' };
    expect(findingsOf(world, [end]).map(({ code }) => code)).not.toContain('name-outlives-division');
    const ends = findingsOf(world, [{ ...end, id: 'c1t0' }]);
    expect(ends).toContainEqual(expect.objectContaining({ severity: 'warn', code: 'name-outlives-division' }));
    const merged = plan(world, { kind: 'merge', fromIds: ['c1t0', 'c1t1'], to: [{ id: 'c1t1' }] }).changes;
    expect(findingsOf(world, merged).map(({ code }) => code)).not.toContain('name-outlives-division');
  });

  test('villages that meet their own names in another county are told of', () => {
    const world = city();
    const changes: ChangeInput[] = [{ type: 'division', op: 'update', id: 'c2t1v0', fields: { name: '130村' } }];
    const overlay = applied(world, changes);
    const found = findingsOf(
      overlay,
      plan(overlay, { kind: 'transfer', fromIds: ['c1t3'], to: [{ parentId: 'c2' }] }).changes,
    );
    expect(found).toMatchObject([
      {
        severity: 'warn',
        code: 'duplicate-village-names',
        message: { en: expect.stringContaining('130村') as string },
      },
    ]);
  });
});

/** Random adjustments of the city as it stands, the way a planner would write them. */
function randomAdjustment(snapshot: Snapshot, random: Random, serial: number): Input {
  const townships = snapshot.divisions.ofLevel('township').map((row) => snapshot.divisions.ids[row]!);
  const former = random.pick(townships);
  const { parentId } = snapshot.records.division.get(former)!;
  const siblings = townships.filter((id) => id !== former && snapshot.records.division.get(id)!.parentId === parentId);
  const fresh = (part: number) => ({
    code: `1399${String(serial * 10 + part).padStart(5, '0')}`,
    name: `新${serial}${part}镇`,
  });
  const belonging = [...snapshot.records.division].filter(([, body]) => body.parentId === former).map(([id]) => id);
  const statistics = [...snapshot.records.statistic].filter(([, s]) => s.divisionId === former).map(([id]) => id);
  if (siblings.length > 1 && random.next() < 0.5) {
    const fromIds = [former, ...siblings.slice(0, random.integer(1, siblings.length))];
    return { kind: 'merge', fromIds, to: [random.next() < 0.5 ? fresh(0) : { id: former }] };
  }
  if (belonging.length < 2 || random.next() < 0.3)
    return { kind: 'transfer', fromIds: [former], to: [{ parentId: parentId === 'c1' ? 'c2' : 'c1' }] };
  const assignments = Object.fromEntries(
    [...belonging, ...statistics].map((id, i) => [id, i < 2 ? i : random.integer(0, 1)]),
  );
  return {
    kind: 'split',
    fromIds: [former],
    to: [fresh(0), random.next() < 0.5 ? fresh(1) : { id: former }],
    assignments,
  };
}

test.each(Array.from({ length: 25 }, (_, i) => i))('random adjustments keep everything in its place (%i)', (seed) => {
  const random = randomStream(7, String(seed));
  const makeId = identifiers();
  let snapshot = city();
  for (let step = 0; step < 4; step++) {
    const input = randomAdjustment(snapshot, random, step);
    const { changes } = planAdjustments(snapshot, [adjustment(input)], makeId);
    expect(new Set(changes.map(({ type, id }) => `${type}/${id}`)).size).toBe(changes.length);
    const next = applied(snapshot, changes);
    const { division, facility } = next.records;

    for (const type of Object.keys(divisionReferences) as RecordTypeName[]) {
      for (const [id, body] of next.records[type]) {
        for (const reference of referencesOf(type, body)) expect([id, division.has(reference.id)]).toEqual([id, true]);
      }
    }
    for (const body of division.values()) if (body.level !== 'city') expect(body.parentId).not.toBeNull();
    for (const { countyId, townshipId, villageId } of facility.values()) {
      if (villageId !== null) expect(division.get(villageId)!.parentId).toBe(townshipId);
      expect(division.get(townshipId!)!.parentId).toBe(countyId);
    }
    const people = (of: Snapshot, level: string) =>
      [...of.records.division.values()].filter((d) => d.level === level).reduce((sum, d) => sum + d.population!, 0);
    for (const level of ['county', 'township', 'village'])
      expect([level, people(next, level)]).toEqual([level, 24_000]);
    const townshipAreas = next.divisions.ofLevel('township').map((row) => next.divisions.bodies[row]!.boundary);
    expect(
      m2(...townshipAreas) /
        m2(
          ...city()
            .divisions.ofLevel('township')
            .map((row) => city().divisions.bodies[row]!.boundary),
        ),
    ).toBeCloseTo(1, 4);
    const outlets = [...next.records.statistic.values()].map(({ value }) => value);
    // What is joined with a part without a figure becomes unknown; nothing is counted twice.
    expect(outlets.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBeLessThanOrEqual(40);
    // The next adjustment is of a later day: these have been committed.
    snapshot = buildSnapshot(next.seq + 1, next.asOf, next.records);
  }
});
