import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import {
  blankLine,
  blankMarker,
  type BoundaryLineBody,
  type BoundaryMarkerBody,
} from '../../server/boundary/contract.ts';
import { publicHeight, publicLine, publicMarker, publicPosition, toGrid } from '../../server/boundary/public-form.ts';
import { countiesOfLine, lineRules, markerRules, maySeePrecisely } from '../../server/boundary/rules.ts';
import { logOptions } from '../../server/http/log.ts';
import type { Actor, Effect } from '../../server/registry/contract.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';
import { snapshotOf } from '../support/snapshots.ts';

const area = (west: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, 41],
      [west + 1, 41],
      [west + 1, 42],
      [west, 42],
      [west, 41],
    ] as [number, number][],
  ],
});

const base = snapshotOf({
  divisions: [
    { id: 'city', type: 'prefectureCity' },
    { id: 'c1', type: 'county', parent: 'city', boundary: area(117) },
    { id: 'c2', type: 'county', parent: 'city', boundary: area(118) },
    { id: 't1', type: 'town', parent: 'c1' },
    { id: 't2', type: 'town', parent: 'c2' },
  ],
});

const line: BoundaryLineBody = {
  ...blankLine,
  code: '130801130802',
  name: '一县—二县线',
  level: 'county',
  sides: [
    { divisionId: 'c1', name: '一县' },
    { divisionId: 'c2', name: '二县' },
  ],
};

const reference = (name: string) => ({
  name,
  azimuthDeg: 12.3,
  distanceM: 45.67,
  position: { type: 'Point' as const, coordinates: [118.0001234, 41.5004321] as [number, number] },
  note: null,
});

const marker: BoundaryMarkerBody = {
  ...blankMarker,
  number: '130801130802001',
  lineIds: ['l1'],
  standing: 'single',
  sides: [
    { divisionId: 'c1', name: '一县', countyId: 'c1', townshipId: 't1', villageId: null },
    { divisionId: 'c2', name: '二县', countyId: 'c2', townshipId: 't2', villageId: null },
  ],
  position: { type: 'Point', coordinates: [118.0000123, 41.5000456] },
  sourceCrs: 'EPSG:4490',
  heightM: 843.27,
  heightDatum: 'EPSG:5737',
  sigmaM: 0.05,
  references: [reference('桥头'), reference('山顶'), reference('房角')],
  state: 'intact',
};

const effect = (
  type: 'boundaryLine' | 'boundaryMarker',
  id: string,
  before: object | null,
  after: object | null,
): Effect => ({
  type,
  id,
  op: before === null ? 'create' : after === null ? 'delete' : 'update',
  label: id,
  version: 1,
  effectiveFrom: '2024-01-01',
  before: before as Effect['before'],
  after: after as Effect['after'],
  changedFields: before && after ? Object.keys(after) : [],
  row: null,
});

/** The register with the line, and with the marker where it is given. */
const withRecords = (...effects: Effect[]): Snapshot =>
  base.with([effect('boundaryLine', 'l1', null, line), ...effects]);

const codesOf = (findings: ReturnType<typeof markerRules>) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

function markerFindings(fields: Partial<BoundaryMarkerBody>, before: BoundaryMarkerBody | null = null): string[] {
  const change = effect('boundaryMarker', 'm1', before, { ...marker, ...fields });
  return codesOf(markerRules(change, withRecords(), withRecords(change)));
}

function lineFindings(fields: Partial<BoundaryLineBody>, before: BoundaryLineBody | null = null): string[] {
  const change = effect('boundaryLine', 'l2', before, { ...line, code: '130801130803', ...fields });
  return codesOf(lineRules(change, withRecords(), withRecords(change)));
}

