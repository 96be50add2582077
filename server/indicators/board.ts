import { indicators } from '../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { AreaTrend, BoardColumn, BoardLevel, BoardReport, IndicatorResult } from './contract.ts';
import type { Assessment } from './index.ts';

/** Boards are kept as long as the assessment they tell of: asking again for the same day costs nothing. */
const boards = new WeakMap<Assessment, Map<BoardLevel, BoardReport>>();

/**
 * Every indicator's figure for every area of a level, by indicator in the catalogue's order: what `Assessment.areas` and,
 * for the city, `Assessment.result` say, in columns.
 */
export function boardOf(snapshot: Snapshot, assessment: Assessment, level: BoardLevel): BoardReport {
  const ofLevels = boards.get(assessment) ?? new Map<BoardLevel, BoardReport>();
  boards.set(assessment, ofLevels);
  const known = ofLevels.get(level);
  if (known) return known;
  const board = {
    snapshot: snapshot.id,
    seq: snapshot.seq,
    asOf: snapshot.asOf,
    demo: assessment.report.demo,
    level,
    areas: areasOf(snapshot, level),
    indicators: indicators.map(({ id }) => columnOf(assessment, id, level)),
  };
  ofLevels.set(level, board);
  return board;
}

function areasOf({ divisions }: Snapshot, level: BoardLevel): BoardReport['areas'] {
  const rows = divisions.ofLevel(level).slice(0, level === 'city' ? 1 : undefined);
  return rows.map((row) => ({
    divisionId: divisions.ids[row]!,
    code: divisions.bodies[row]!.code,
    name: divisions.bodies[row]!.name,
    countyId: divisions.ids[divisions.county[row]!] ?? null,
  }));
}

function columnOf(assessment: Assessment, id: string, level: BoardLevel): BoardColumn {
  const { name, planNumber, unit, kind, source, demo, ...city } = assessment.result(id);
  const figures = level === 'city' ? [ofCity(city)] : assessment.areas(id, level);
  return {
    id,
    name,
    planNumber,
    unit,
    kind,
    source,
    demo,
    target: figures[0]?.target ?? null,
    figures: figures.length === 0 ? null : columnsOf(figures),
  };
}

type Figure = Pick<IndicatorResult, 'value' | 'lower' | 'upper' | 'target' | 'verdict' | 'units' | 'unknownUnits'>;

/** The city's figure; its verdict is the whole one, with the condition beside the headline. */
function ofCity({
  overallVerdict,
  ...city
}: Omit<Figure, 'verdict'> & Pick<IndicatorResult, 'overallVerdict'>): Figure {
  return { ...city, verdict: overallVerdict };
}

const columnsOf = (figures: readonly Figure[]): NonNullable<BoardColumn['figures']> => ({
  value: figures.map((figure) => figure.value),
  lower: figures.map((figure) => figure.lower),
  upper: figures.map((figure) => figure.upper),
  verdict: figures.map((figure) => figure.verdict),
  units: figures.map((figure) => figure.units),
  unknownUnits: figures.map((figure) => figure.unknownUnits),
});

/**
 * One indicator's figure for every area of a level at several dates, in order of date. Areas are those of the last date; one
 * that did not exist on an earlier date, under the same id, has no figure there.
 * @param days at least one snapshot of one registry, each with its assessment
 */
export function areaTrendOf(
  days: readonly { snapshot: Snapshot; assessment: Assessment }[],
  indicatorId: string,
  level: AreaTrend['level'],
): AreaTrend {
  const inOrder = [...days].sort((a, b) => (a.snapshot.asOf < b.snapshot.asOf ? -1 : 1));
  const last = inOrder.at(-1)!;
  const byDay = inOrder.map(({ assessment }) => {
    const areas = assessment.areas(indicatorId, level);
    return new Map(areas.map((area) => [area.divisionId, area]));
  });
  return {
    snapshot: last.snapshot.id,
    snapshotSeq: last.snapshot.seq,
    indicatorId,
    level,
    dates: inOrder.map(({ snapshot }) => snapshot.asOf),
    series: [...byDay.at(-1)!.values()].map(({ divisionId, code, name }) => {
      const figures = byDay.map((areas) => areas.get(divisionId));
      return {
        divisionId,
        code,
        name,
        value: figures.map((figure) => figure?.value ?? null),
        lower: figures.map((figure) => figure?.lower ?? null),
        upper: figures.map((figure) => figure?.upper ?? null),
      };
    }),
  };
}
