import { describe, expect, it } from 'vitest';
import { colorOf, patternOf } from '../../gis-data/catalogue/index.ts';
import type { AreaFigures } from '../../server/indicators/contract.ts';
import type { ComparedScenario, ScenarioChange, ScenarioComparison } from '../../server/scenarios/contract.ts';
import type { DivisionCollection } from '../../web/api/queries.ts';
import { differenceChoropleth, differenceScale } from '../../web/map/layers/difference.ts';
import { comparisonColours } from '../../web/scenarios/colours.ts';
import { divisionsUnder } from '../../web/scenarios/divisions-under.ts';
import { missingFunctions, move } from '../../web/scenarios/facility-changes.ts';
import { mapsOf, readScenarioView, writeScenarioView } from '../../web/scenarios/scenario-view.ts';

type Area = AreaFigures['areas'][number];

const area = (divisionId: string, value: number | null, range: Partial<Area> = {}): Area => ({
  divisionId,
  code: divisionId,
  name: divisionId,
  numerator: 0,
  denominator: 0,
  value,
  lower: value,
  upper: value,
  target: null,
  verdict: 'insufficient',
  units: 3,
  unknownUnits: 0,
  ...range,
});

const figures = (...areas: Area[]): AreaFigures => ({
  snapshot: 's',
  asOf: '2026-01-01',
  indicatorId: '9',
  level: 'county',
  areas,
});

describe('differences from the registry as it stands', () => {
  it('are classed on a scale that is as wide on both sides, no difference in the middle', () => {
    const before = figures(area('a', 10), area('b', 10), area('c', 10), area('d', 10));
    const after = figures(area('a', 14), area('b', 9), area('c', 10), area('d', 10.5));
    const scale = differenceScale([4, -1, 0, 0.5]);
    expect(scale).toEqual({ largest: 5 });
    const { classes } = differenceChoropleth(before, after, scale);
    expect([...classes.values()].map((each) => 'index' in each && each.index)).toEqual([6, 2, 3, 4]);
  });

  it('keep what is unknown apart from what does not differ', () => {
    const before = figures(area('a', null), area('b', 1), area('d', 1));
    const after = figures(area('a', 1), area('b', 1, { upper: 2 }), area('new', 1), area('d', 1, { units: 0 }));
    const { classes } = differenceChoropleth(before, after, null);
    expect(classes.get('a')).toEqual({ type: 'unknown' });
    expect(classes.get('b')).toEqual({ type: 'difference', index: 3, rangeMoved: true });
    expect(classes.get('new')).toEqual({ type: 'new' });
    expect(classes.get('d')).toEqual({ type: 'notCounted' });
  });

  it('tell divisions that a scenario makes or merges away from those that are not known', () => {
    const baseline = figures(area('a', 1), area('b', 2), area('c', null));
    const under = figures(area('c', null), area('ab', 1.5));
    const scenario = { id: 's1' } as ComparedScenario['scenario'];
    const result = { areas: under } as ComparedScenario['result'];
    const comparison: ScenarioComparison = {
      snapshot: 's',
      asOf: '2026-01-01',
      baseline,
      scenarios: [{ scenario, result, problem: null }],
    };
    const { maps } = comparisonColours(comparison, 'difference')!;
    const typesOf = (id: string) => [...maps.get(id)!.classes].map(([area, { type }]) => [area, type]);
    expect(typesOf('baseline')).toEqual([
      ['a', 'ended'],
      ['b', 'ended'],
      ['c', 'unknown'],
    ]);
    expect(typesOf('s1')).toEqual([
      ['c', 'unknown'],
      ['ab', 'new'],
    ]);
    // The new division and the ended ones have a pattern of their own, and a colour each.
    const [made, ended, unknown] = (['new', 'ended', 'unknown'] as const).map((type) => ({
      color: colorOf({ type }),
      pattern: patternOf({ type }),
    }));
    expect([made!.pattern, ended!.pattern]).toEqual(['crosses', 'crosses']);
    expect(new Set([made!.color, ended!.color, unknown!.color]).size).toBe(3);
    expect(unknown!.pattern).not.toBe('crosses');
  });

  it('have no scale where nothing differs', () => {
    expect(differenceScale([0, 0])).toBeNull();
    expect(differenceScale([])).toBeNull();
  });
});