describe('rules for markers', () => {
  it('have nothing to say of a complete card', () => {
    expect(markerFindings({})).toEqual([]);
  });

  it.each([
    ['130801130802001A', 'double', true],
    ['130801130802001C', 'double', false],
    ['130801130802001', 'double', false],
    ['130801130802001A', 'single', false],
    ['13080113080201', 'single', false],
    ['1308011308020011', 'single', false],
    ['130801130803001', 'single', false],
    ['130801130802001B', null, true],
  ])('ask number %s of standing %s to fit: %s', (number, standing, fits) => {
    expect(markerFindings({ number, standing }).includes('block number-pattern')).toBe(!fits);
  });

  it('refuse a number that another marker has', () => {
    const other = effect('boundaryMarker', 'm0', null, marker);
    const change = effect('boundaryMarker', 'm1', null, marker);
    expect(codesOf(markerRules(change, withRecords(other), withRecords(other, change)))).toEqual([
      'block duplicate-number',
    ]);
  });

  it.each<[string, Partial<BoundaryMarkerBody>, string]>([
    ['a position of an unstated system', { sourceCrs: null }, 'block position-without-crs'],
    ['a position without σ', { sigmaM: null }, 'warn position-without-sigma'],
    ['a position far outside', { position: { type: 'Point', coordinates: [116, 41.5] } }, 'block outside-study-area'],
    [
      'a position far from one of its sides',
      { position: { type: 'Point', coordinates: [117.5, 41.5] } },
      'warn position-far-from-side',
    ],
    ['two reference objects', { references: marker.references.slice(1) }, 'warn few-references'],
    ['a line that is not there', { lineIds: ['l9'] }, 'block unknown-line'],
    ['the same line twice', { lineIds: ['l1', 'l1'] }, 'block line-twice'],
    [
      'triple markers on one line',
      { standing: 'triple', number: `${marker.number}C` },
      'block triple-without-tri-point',
    ],
    ['a height of an unstated datum', { heightDatum: null }, 'warn height-without-datum'],
    [
      'a township of another county',
      { sides: [{ ...marker.sides[0]!, townshipId: 't2' }, marker.sides[1]!] },
      'block division-mismatch',
    ],
    [
      'a township in place of a county',
      { sides: [{ ...marker.sides[0]!, countyId: 't1', townshipId: null }, marker.sides[1]!] },
      'block unknown-division',
    ],
    [
      'sides that are not those of the line',
      { sides: [marker.sides[0]!, { ...marker.sides[1]!, divisionId: null, countyId: null, townshipId: null }] },
      'warn sides-do-not-fit',
    ],
  ])('tell of %s', (_, fields, expected) => {
    expect(markerFindings(fields)).toContain(expected);
  });

  it('warn with the article before a standing marker is ended, whose state may be unknown', () => {
    const ended = (state: string | null) =>
      markerRules(effect('boundaryMarker', 'm1', { ...marker, state }, null), base, base);
    expect(ended('intact')[0]!.clause!.zh).toContain('第十六条');
    expect(codesOf(ended(null))).toEqual(['warn marker-stands']);
    expect(ended('lost')).toEqual([]);
  });

  it('refuse to replace a position by its own rounded form, and take any other', () => {
    const position = publicPosition(marker.position!);
    expect(markerFindings({ position }, marker)).toContain('block rounded-position');
    expect(markerFindings({ position }, { ...marker, position })).not.toContain('block rounded-position');
    expect(markerFindings({ heightM: publicHeight(marker.heightM!) }, marker)).toContain('warn rounded-height');
    const references = marker.references.map((each) => ({ ...each, position: publicPosition(each.position!) }));
    expect(markerFindings({ references }, marker)).toContain('block rounded-position');
  });

  it('say nothing about the place of a position that the change does not bring', () => {
    const far: BoundaryMarkerBody = { ...marker, position: { type: 'Point', coordinates: [116, 41.5] } };
    expect(markerFindings({ position: far.position, note: '新' }, far)).toEqual([]);
  });
});

describe('rules for lines', () => {
  it('have nothing to say of a line that fits', () => {
    expect(lineFindings({})).toEqual([]);
  });

  it.each<[string, Partial<BoundaryLineBody>, string]>([
    ['a code of another level', { code: '1113' }, 'block line-code-pattern'],
    ['a code that another line has', { code: line.code }, 'block duplicate-code'],
    ['sides of another level', { level: 'province', code: '1113' }, 'block side-level'],
    [
      'no side of its own',
      {
        sides: [
          { divisionId: null, name: '甲' },
          { divisionId: null, name: '乙' },
        ],
      },
      'block no-own-side',
    ],
    [
      'a side that is not there',
      { sides: [line.sides[0], { divisionId: 'c9', name: '九县' }] },
      'block unknown-division',
    ],
    ['the same side twice', { sides: [line.sides[0], line.sides[0]] }, 'block same-sides'],
    [
      'a tri-point without its marker',
      { triPoints: [{ name: '交会点', marker: '130801130802009C' }] },
      'warn unknown-marker',
    ],
    ['an inspection in the future', { lastInspectionYear: 2030 }, 'block inspection-in-future'],
    ['an inspection that is overdue', { lastInspectionYear: 2015 }, 'note inspection-overdue'],
    [
      'a course outside the study area',
      {
        geometry: {
          type: 'MultiLineString',
          coordinates: [
            [
              [118, 41.5],
              [39_500_000, 4_500_000],
            ],
          ],
        },
      },
      'block outside-study-area',
    ],
  ])('tell of %s', (_, fields, expected) => {
    expect(lineFindings(fields)).toContain(expected);
  });

  it('keep a line while markers stand on it', () => {
    const standing = withRecords(effect('boundaryMarker', 'm1', null, marker));
    expect(codesOf(lineRules(effect('boundaryLine', 'l1', line, null), standing, standing))).toEqual([
      'block line-in-use',
    ]);
  });
});

