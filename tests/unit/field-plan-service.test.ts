import { describe, expect, it } from 'vitest';
import type { BoundaryMarkerBody, FieldPlan } from '../../server/boundary/contract.ts';
import { fieldPlan, fieldPlanRequest } from '../../server/boundary/contract.ts';
import { planAsGpx, planAsKml } from '../../server/boundary/field-plan/export.ts';
import { reachableTogether } from '../../server/boundary/field-plan/reachable.ts';
import { createFieldPlanService } from '../../server/boundary/field-plan/service.ts';
import { escapeXml } from '../../server/markup.ts';
import type { Network } from '../../server/network/graph.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { networkOf } from '../support/networks.ts';
import { snapshotOf } from '../support/snapshots.ts';

/** A way of 1 km eastwards with a node every 100 m, and another without any way to it 2 km further north. */
const eastOf = (metres: number): [number, number] => [117.5 + metres / 84_370, 40.7];
const onIsland: [number, number] = [117.5, 40.72];
const segments = Array.from({ length: 10 }, (_, i) => ({ from: i, to: i + 1, there: 100_000, back: 100_000 }));
const network: Network = networkOf(
  [...Array.from({ length: 11 }, (_, i) => eastOf(i * 100)), onIsland, [117.501, 40.72]],
  [...segments, { from: 11, to: 12, there: 84_000, back: 84_000 }],
);

const marker = (number: string, coordinates: [number, number] | null, county = 'd130826'): BoundaryMarkerBody => ({
  number,
  lineIds: ['bl-1'],
  standing: 'single',
  faces: 2,
  material: 'granite',
  sides: [
    { divisionId: county, name: '丰宁', countyId: county, townshipId: null, villageId: null },
    { divisionId: null, name: '怀柔', countyId: null, townshipId: null, villageId: null },
  ],
  position: coordinates === null ? null : { type: 'Point', coordinates },
  sourceCrs: 'EPSG:4490',
  heightM: null,
  heightDatum: null,
  surveyMethod: null,
  sigmaM: null,
  setOn: null,
  custodian: null,
  references: [],
  state: null,
  stateAsOf: null,
  photos: [],
  note: null,
  asOfDate: null,
  sourceDocument: null,
  demo: true,
});

/** Numbers are not in the order of the ground. */
const markers: Record<string, BoundaryMarkerBody> = {
  m1: marker('1113001', eastOf(800)),
  m2: marker('1113002', eastOf(200)),
  m3: marker('1113003A', eastOf(600)),
  m4: marker('1113004', eastOf(400)),
  m5: marker('1113005', null),
  m6: marker('1113006', [118.2, 41.5]),
  m7: marker('1113007', onIsland),
};

const editor: Actor = { id: 'e', name: 'e', role: 'editor', countyScope: null, from: 'test' };

function plansWith(records: Record<string, BoundaryMarkerBody> = markers) {
  const base = snapshotOf({ asOf: '2026-11-30' });
  const line = { name: '京冀线', sections: [{ name: '西段', fromMarker: '1113002', toMarker: '1113003' }] };
  const snapshot = {
    ...base,
    records: {
      ...base.records,
      boundaryMarker: new Map(Object.entries(records)),
      boundaryLine: new Map([['bl-1', line]]),
    },
  };
  const plans = createFieldPlanService({
    snapshots: { at: async () => snapshot as never },
    networks: { inUse: async () => 'test', open: async () => network },
  });
  return (request: object, actor = editor) => plans.plan(actor, fieldPlanRequest.parse(request));
}
const plan = plansWith();
const numbersOf = ({ days }: FieldPlan) => days.map(({ stops }) => stops.map(({ number }) => number));
const problem = (code: string, path?: string) =>
  expect.objectContaining({ code, ...(path === undefined ? {} : { errors: [expect.objectContaining({ path })] }) });

