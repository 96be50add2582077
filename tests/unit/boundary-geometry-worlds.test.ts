import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryGeometryRules } from '../../gis-data/catalogue/index.ts';
import {
  geometryFindingReport,
  type BoundaryLineBody,
  type BoundaryMarkerBody,
  type GeometryFinding,
} from '../../server/boundary/contract.ts';
import { assessGeometry } from '../../server/boundary/geometry/assessment.ts';
import { geometryFindings } from '../../server/boundary/geometry/findings.ts';
import { rounded } from '../../server/boundary/geometry/public-findings.ts';
import { pathOf, positionAt } from '../../server/boundary/geometry/path.ts';
import { geometryRoutes } from '../../server/boundary/geometry/routes.ts';
import type { BoundaryWorld } from '../../server/boundary/geometry/world.ts';
import { direct, lineLengthM } from '../../server/boundary/survey/geodesic.ts';
import { blankDivision, type BoundaryGeometry, type DivisionBody } from '../../server/divisions/contract.ts';
import type { Endpoint } from '../../server/http/endpoint.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { buildSnapshot } from '../../server/snapshot/snapshot.ts';

type Vertex = readonly number[];

const start: Vertex = [117.5, 40.9];
/** A position so many metres east and north of the corner of these worlds. */
const at = (eastM: number, northM: number): Vertex => direct(direct(start, 90, eastM), 0, northM);
/** West to east in steps of 500 m, swaying 100 m to both sides. */
const course = Array.from({ length: 41 }, (_, i) => at(500 * i, 5000 + 100 * Math.sin(i)));

const side = (divisionId: string | null) => ({ divisionId, name: divisionId ?? '区外' });
function line(coordinates: readonly Vertex[] | null, fields: Partial<BoundaryLineBody> = {}): BoundaryLineBody {
  return {
    code: '1113',
    name: '甲乙线',
    level: 'province',
    sides: [side('north'), side('south')],
    statedLengthKm: coordinates && lineLengthM(coordinates) / 1000,
    triPoints: [],
    adoptedDocument: null,
    adoptedOn: null,
    geometry: coordinates && { type: 'MultiLineString', coordinates: [coordinates.map((vertex) => [...vertex])] },
    sections: [],
    lastInspectionYear: null,
    asOfDate: null,
    sourceDocument: null,
    demo: true,
    ...fields,
  };
}

function marker(number: string, position: Vertex | null, fields: Partial<BoundaryMarkerBody> = {}): BoundaryMarkerBody {
  return {
    number,
    lineIds: ['line'],
    standing: 'single',
    faces: null,
    material: null,
    sides: [],
    position: position && { type: 'Point', coordinates: [position[0]!, position[1]!] },
    sourceCrs: null,
    heightM: null,
    heightDatum: null,
    surveyMethod: null,
    sigmaM: 0.05,
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
    ...fields,
  };
}

function division(name: string, boundary: BoundaryGeometry | null): DivisionBody {
  return { ...blankDivision, code: '1308', name, level: 'county', type: 'county', boundary };
}
const area = (...rings: (readonly Vertex[])[]): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: rings.map((ring) => [...ring, ring[0]!].map(([x, y]) => [x!, y!] as [number, number])),
});
const rectangle = (west: number, south: number, east: number, north: number): Vertex[] => [
  at(west, south),
  at(east, south),
  at(east, north),
  at(west, north),
];
/** A course with another stretch in place of its vertices from one to another. */
const detour = (from: number, to: number, ...vertices: Vertex[]): Vertex[] => [
  ...course.slice(0, from + 1),
  ...vertices,
  ...course.slice(to),
];
const northOf = (border: readonly Vertex[]) => area([...border, at(20_000, 15_000), at(0, 15_000)]);
const southOf = (border: readonly Vertex[]) => area([...[...border].reverse(), at(0, -5000), at(20_000, -5000)]);