describe('the address of a comparison', () => {
  it('keeps scenarios, maps and what is shown', () => {
    const written = writeScenarioView('?indicator=8', {
      compared: ['aa', 'bb'],
      maps: ['baseline', 'bb'],
      shown: 'difference',
    });
    expect(written.get('indicator')).toBe('8');
    const view = readScenarioView(written);
    expect(view).toEqual({ compared: ['aa', 'bb'], maps: ['baseline', 'bb'], shown: 'difference' });
    expect(mapsOf(view)).toEqual(['baseline', 'bb']);
  });

  it('drops maps of scenarios that are not compared, repeats, and more than four', () => {
    const read = (query: string) => readScenarioView(new URLSearchParams(query));
    expect(read('compare=aa,aa,bb&maps=zz').maps).toBeNull();
    expect(read('compare=aa,aa,bb').compared).toEqual(['aa', 'bb']);
    expect(read('compare=aa,bb,cc,dd,ee').compared).toEqual(['aa', 'bb', 'cc', 'dd']);
  });

  it('does not take the switch of the care circle for a scenario', () => {
    expect(readScenarioView(new URLSearchParams('compare=1')).compared).toEqual([]);
  });

  it('shows the baseline where there is room for it', () => {
    expect(mapsOf({ maps: null, compared: ['aa', 'bb', 'cc'] })).toEqual(['baseline', 'aa', 'bb', 'cc']);
    expect(mapsOf({ maps: null, compared: ['aa', 'bb', 'cc', 'dd'] })).toEqual(['aa', 'bb', 'cc', 'dd']);
  });
});

describe('divisions under a scenario', () => {
  const square = (x: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [x, 0],
        [x + 1, 0],
        [x + 1, 1],
        [x, 0],
      ],
    ],
  });
  const division = (id: string, x: number): DivisionCollection['features'][number] => ({
    type: 'Feature',
    geometry: square(x),
    properties: { id, code: id, name: id, type: 'town', parentId: 'county', centre: null, demo: true },
  });
  const divisions: DivisionCollection = { type: 'FeatureCollection', features: [division('a', 0), division('b', 1)] };

  it('are the same object where the scenario leaves them alone', () => {
    const elsewhere: ScenarioChange = { type: 'facility', op: 'delete', id: 'a' };
    expect(divisionsUnder(divisions, 'township', [elsewhere])).toBe(divisions);
  });

  it('end, change and begin as the scenario says', () => {
    const changes: ScenarioChange[] = [
      { type: 'division', op: 'delete', id: 'a' },
      { type: 'division', op: 'update', id: 'b', fields: { name: '合并镇', boundary: square(5) } },
      { type: 'division', op: 'create', id: 'c', fields: { level: 'township', name: '新镇', boundary: square(7) } },
      { type: 'division', op: 'create', id: 'd', fields: { level: 'village', name: '新村', boundary: square(8) } },
    ];
    const { features } = divisionsUnder(divisions, 'township', changes);
    expect(features.map(({ properties }) => [properties.id, properties.name])).toEqual([
      ['b', '合并镇'],
      ['c', '新镇'],
    ]);
    expect(features[0]!.geometry).toEqual(square(5));
    expect(features[1]!.geometry).toEqual(square(7));
  });
});

describe('changes made on the map', () => {
  it('take the divisions along only where a facility crosses into another township', () => {
    const place = { countyId: 'c', townshipId: 't' };
    expect(move('f', { townshipId: 't' }, [117.123456789, 41], place).fields).toEqual({
      entrance: { type: 'Point', coordinates: [117.1234568, 41] },
      sourceCrs: 'EPSG:4490',
      accuracyM: null,
    });
    expect(move('f', { townshipId: 'other' }, [117, 41], place).fields).toMatchObject({ ...place, villageId: null });
  });

  it('offer to add a function that is unknown as well as one that is missing', () => {
    const functions = { fullDayCare: true, dayCare: false, homeVisits: null };
    const missing = missingFunctions({ kind: 'regionalCentre', functions });
    expect(missing).toContain('dayCare');
    expect(missing).toContain('homeVisits');
    expect(missing).not.toContain('fullDayCare');
  });
});