describe('field plan of a line', () => {
  it('goes along the ground, tells what it leaves out, and proves it', async () => {
    const answer = await plan({ lineId: 'bl-1', start: eastOf(0), minutesPerMarker: 10, speedMps: 1 });
    expect(fieldPlan.parse(answer)).toEqual(answer);
    expect(numbersOf(answer)).toEqual([['1113002', '1113004', '1113003A', '1113001']]);
    expect(answer.days[0]!.stops.map(({ walkSeconds }) => Math.round(walkSeconds))).toEqual([200, 200, 200, 200]);
    expect(answer.days[0]).toMatchObject({ staySeconds: 2400, tooLong: false, night: null });
    expect(answer).toMatchObject({ name: '京冀线', provenShortest: true, demo: true, precision: 'surveyed' });
    expect(answer.notVisited.map(({ number, reason }) => [number, reason])).toEqual([
      ['1113005', 'noPosition'],
      ['1113006', 'offNetwork'],
      ['1113007', 'unreachable'],
    ]);
  });

  it('rests when the day is over', async () => {
    const answer = await plan({ lineId: 'bl-1', mostHoursPerDay: 1, minutesPerMarker: 25, speedMps: 1 });
    expect(numbersOf(answer).map((numbers) => numbers.length)).toEqual([2, 2]);
    expect(answer.walkSeconds).toBeCloseTo(600, 0);
    expect(answer.tourSeconds).toBeCloseTo(answer.walkSeconds, 9);
    const camp = await plan({
      lineId: 'bl-1',
      mostHoursPerDay: 1,
      minutesPerMarker: 25,
      speedMps: 1,
      nights: [eastOf(0)],
    });
    expect(camp.days[0]!.night).toEqual(eastOf(0));
    expect(camp.walkSeconds).toBeGreaterThan(camp.tourSeconds);
    expect(camp.days.at(-1)!.night).toBeNull();
  });

  it('takes a section with all markers of its last number', async () => {
    const answer = await plan({ lineId: 'bl-1', section: '西段' });
    expect(numbersOf(answer).flat().sort()).toEqual(['1113002', '1113003A']);
    expect(answer.name).toBe('京冀线 西段');
  });

  it('walks straight from the network to a marker beside it', async () => {
    const beside = plansWith({ m1: markers.m1!, m2: marker('1113002', [eastOf(200)[0], 40.7009]) });
    const answer = await beside({ markerIds: ['m1', 'm2', 'm1'], start: eastOf(0), speedMps: 1 });
    const [first] = answer.days[0]!.stops;
    expect(first!.offNetworkM).toBeCloseTo(100, 0);
    expect(first!.walkSeconds).toBeCloseTo(300, 0);
    expect(answer.name).toBe('1113001–1113002');
    expect((await beside({ markerIds: ['m2'], mostOffNetworkM: 50 })).notVisited[0]!.reason).toBe('offNetwork');
  });

  it('does not go down to the way between two markers that stand together', async () => {
    const ridge = (metres: number): [number, number] => [eastOf(metres)[0], 40.706];
    const together = plansWith({ m1: marker('1113001C', ridge(500)), m2: marker('1113001D', ridge(540)) });
    const answer = await together({ lineId: 'bl-1', start: eastOf(0), speedMps: 1 });
    expect(answer.days[0]!.stops.map(({ offNetworkM }) => Math.round(offNetworkM / 10))).toEqual([67, 67]);
    expect(answer.days[0]!.stops[1]!.walkSeconds).toBeCloseTo(40, 0);
  });

  it('is for those who may see every marker precisely', async () => {
    const scoped = { ...editor, countyScope: ['d130802'] };
    await expect(plan({ lineId: 'bl-1' }, scoped)).rejects.toEqual(problem('forbidden'));
    await expect(plan({ lineId: 'bl-1' }, { ...editor, role: 'viewer' })).rejects.toEqual(problem('forbidden'));
    await expect(plan({ lineId: 'bl-1' }, { ...editor, countyScope: ['d130826'] })).resolves.toBeDefined();
  });

  it('refuses what cannot be planned, with its place', async () => {
    await expect(plan({ lineId: 'bl-9' })).rejects.toEqual(problem('not-found'));
    await expect(plan({ markerIds: ['m1', 'm99'] })).rejects.toEqual(problem('invalid', 'markerIds.1'));
    await expect(plan({ lineId: 'bl-1', section: '东段' })).rejects.toEqual(problem('invalid', 'section'));
    await expect(plan({ lineId: 'bl-1', start: [118.2, 41.5] })).rejects.toEqual(problem('invalid', 'start'));
    await expect(plan({ lineId: 'bl-1', start: eastOf(0), end: onIsland })).rejects.toEqual(problem('invalid', 'end'));
    await expect(plan({ lineId: 'bl-1', nights: [eastOf(0), onIsland] })).rejects.toEqual(problem('invalid', 'nights'));
    expect(fieldPlanRequest.safeParse({}).success).toBe(false);
    expect(fieldPlanRequest.safeParse({ lineId: 'bl-1', markerIds: ['m1'] }).success).toBe(false);
    expect(fieldPlanRequest.safeParse({ markerIds: ['m1'], section: '西段' }).success).toBe(false);
  });
});