describe('what may be seen', () => {
  it.each<[Actor['role'], string[] | null, boolean]>([
    ['viewer', null, false],
    ['viewer', ['c1'], false],
    ['editor', ['c3'], false],
    ['editor', [], false],
    ['editor', ['c2', 'c3'], true],
    ['approver', null, true],
    ['administrator', null, true],
    ['system', null, true],
  ])('%s with counties %j sees a marker of c1 and c2 precisely: %s', (role, countyScope, sees) => {
    expect(maySeePrecisely({ role, countyScope }, ['c1', 'c2'])).toBe(sees);
  });

  it('is told for a line beyond the counties by the markers on it', () => {
    const outer: BoundaryLineBody = {
      ...line,
      code: '1113',
      level: 'province',
      sides: [
        { divisionId: 'city', name: '承德市' },
        { divisionId: null, name: '北京市' },
      ],
    };
    const on = base.with([
      effect('boundaryLine', 'l1', null, outer),
      effect('boundaryMarker', 'm1', null, {
        ...marker,
        sides: [marker.sides[0]!, { ...marker.sides[1]!, countyId: null }],
      }),
    ]);
    expect(countiesOfLine({ ...outer }, on)).toEqual(['c1']);
    expect(countiesOfLine({ ...line }, on)).toEqual(['c1', 'c2']);
  });

  it('has no digits beyond the public grid', () => {
    const degrees = fc.double({ min: 110, max: 120, noNaN: true });
    fc.assert(
      fc.property(degrees, degrees, (x, y) => {
        const shown = publicMarker({ ...marker, position: { type: 'Point', coordinates: [x, y / 3] } });
        expect(JSON.stringify(shown.position)).toMatch(/\[\d+(\.\d{1,2})?,\d+(\.\d{1,2})?\]/);
        expect(Math.abs(toGrid(x, 0.01) - x)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
      { numRuns: 50 },
    );
    const shown = publicMarker({ ...marker });
    expect(shown.heightM).toBe(840);
    expect(JSON.stringify(shown.references)).not.toMatch(/12\.3|45\.67|0001234/);
  });

  it('shows no vertex of a line', () => {
    const coordinates = [Array.from({ length: 40 }, (_, i) => [117 + i * 0.0123456, 41.1234567 + (i % 3) * 0.0012345])];
    const shown = publicLine({ geometry: { type: 'MultiLineString', coordinates } }).geometry as typeof line.geometry;
    const vertices = new Set(coordinates.flat().map(String));
    expect(shown!.coordinates.flat().some((position) => vertices.has(String(position)))).toBe(false);
    expect(shown!.coordinates[0]!.length).toBeGreaterThan(40);
  });

  it('is not told by the log of a database error', () => {
    const written: string[] = [];
    const logger = pino(logOptions('error'), { write: (text: string) => void written.push(text) });
    const detail = 'Failing row contains (m1, 118.8912345).';
    logger.error(
      { err: Object.assign(new Error('violates check constraint'), { detail, where: detail }) },
      'unexpected',
    );
    expect(written.join()).toContain('violates check constraint');
    expect(written.join()).not.toContain('118.89');
  });

  it.each([{ position: 'here', references: [{ azimuthDeg: 12.3 }], geometry: 7, heightM: '843.27' }])(
    'leaves out what is no position: %j',
    (fields) => {
      expect(publicMarker(fields)).toMatchObject({ position: null, references: [], heightM: null });
      expect(publicLine(fields).geometry).toBeNull();
    },
  );
});
