import { describe, expect, it } from 'vitest';
import { indicators } from '../../gis-data/catalogue/index.ts';
import { areaTrendOf, boardOf } from '../../server/indicators/board.ts';
import { boardReport } from '../../server/indicators/contract.ts';
import { assess } from '../../server/indicators/index.ts';
import { snapshotOf, type HandMade } from '../support/snapshots.ts';

const made: HandMade = {
  divisions: [
    { id: 'city', type: 'prefectureCity' },
    { id: 'c1', type: 'county', parent: 'city' },
    { id: 'c2', type: 'county', parent: 'city' },
    { id: 't1', type: 'town', parent: 'c1', households: 900 },
    { id: 't2', type: 'subdistrict', parent: 'c1', households: null },
    { id: 't3', type: 'town', parent: 'c2', households: 400 },
  ],
  facilities: [
    { id: 'w1', kind: 'serviceWindow', township: 't1' },
    { id: 'w2', kind: 'serviceWindow', township: 't2', status: null },
  ],
  statistics: [
    {
      id: 's1',
      indicatorId: '4',
      divisionId: 'c1',
      periodEnd: '2024-12-31',
      numerator: 9,
      denominator: 10,
    },
  ],
};
const snapshot = snapshotOf(made);
const assessment = assess(snapshot);

describe('a board', () => {
  it.each(['county', 'township'] as const)('says of every %s what its own figures say', (level) => {
    const board = boardReport.parse(boardOf(snapshot, assessment, level));
    expect(board.indicators.map((i) => i.id)).toEqual(indicators.map((i) => i.id));
    for (const { id, figures } of board.indicators) {
      const areas = assessment.areas(id, level);
      if (areas.length === 0) expect(figures).toBeNull();
      else
        board.areas.forEach((area, i) => {
          const { divisionId, value, lower, upper, verdict, units, unknownUnits } = areas[i]!;
          expect(divisionId).toBe(area.divisionId);
          expect({ value, lower, upper, verdict, units, unknownUnits }).toEqual(
            Object.fromEntries(Object.entries(figures!).map(([key, list]) => [key, list[i]])),
          );
        });
    }
  });

  it('keeps the three answers of service windows apart', () => {
    const board = boardOf(snapshot, assessment, 'township');
    const windows = board.indicators.find((i) => i.id === 'serviceWindows')!.figures!;
    expect(board.areas.map((a) => a.divisionId)).toEqual(['t1', 't2', 't3']);
    expect(windows.verdict).toEqual(['met', 'insufficient', 'unmet']);
    expect(windows.lower).toEqual([1, 0, 0]);
    expect(windows.upper).toEqual([1, 1, 0]);
  });

  it('has no figure for a county that reported no statistic, and none for townships', () => {
    const ofLevel = (level: 'county' | 'township') =>
      boardOf(snapshot, assessment, level).indicators.find((i) => i.id === '4')!.figures;
    expect(ofLevel('county')!.value).toEqual([0.9, null]);
    expect(ofLevel('township')).toBeNull();
  });

  it('gives the city its results with the whole verdict, condition included', () => {
    const board = boardOf(snapshot, assessment, 'city');
    expect(board.areas.map((a) => a.divisionId)).toEqual(['city']);
    for (const { id, figures } of board.indicators) {
      const { value, overallVerdict } = assessment.result(id);
      expect([figures!.value, figures!.verdict]).toEqual([[value], [overallVerdict]]);
    }
  });

  it('is made once for an assessment', () => {
    expect(boardOf(snapshot, assessment, 'county')).toBe(boardOf(snapshot, assessment, 'county'));
  });
});

describe('the trend of areas', () => {
  it('follows areas over dates in order, with nothing where an area did not exist yet', () => {
    const earlier = snapshotOf({
      ...made,
      asOf: '2023-12-31',
      divisions: made.divisions!.filter((d) => d.id !== 't3'),
      facilities: [],
    });
    const days = [snapshot, earlier].map((day) => ({ snapshot: day, assessment: assess(day) }));
    const trend = areaTrendOf(days, 'serviceWindows', 'township');
    expect(trend.dates).toEqual(['2023-12-31', '2024-12-31']);
    const of = (id: string) => trend.series.find((s) => s.divisionId === id)!;
    expect(of('t1').value).toEqual([0, 1]);
    expect(of('t2').upper).toEqual([0, 1]);
    expect(of('t3').value).toEqual([null, 0]);
  });
});