interface Parts {
  line?: BoundaryLineBody;
  markers?: readonly BoundaryMarkerBody[];
  divisions?: Record<string, DivisionBody>;
}
const divisionsAlong = (north: readonly Vertex[], south: readonly Vertex[]) => ({
  north: division('北县', northOf(north)),
  south: division('南县', southOf(south)),
});
const world = ({ line: body = line(course), markers = [], divisions }: Parts): BoundaryWorld => ({
  lines: new Map([['line', body]]),
  markers: new Map(markers.map((one) => [one.number, one])),
  divisions: new Map(Object.entries(divisions ?? divisionsAlong(course, course))),
});
const findingsOf = (parts: Parts): GeometryFinding[] => geometryFindings(world(parts));
const only = (parts: Parts): GeometryFinding => {
  const found = findingsOf(parts);
  expect(found.map(({ code, message }) => `${code} ${message.en}`)).toHaveLength(1);
  return found[0]!;
};
const path = pathOf(course);
const onLine = (metres: number) => positionAt(path, metres);
const numbered = (...metres: number[]) =>
  metres.map((along, i) => marker(`1113${String(i + 1).padStart(3, '0')}`, onLine(along)));
const coordinatesOf = ({ place }: GeometryFinding) => place!.coordinates as number[][][];

describe('a world in order', () => {
  it('has no findings', () => {
    expect(findingsOf({ markers: numbered(0, 3000, 6000, 10_000, 14_000, path.lengthM) })).toEqual([]);
  });

  it('has none either when its line is drawn in parts of any direction and order', () => {
    const parts = [course.slice(20), course.slice(0, 11).reverse(), course.slice(10, 21)];
    const coordinates = parts.map((part) => part.map((vertex) => [...vertex]));
    const drawn = line(course, { geometry: { type: 'MultiLineString', coordinates } });
    expect(findingsOf({ line: drawn, markers: numbered(0, 3000, 6000, 12_000, 18_000) })).toEqual([]);
  });
});