describe('what can be reached together', () => {
  const Far = Infinity;
  it('keeps to the anchors, or to the largest group', () => {
    const costs = [
      [0, Far, Far, Far],
      [Far, 0, 5, Far],
      [Far, 5, 0, 3],
      [Far, Far, Far, 0],
    ];
    expect(reachableTogether(costs, [])).toEqual({ together: [1, 2], apart: [0, 3] });
    expect(reachableTogether(costs, [0])).toEqual({ together: [0], apart: [1, 2, 3] });
    expect(reachableTogether([], [])).toEqual({ together: [], apart: [] });
  });
});

describe('field plan as a file', () => {
  const answer = plan({ lineId: 'bl-1', start: eastOf(0), mostHoursPerDay: 1, minutesPerMarker: 25 });

  it('is GPX 1.1 with a route a day', async () => {
    const gpx = planAsGpx({ ...(await answer), name: '京冀线 <"东&西">' }, 'zh');
    expect(gpx).toContain('<gpx version="1.1" creator="Yizhangtu" xmlns="http://www.topografix.com/GPX/1/1">');
    expect(gpx).toContain('<name>外业计划:京冀线 &lt;&quot;东&amp;西&quot;&gt;</name>');
    expect(gpx.match(/<rte>/g)).toHaveLength((await answer).days.length);
    expect(
      [...gpx.matchAll(/<rtept lat="(40\.7\d*)" lon="(117\.\d+)"><name>(\d) ([^<]+)<\/name>/g)].map((m) => m[3]),
    ).toEqual(['1', '2', '3', '4']);
    expect(gpx).toContain('未列入的界桩:1113005、1113006、1113007');
    expect(gpx).toContain('演示数据');
  });

  it('is KML 2.2 with a folder a day, longitude first', async () => {
    const kml = planAsKml(await answer, 'en');
    expect(kml).toContain('<kml xmlns="http://www.opengis.net/kml/2.2">');
    expect(kml.match(/<Folder>/g)).toHaveLength((await answer).days.length);
    expect(kml).toMatch(/<Point><coordinates>117\.\d+,40\.7\d*<\/coordinates><\/Point>/);
    expect(kml.match(/<LineString>/g)!.length).toBeGreaterThan(0);
  });

  it('says whether its positions are rounded', async () => {
    const rounded = { ...(await answer), precision: 'rounded' as const };
    expect(planAsGpx(rounded, 'zh')).toContain('不能用于寻找界桩');
    expect(planAsKml(rounded, 'en')).toContain('cannot lead to a marker');
    expect(planAsKml(await answer, 'en')).toContain('authorised people only');
  });

  it('holds no character that XML cannot', () => {
    expect(escapeXml(`a\u0000b\ud800c😀<&'"`)).toBe('a\ufffdb\ufffdc😀&lt;&amp;&#39;&quot;');
  });
});
