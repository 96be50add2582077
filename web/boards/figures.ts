import { notCountedColor, verdictColors } from '../../gis-data/catalogue/index.ts';
import type { BoardColumn, BoardReport } from '../../server/indicators/contract.ts';
import { formatAmount, formatRange, formatTarget } from '../ui/format.ts';
import type { Cell, TableColumn, Words } from './plot.ts';

/** What is said of one area by one indicator. */
export interface AreaFigure {
  divisionId: string;
  code: string;
  name: string;
  countyId: string | null;
  value: number | null;
  lower: number | null;
  upper: number | null;
  units: number;
  unknownUnits: number;
  state: FigureState;
}

/** A verdict, or why there is none. */
export type FigureState = 'met' | 'unmet' | 'insufficient' | 'noTarget' | 'unknown' | 'notCounted';

/** The figures of one indicator, in the order of the board's areas. */
export function figuresOf(board: BoardReport, column: BoardColumn): AreaFigure[] {
  const { figures } = column;
  // Without a single unit anywhere nothing could be counted at all, as where there is no network to walk on.
  const counts = figures?.units.some((units) => units > 0) && column.source === 'computed';
  return board.areas.map((area, i) => {
    if (figures === null)
      return { ...area, value: null, lower: null, upper: null, units: 0, unknownUnits: 0, state: 'notCounted' };
    const figure = {
      ...area,
      value: figures.value[i]!,
      lower: figures.lower[i]!,
      upper: figures.upper[i]!,
      units: figures.units[i]!,
      unknownUnits: figures.unknownUnits[i]!,
    };
    return { ...figure, state: stateOf(figure, column, figures.verdict[i]!, counts ?? false) };
  });
}

/** An area that has nothing to count where others have is not counted; one without its statistic is unknown. */
function stateOf(
  { value, lower, units }: Omit<AreaFigure, 'state'>,
  { target }: BoardColumn,
  verdict: 'met' | 'unmet' | 'insufficient',
  counts: boolean,
): FigureState {
  if (value === null && lower === null) return units === 0 && counts ? 'notCounted' : 'unknown';
  return target === null ? 'noTarget' : verdict;
}

export const stateColors: Record<FigureState, string> = {
  met: verdictColors.met,
  unmet: verdictColors.unmet,
  insufficient: verdictColors.insufficient,
  noTarget: '#a9c3cf',
  unknown: verdictColors.insufficient,
  notCounted: notCountedColor,
};

/** Shapes that say what the colours say. */
export const stateDecals: Partial<Record<FigureState, 'hatch' | 'dots'>> = {
  unmet: 'hatch',
  insufficient: 'dots',
  unknown: 'dots',
};

export const stateSigns: Record<FigureState, string> = {
  met: '✓',
  unmet: '✗',
  insufficient: '?',
  noTarget: '',
  unknown: '?',
  notCounted: '',
};

/** Range or value, or that it is unknown or not counted, with the verdict. */
export function figureInWords(figure: AreaFigure, unit: string, { t, language }: Words): string {
  const range = formatRange(figure, unit, language);
  const state = t(`state.${figure.state}`);
  return range === null ? state : `${range} · ${state}`;
}

/** Columns that tell an area's figure. */
export function figureColumns(unit: string, { t, language }: Words): TableColumn[] {
  const show = (value: number) => formatAmount(value, unit, language);
  return [
    { title: t('column.value'), show },
    { title: t('column.lower'), show },
    { title: t('column.upper'), show },
    { title: t('column.verdict') },
    { title: t('column.units') },
    { title: t('column.unknownUnits') },
  ];
}

export const figureCells = (figure: AreaFigure, { t }: Words): Cell[] => [
  figure.value,
  figure.lower,
  figure.upper,
  t(`state.${figure.state}`),
  figure.units,
  figure.unknownUnits,
];

export const targetInWords = ({ target, unit }: Pick<BoardColumn, 'target' | 'unit'>, { language }: Words): string =>
  target === null ? '' : formatTarget(target, unit, language);
