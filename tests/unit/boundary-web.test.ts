import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerStates, publicMarkerGridDegrees } from '../../gis-data/catalogue/index.ts';
import type { BoundaryMarkerItem } from '../../server/boundary/contract.ts';
import { boundaryTabs, readBoundaryView, registerLists, writeBoundaryView } from '../../web/boundary/boundary-view.ts';
import { checksOf, newEntryKey, sideOf, signaturesOf, stepStates } from '../../web/boundary/inspections/case-file.ts';
import { withOffset } from '../../web/boundary/inspections/queries.ts';
import { boxed, isSignature, pathOf, withPoint, type Strokes } from '../../web/ui/signature.ts';
import { gridCells } from '../../web/boundary/map/grid-cells.ts';
import { formValues, isEmptyWrite, recordWrite } from '../../web/boundary/register/form-values.ts';
import { filterMarkers } from '../../web/boundary/register/marker-filter.ts';
import { sketchPoints } from '../../web/boundary/register/ReferenceSketch.tsx';

const marker = (id: string, rest: Partial<BoundaryMarkerItem> = {}) =>
  ({
    id,
    number: id,
    lineIds: ['a'],
    sides: [
      { name: '丰宁满族自治县', divisionId: 'd1' },
      { name: '北京市怀柔区', divisionId: null },
    ],
    state: null,
    position: null,
    precision: 'surveyed',
    note: null,
    ...rest,
  }) as BoundaryMarkerItem;

const recordId = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);