describe('markers off their line', () => {
  const beside = (metres: number, fields: Partial<BoundaryMarkerBody> = {}) =>
    marker('1113001', direct(course[20]!, 0, metres), fields);

  it('names a single marker beyond both 3σ and the accuracy of the line, with distance and place', () => {
    const found = only({ markers: [beside(60)] });
    expect(found).toMatchObject({ code: 'offLine', severity: 'warn', markerIds: ['1113001'], lineId: 'line' });
    expect(found.measure).toBeGreaterThan(50);
    expect(found.measure).toBeLessThanOrEqual(60);
    expect(found.place).toEqual(beside(60).position);
  });

  it('takes no offence where 3σ covers the distance', () => {
    expect(findingsOf({ markers: [beside(60, { sigmaM: 20 })] })).toEqual([]);
  });

  it('lets double and triple markers stand beside the line, but not anywhere', () => {
    expect(findingsOf({ markers: [beside(150, { standing: 'double' })] })).toEqual([]);
    expect(only({ markers: [beside(300, { standing: 'triple' })] })).toMatchObject({
      code: 'offLine',
      severity: 'warn',
    });
  });

  it('does not judge where σ or the standing is unknown and decides', () => {
    const noSigma = only({ markers: [beside(60, { sigmaM: null })] });
    expect(noSigma).toMatchObject({ code: 'offLine', severity: 'note' });
    expect(noSigma.message.zh).toContain('未注明测量精度');
    const noStanding = only({ markers: [beside(60, { standing: null })] });
    expect(noStanding.message.zh).toContain('未注明立式');
    expect(only({ markers: [beside(4000, { sigmaM: null })] }).severity).toBe('warn');
  });

  it('never names a marker that stands exactly on its line', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: path.lengthM, noNaN: true }), (along) => {
        const exact = marker('1113001', onLine(along), { sigmaM: 0.001 });
        const strict = { ...boundaryGeometryRules, lineAccuracy: { ...boundaryGeometryRules.lineAccuracy, value: 0 } };
        const found = geometryFindings(world({ markers: [exact], divisions: {} }), strict);
        expect(found.filter(({ code }) => code === 'offLine')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('serials along the line', () => {
  it('names the marker that is out of order, whichever way the serials go', () => {
    const [a, b, c, d, e] = numbered(0, 3000, 17_000, 9000, 12_000);
    const found = only({ markers: [a!, b!, c!, d!, e!] });
    expect(found).toMatchObject({ code: 'order', severity: 'warn', markerIds: ['1113003'], place: c!.position });
    expect(only({ line: line([...course].reverse()), markers: [a!, b!, c!, d!, e!] }).markerIds).toEqual(['1113003']);
  });

  it('takes markers of one serial as one place', () => {
    const pair = [
      marker('1113002A', direct(onLine(6000), 0, 100), { standing: 'double' }),
      marker('1113002B', direct(onLine(6010), 180, 100), { standing: 'double' }),
    ];
    const [first, , third] = numbered(0, 6000, 12_000);
    expect(findingsOf({ markers: [first!, ...pair, third!] })).toEqual([]);
  });

  it('leaves out a marker at a tri-point that carries the number of another line', () => {
    const guest = marker('1213009', onLine(path.lengthM), { lineIds: ['line', 'other'] });
    expect(findingsOf({ markers: [...numbered(0, 5000, 10_000), guest] })).toEqual([]);
  });

  it('says that a number of no line of its own was not checked', () => {
    expect(only({ markers: [marker('9999001', onLine(100))] })).toMatchObject({ code: 'order', severity: 'note' });
  });

  it('lets the serials of a closed line begin anywhere', () => {
    const ring = [...rectangle(2000, 2000, 6000, 6000), at(2000, 2000)];
    const around = pathOf(ring);
    const markers = [9000, 11_000, 13_000, 1000, 3000, 6000].map((along, i) =>
      marker(`111300${i + 1}`, positionAt(around, along)),
    );
    const enclosed = line(ring, { sides: [side(null), side(null)] });
    expect(findingsOf({ line: enclosed, markers })).toEqual([]);
    const swapped = markers.map((one, i) => ({ ...one, number: `111300${[1, 2, 5, 4, 3, 6][i]}` }));
    expect(findingsOf({ line: enclosed, markers: swapped }).map(({ code }) => code)).toEqual(['order', 'order']);
  });
});

describe('distances between markers', () => {
  it('tells an unusual distance as a note, with the stretch of the line', () => {
    const found = only({ markers: numbered(0, 1000, 2000, 3000, 4000, 14_000) });
    expect(found).toMatchObject({ code: 'spacing', severity: 'note', markerIds: ['1113005', '1113006'] });
    expect(found.measure).toBeCloseTo(10_000, 0);
    expect(found.place!.type).toBe('LineString');
  });

  it('names markers of different serials nearer than they can be', () => {
    const found = only({ markers: numbered(0, 5000, 5004, 10_000) });
    expect(found).toMatchObject({ code: 'spacing', severity: 'warn', markerIds: ['1113002', '1113003'] });
    expect(found.measure).toBeCloseTo(4, 1);
  });

  it('names markers of one serial that mean no one point', () => {
    const [first] = numbered(0);
    const pair = ['A', 'B'].map((letter, i) =>
      marker(`1113002${letter}`, onLine(5000 + 900 * i), { standing: 'double' }),
    );
    expect(only({ markers: [first!, ...pair] })).toMatchObject({ code: 'spacing', severity: 'warn' });
  });
});

describe('lengths and unknowns', () => {
  it('compares the stated length with the ellipsoid’s', () => {
    const stated = path.lengthM / 1000;
    expect(only({ line: line(course, { statedLengthKm: stated * 1.1 }) })).toMatchObject({
      code: 'length',
      severity: 'warn',
      measure: expect.closeTo(-0.1 * path.lengthM, -1),
    });
    expect(findingsOf({ line: line(course, { statedLengthKm: stated * 1.04 }) })).toEqual([]);
    expect(only({ line: line(course, { statedLengthKm: null }) })).toMatchObject({ code: 'length', severity: 'note' });
  });

  it('says what could not be checked: no position, no course, no area', () => {
    expect(only({ markers: [marker('1113001', null)] })).toMatchObject({ code: 'noPosition', place: null });
    expect(only({ line: line(null), markers: numbered(0) })).toMatchObject({
      code: 'noGeometry',
      divisionIds: ['north', 'south'],
    });
    const divisions = { ...divisionsAlong(course, course), north: division('北县', null) };
    expect(only({ divisions })).toMatchObject({ code: 'noGeometry', divisionIds: ['north'] });
  });
});

describe('lines and the areas of divisions', () => {
  const bay = detour(10, 14, at(5000, 6000), at(7000, 6000));
  /** The strip between the course and a detour to 1,000 m north of its middle, about 2 km long. */
  const expectBay = (found: GeometryFinding) => {
    expect(found.measure).toBeGreaterThan(1.7e6);
    expect(found.measure).toBeLessThan(2.2e6);
    expect(found.place!.type).toBe('Polygon');
    const ring = coordinatesOf(found)[0]!;
    expect(ring[0]).toEqual(ring.at(-1));
  };

  it('tells a border that both divisions share and the line leaves once: who reaches over the line', () => {
    const found = only({ divisions: divisionsAlong(bay, bay) });
    expect(found).toMatchObject({ code: 'overlap', severity: 'warn', divisionIds: ['south'] });
    expectBay(found);
    const whole = findingsOf({ line: line(bay) });
    expect(whole.map(({ code, divisionIds }) => [code, divisionIds])).toEqual([['overlap', ['north']]]);
    expectBay(whole[0]!);
  });

  it('names both divisions where their areas overlap', () => {
    const found = only({ divisions: divisionsAlong(course, bay) });
    expect(found).toMatchObject({ code: 'overlap', divisionIds: ['south', 'north'] });
    expectBay(found);
  });

  it('finds a gap that belongs to neither', () => {
    const found = only({ divisions: divisionsAlong(bay, course) });
    expect(found).toMatchObject({ code: 'gap', divisionIds: ['north'] });
    expectBay(found);
  });

  it('compares an outer line with the division inside', () => {
    const outer = line(course, { sides: [side('south'), side(null)] });
    const south = division('南县', southOf(bay));
    expectBay(only({ line: outer, divisions: { south } }));
    const north = division('北县', northOf(bay));
    const short = only({ line: line(course, { sides: [side(null), side('north')] }), divisions: { north } });
    expect(short).toMatchObject({ code: 'gap', divisionIds: ['north'] });
  });

  it('sees a narrow tongue of a border that passes between two vertices of the line', () => {
    const tongue = detour(10, 11, at(5200, 7000), at(5240, 7000));
    const found = only({ divisions: divisionsAlong(course, tongue) });
    expect(found).toMatchObject({ code: 'overlap', divisionIds: ['south', 'north'] });
  });

  it('splits a line that weaves over the border into its strips', () => {
    const woven = detour(10, 18, at(5500, 6000), at(6500, 4000), at(7500, 6000), at(8500, 4000));
    const found = findingsOf({ line: line(woven) });
    expect(found.map(({ code, divisionIds }) => `${code} ${divisionIds.join()}`).sort()).toEqual([
      'overlap north',
      'overlap north',
      'overlap south',
      'overlap south',
    ]);
  });

  it('takes no offence at differences within the tolerance', () => {
    const near = course.map((vertex, i) => (i % 7 === 3 ? direct(vertex, 0, 40) : vertex));
    expect(findingsOf({ line: line(near), divisions: divisionsAlong(course, course) })).toEqual([]);
  });

  it('does not compare a line far from the border, and says so', () => {
    const away = line(course.map((vertex) => direct(vertex, 0, 9000)));
    const found = findingsOf({ line: away, divisions: divisionsAlong(course, course) });
    expect(found.map(({ code, divisionIds }) => [code, divisionIds])).toContainEqual(['noGeometry', ['south']]);
    expect(found.filter(({ divisionIds }) => divisionIds.includes('south'))).toHaveLength(1);
  });

  it('compares a closed line with the hole that it runs around', () => {
    const [hole, wide] = [rectangle(2000, 8000, 5000, 11_000), rectangle(2000, 8000, 5000, 11_600)];
    const around = line([...hole, hole[0]!], { sides: [side('host'), side('town')] });
    const host = (ring: Vertex[]) => division('主县', area(rectangle(0, 6000, 10_000, 14_000), [...ring].reverse()));
    expect(
      findingsOf({ line: around, divisions: { host: host(hole), town: division('飞地', area(hole)) } }).map(
        ({ code }) => code,
      ),
    ).toEqual(['enclave']);
    const found = findingsOf({ line: around, divisions: { host: host(wide), town: division('飞地', area(wide)) } });
    expect(found.filter(({ code }) => code !== 'enclave')).toMatchObject([{ code: 'overlap', divisionIds: ['town'] }]);
    expect(found[0]!.measure).toBeCloseTo(3000 * 600, -4);
  });
});

describe('enclaves and holes', () => {
  const outline = rectangle(0, 0, 10_000, 10_000);
  const hole = rectangle(2000, 2000, 4000, 5000);
  const away = rectangle(12_000, 0, 14_000, 2000);
  const enclaves = (divisions: Record<string, DivisionBody>) =>
    geometryFindings({ lines: new Map(), markers: new Map(), divisions: new Map(Object.entries(divisions)) });
  const multi = (...areas: BoundaryGeometry[]): BoundaryGeometry => ({
    type: 'MultiPolygon',
    coordinates: areas.map(({ coordinates }) => coordinates as [number, number][][]),
  });

  it('tells a part that another division surrounds, and a part that lies apart', () => {
    const found = enclaves({
      host: division('主县', area(outline, hole)),
      split: division('分县', multi(area(rectangle(20_000, 0, 30_000, 9000)), area(hole), area(away))),
    });
    expect(found).toMatchObject([
      { code: 'enclave', severity: 'note', divisionIds: ['split', 'host'], measure: expect.closeTo(6e6, -4) },
      { code: 'enclave', severity: 'note', divisionIds: ['split'], measure: expect.closeTo(4e6, -4) },
    ]);
  });

  it('warns of a hole that no division fills, and of a part on another division without a hole for it', () => {
    expect(enclaves({ host: division('主县', area(outline, hole)) })).toMatchObject([
      { code: 'enclave', severity: 'warn', divisionIds: ['host'] },
    ]);
    const onHost = { host: division('主县', area(outline)), town: division('镇', area(hole)) };
    expect(enclaves(onHost)).toMatchObject([{ code: 'overlap', severity: 'warn', divisionIds: ['town', 'host'] }]);
  });
});

describe('places for everybody', () => {
  it('hide markers and the vertices of lines, and keep three digits of a measure', () => {
    const off = only({ markers: [marker('1113001', direct(course[20]!, 0, 61.2345))] });
    expect(rounded(off).place!.coordinates).toEqual(
      (off.place!.coordinates as number[]).map((degrees) => Number(degrees.toFixed(2))),
    );
    expect(rounded(off).measure).toBe(Number(off.measure!.toPrecision(3)));
    const gap = only({ markers: numbered(0, 1000, 2000, 3000, 4000, 14_000) });
    expect(rounded(gap).place!.type).toBe('Point');
    const bay = detour(10, 14, at(5000, 6000), at(7000, 6000));
    const strip = rounded(only({ divisions: divisionsAlong(bay, bay) }));
    const shown = coordinatesOf(strip)[0]!.map(([x, y]) => `${x} ${y}`);
    expect(shown.length).toBeGreaterThan(3);
    for (const [x, y] of bay) expect(shown).not.toContain(`${x} ${y}`);
  });
});

describe('the findings over HTTP', () => {
  const outOfPlace = marker('1113001', direct(course[20]!, 0, 61.2345), {
    sides: [
      { ...side('north'), countyId: 'north', townshipId: null, villageId: null },
      { ...side('south'), countyId: 'south', townshipId: null, villageId: null },
    ],
  });
  const records = world({ markers: [outOfPlace] });
  const snapshot = buildSnapshot(1, '2026-11-30', {
    division: records.divisions,
    divisionEvent: new Map(),
    facility: new Map(),
    statistic: new Map(),
    boundaryLine: records.lines,
    boundaryMarker: records.markers,
    placeName: new Map(),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  });
  const [route] = geometryRoutes({ snapshots: { at: () => Promise.resolve(snapshot), lastSeq: () => 1 } });
  const ask = async (actor: Partial<Actor>, query: { lineId?: string } = {}) => {
    const report = await route!.handler({ actor, query } as unknown as Parameters<Endpoint['handler']>[0]);
    return geometryFindingReport.parse(report).items;
  };

  it('show places as surveyed only to those who may see the marker so', async () => {
    const [surveyed] = await ask({ role: 'editor', countyScope: ['north'] });
    expect(surveyed).toMatchObject({ code: 'offLine', precision: 'surveyed', place: outOfPlace.position });
    for (const actor of [
      { role: 'viewer', countyScope: null },
      { role: 'editor', countyScope: ['elsewhere'] },
    ] as const) {
      const [shown] = await ask(actor);
      expect(shown).toEqual({ ...rounded(surveyed!), precision: 'rounded' });
      expect(shown!.place).not.toEqual(surveyed!.place);
    }
  });

  it('are those of one line where one is asked for, which must exist', async () => {
    expect(await ask({ role: 'viewer' }, { lineId: 'line' })).toHaveLength(1);
    await expect(ask({ role: 'viewer' }, { lineId: 'no-such' })).rejects.toMatchObject({ status: 404 });
  });

  it('are computed once for a snapshot', () => {
    expect(assessGeometry(snapshot)).toBe(assessGeometry(snapshot));
  });
});

describe('reversing the line', () => {
  /** What a finding says, without what depends on where a drawing begins. */
  const said = (found: readonly GeometryFinding[]) =>
    found
      .map(({ code, severity, markerIds, divisionIds, measure }) => [
        code,
        severity,
        [...markerIds].sort(),
        divisionIds,
        measure && Math.round(measure),
      ])
      .map((entry) => JSON.stringify(entry))
      .sort();

  it('changes no finding', () => {
    const spot = fc.record({
      along: fc.integer({ min: 0, max: 500 }).map((step) => step * 40),
      besideM: fc.constantFrom(0, 5, 40, 300),
      sigmaM: fc.constantFrom(null, 0.05, 20),
    });
    const bump = fc.record({ from: fc.integer({ min: 2, max: 36 }), northM: fc.integer({ min: -1500, max: 1500 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(spot, { minLength: 1, maxLength: 12, selector: ({ along }) => along }),
        bump,
        (spots, { from, northM }) => {
          const markers = spots.map(({ along, besideM, sigmaM }, i) =>
            marker(`1113${String(i + 1).padStart(3, '0')}`, direct(onLine(along), 0, besideM), { sigmaM }),
          );
          const border = detour(from, from + 2, at(500 * (from + 1), 5000 + northM));
          const divisions = divisionsAlong(border, border);
          const forward = findingsOf({ markers, divisions });
          const backward = findingsOf({ line: line([...course].reverse()), markers, divisions });
          expect(said(backward)).toEqual(said(forward));
        },
      ),
      { numRuns: 12 },
    );
  });
});