describe('the view in the address', () => {
  it('is read as it was written', () => {
    const view = fc.record({
      tab: fc.constantFrom(...boundaryTabs),
      list: fc.constantFrom(...registerLists),
      lineId: fc.option(recordId),
      states: fc.uniqueArray(fc.constantFrom('unknown', ...markerStates.map(({ id }) => id)), { maxLength: 3 }),
      side: fc.constantFrom('', '丰宁 & 怀柔', 'a=b'),
      search: fc.string({ maxLength: 8 }),
      card: fc.option(fc.record({ type: fc.constantFrom('line' as const, 'marker' as const), id: recordId })),
      finding: fc.option(fc.nat(999_999)),
      caseId: fc.option(recordId),
      planLineId: fc.option(recordId),
      planMarkerIds: fc.array(recordId, { maxLength: 3 }),
      hours: fc.constantFrom(1, 8, 13.5),
      speedMps: fc.constantFrom(0.2, 0.8, 1.1),
      offNetworkM: fc.constantFrom(0, 3000, 4500),
    });
    fc.assert(
      fc.property(view, (written) => {
        expect(readBoundaryView(writeBoundaryView('?lang=en&m=9/41/117', written))).toEqual(written);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps parameters of other pages and gives malformed ones their default', () => {
    expect(writeBoundaryView('?lang=en&card=line:x', { card: null })).toBe('?lang=en');
    const view = readBoundaryView('?boundary=cake&card=facility:1&finding=-1&hours=99&ofLine=a b');
    expect(view).toMatchObject({ tab: 'register', card: null, finding: null, hours: 8, lineId: null });
  });
});

describe('filters of markers', () => {
  const none = { lineId: null, states: [], side: '', search: '' };

  it('keep an unknown state apart from every known one', () => {
    const markers = [marker('1'), marker('2', { state: 'intact' }), marker('3', { state: 'lost' })];
    const ids = (states: string[]) => filterMarkers(markers, { ...none, states }).map(({ id }) => id);
    expect(ids(['unknown'])).toEqual(['1']);
    expect(ids(['intact', 'lost'])).toEqual(['2', '3']);
    expect(ids([])).toEqual(['1', '2', '3']);
  });

  it('find a side by part of its name', () => {
    expect(filterMarkers([marker('1')], { ...none, side: '怀柔' })).toHaveLength(1);
    expect(filterMarkers([marker('1')], { ...none, side: '密云' })).toHaveLength(0);
  });
});

describe('positions that are rounded', () => {
  const rounded = (id: string, coordinates: [number, number]) =>
    marker(id, { precision: 'rounded', position: { type: 'Point', coordinates } });

  it('are cells of the public grid with all of their markers, and never a point', () => {
    const surveyed = marker('s', { position: { type: 'Point', coordinates: [117.001, 41.002] } });
    const cells = gridCells([rounded('1', [117.01, 41]), rounded('2', [117.01, 41]), surveyed, marker('n')]);
    expect(cells.map(({ markers }) => markers.map(({ id }) => id))).toEqual([['1', '2']]);
    const [[west, south], , [east, north]] = cells[0]!.ring as [number, number][] as [
      [number, number],
      [number, number],
      [number, number],
    ];
    expect(east - west).toBeCloseTo(publicMarkerGridDegrees, 9);
    expect((west + east) / 2).toBeCloseTo(117.01, 9);
    expect((south + north) / 2).toBeCloseTo(41, 9);
  });
});

describe('the form of a record', () => {
  const body = {
    number: '1113001',
    lineIds: ['a'],
    sides: [],
    position: { type: 'Point', coordinates: [117, 41] },
    sourceCrs: 'EPSG:4490',
    note: null,
    references: [],
    photos: ['p'],
  };
  const values = (patch: object) => ({ ...formValues(body, false, '2026-11-30'), reason: ' 核查 ', ...patch });

  it('sends nothing that was not changed, and never the stored position', () => {
    expect(isEmptyWrite(recordWrite('boundaryMarker', body, values({ note: '  ' })))).toBe(true);
    expect(recordWrite('boundaryMarker', body, values({ note: '新' }))).toEqual({
      fields: { note: '新' },
      effectiveFrom: '2026-11-30',
      reason: '核查',
    });
  });

  it('sends coordinates only with their system, and null where the position is unknown', () => {
    const entered = { positionMode: 'enter', position: { crs: 'GCJ-02', x: 117.1, y: 41.1 } };
    expect(recordWrite('boundaryMarker', body, values(entered)).position).toEqual(entered.position);
    const noSystem = { positionMode: 'enter', position: { crs: null, x: 117.1, y: 41.1 } };
    expect(recordWrite('boundaryMarker', body, values(noSystem)).position).toBeUndefined();
    expect(recordWrite('boundaryMarker', body, values({ positionMode: 'unknown' })).position).toBeNull();
  });
});

describe('the sketch of reference objects', () => {
  it('has north up, east right, and distances to one scale', () => {
    const [north, east, south] = sketchPoints([
      { azimuthDeg: 0, distanceM: 20 },
      { azimuthDeg: 90, distanceM: 10 },
      { azimuthDeg: 180, distanceM: 5 },
    ]) as [[number, number], [number, number], [number, number]];
    const middle = 130;
    expect(north[0]).toBeCloseTo(middle);
    expect(east[1]).toBeCloseTo(middle);
    expect((middle - north[1]) / (east[0] - middle)).toBeCloseTo(2);
    expect((middle - north[1]) / (south[1] - middle)).toBeCloseTo(4);
  });
});

describe('the file of a case', () => {
  const entry = (position: number, content: object) =>
    ({ key: `k${position}`, position, author: '甲', recordedAt: '2026-03-01T00:00:00Z', content }) as never;
  const file = [
    entry(1, { kind: 'opened', deadlines: { plan: '2026-02-01', deskCheck: '2026-03-01' } }),
    entry(2, { kind: 'stepDone', step: 'plan', document: null }),
    entry(3, { kind: 'checklist', step: 'deskCheck', item: 'x', done: false, note: '缺图' }),
    entry(4, { kind: 'checklist', step: 'deskCheck', item: 'x', done: true, note: '' }),
    entry(5, { kind: 'signature', of: ['k9'], side: 'second' }),
  ];

  it('tells which steps are done, at work, ahead and late', () => {
    const states = stepStates({ step: 'deskCheck', file }, '2026-03-02');
    expect(states.map(({ standing }) => standing)).toEqual(['done', 'atWork', ...Array<string>(5).fill('ahead')]);
    expect(states.map(({ overdue }) => overdue).slice(0, 3)).toEqual([false, true, false]);
    expect(stepStates({ step: 'deskCheck', file }, '2026-03-01')[1]!.overdue).toBe(false);
    expect(stepStates({ step: null, file }, '2030-01-01').every(({ standing }) => standing === 'done')).toBe(true);
  });

  it('goes by the last word on an item, and by who is named on a side', () => {
    expect(checksOf(file, 'deskCheck').get('x')!.content.done).toBe(true);
    expect(checksOf(file, 'plan').size).toBe(0);
    expect(Object.keys(signaturesOf(file, 'k9'))).toEqual(['second']);
    const teams = [
      { side: 'first' as const, office: '甲局', members: ['a'] },
      { side: 'second' as const, office: '乙局', members: ['b'] },
    ];
    expect(['a', 'b', 'c', null].map((account) => sideOf(teams, account))).toEqual(['first', 'second', null, null]);
  });

  it('makes keys that are UUIDs, and tells the time with its offset', () => {
    expect(newEntryKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const now = new Date('2026-11-30T10:00:00Z');
    expect(withOffset(now)).toMatch(/^2026-1[12]-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d$/);
    expect(new Date(withOffset(now)).getTime()).toBe(now.getTime());
  });
});

describe('a drawn signature', () => {
  const draw = (points: [number, number][]): Strokes =>
    points.reduce<Strokes>((strokes, point, i) => withPoint(strokes, boxed(...point), i === 0), []);

  it('is a path within its box', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 20 }),
        (points) => {
          const path = pathOf(draw(points));
          expect(path).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/);
          for (const [, x, y] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
            expect(Number(x)).toBeLessThanOrEqual(480);
            expect(Number(y)).toBeLessThanOrEqual(160);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is more than a dot', () => {
    expect(isSignature([])).toBe(false);
    expect(isSignature(draw([[10, 10]]))).toBe(false);
    expect(
      isSignature(
        draw([
          [10, 10],
          [200, 60],
        ]),
      ),
    ).toBe(true);
  });
});
