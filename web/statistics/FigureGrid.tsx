import { Tooltip } from 'antd';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { indicatorDefinition, statisticEntries, type StatisticEntry } from '../../gis-data/catalogue/index.ts';
import {
  shareOf,
  type StatedFigure,
  type StatisticCell,
  type StatisticGrid,
} from '../../server/statistics/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { amountsOf, cellKey, columns, partsOf, textOf, typedInto, type Edits, type Part } from './entries.ts';
import { isBlock } from './paste.ts';

type Division = StatisticGrid['divisions'][number];
export type Severity = 'block' | 'warn' | 'note';

/** Gravest thing that is said of one input. */
export type Marks = ReadonlyMap<string, Severity>;
export const markKey = (cell: string, part: Part) => `${cell}:${part}`;

interface FigureGridProps {
  grid: StatisticGrid;
  cells: ReadonlyMap<string, StatisticCell>;
  edits: Edits;
  marks: Marks;
  mayEdit(division: Division): boolean;
  onEdits(edits: Edits): void;
  onPaste(text: string, at: { row: number; column: number }): void;
  onHistory(cell: StatisticCell): void;
}

/** Id of an input, by which an issue takes the reader to it. */
export const inputId = (cell: string, part: Part) => `figure-${cell.replace(':', '-')}-${part}`;

const headId = (indicatorId: string, part?: Part) => ['figure-head', indicatorId, part].filter(Boolean).join('-');
const rowId = (divisionId: string) => `figure-row-${divisionId}`;

/** Divisions by entered indicators: what is stated, what is typed over it, and the period before beneath. */
export function FigureGrid(props: FigureGridProps) {
  const { t } = useTranslation('statistics');
  return (
    <div className="figure-grid" data-testid="figure-grid">
      <table>
        <Heads />
        <tbody>
          {props.grid.divisions.map((division, row) => (
            <tr key={division.id} data-division={division.id} className={`level-${division.level}`}>
              <th scope="row" id={rowId(division.id)}>
                <Data>{division.name}</Data>
                {division.demo && <span className="demo-mark">{t('demo')}</span>}
              </th>
              {statisticEntries.map((entry) => (
                <FigureCells key={entry.indicatorId} {...props} entry={entry} division={division} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heads() {
  const { t } = useTranslation('statistics');
  const text = useText();
  return (
    <thead>
      <tr>
        <th rowSpan={2}>{t('division')}</th>
        {statisticEntries.map(({ indicatorId, parts, measure }) => (
          <th key={indicatorId} colSpan={parts ? 3 : 1} scope="colgroup" id={headId(indicatorId)}>
            {text(indicatorDefinition(indicatorId).name)} <span className="quiet">{text(measure)}</span>
          </th>
        ))}
      </tr>
      <tr>
        {statisticEntries.flatMap((entry) => [
          ...partsOf(entry).map((part) => (
            <th key={`${entry.indicatorId} ${part}`} scope="col" id={headId(entry.indicatorId, part)}>
              {part === 'value' ? t('count') : text(entry.parts![part])}
            </th>
          )),
          ...(entry.parts ? [<th key={`${entry.indicatorId} share`}>{t('share')}</th>] : []),
        ])}
      </tr>
    </thead>
  );
}

interface FigureCellsProps extends FigureGridProps {
  entry: StatisticEntry;
  division: Division;
  row: number;
}

function FigureCells({ entry, division, row, ...props }: FigureCellsProps) {
  const language = useLanguage();
  const key = cellKey({ indicatorId: entry.indicatorId, divisionId: division.id });
  const cell = props.cells.get(key)!;
  const edit = props.edits.get(key);
  const number = (amount: number | null) => (amount === null ? null : formatNumber(amount, language, 2));
  const shown = edit ? amountsOf(edit).amounts : cell.figure;
  return (
    <>
      {partsOf(entry).map((part, i) => (
        <td key={part} className={i === 0 ? 'first' : undefined}>
          {props.mayEdit(division) ? (
            <FigureInput {...props} cell={cell} division={division} part={part} row={row} />
          ) : (
            <Stated figure={cell.figure} amount={number(cell.figure?.[part] ?? null)} />
          )}
          {entry.parts ? (
            <div className="before">{number(cell.previous?.[part] ?? null)}</div>
          ) : (
            <Before cell={cell} amount={number(cell.previous?.value ?? null)} onHistory={props.onHistory} />
          )}
        </td>
      ))}
      {entry.parts && (
        <td className="share">
          <div className="share-now">{percent(shown && shareOf(shown), language) ?? '–'}</div>
          <Before
            cell={cell}
            amount={percent(cell.previous && shareOf(cell.previous), language)}
            onHistory={props.onHistory}
          />
        </td>
      )}
    </>
  );
}

const percent = (share: number | null, language: 'zh' | 'en') =>
  share === null ? null : `${formatNumber(share * 100, language, 1)}%`;

function Stated({ figure, amount }: { figure: StatedFigure | null; amount: string | null }) {
  const { t } = useTranslation('statistics');
  if (amount !== null) return <div className="stated">{amount}</div>;
  return <div className="stated quiet">{figure === null ? t('none') : t('unknown')}</div>;
}

/** The period before, which opens all periods. */
function Before({
  cell,
  amount,
  onHistory,
}: {
  cell: StatisticCell;
  amount: string | null;
  onHistory(cell: StatisticCell): void;
}) {
  const { t } = useTranslation('statistics');
  const { figure, previous } = cell;
  if (!figure && !previous) return <div className="before">&nbsp;</div>;
  const demo = (previous ?? figure)!.demo;
  return (
    <div className="before">
      <Tooltip title={t('history')}>
        <button type="button" className="history-link" onClick={() => onHistory(cell)}>
          {previous ? `${previous.periodEnd} ${amount ?? t('unknown')}` : t('history')}
        </button>
      </Tooltip>
      {demo && <span className="demo-mark">{t('demo')}</span>}
    </div>
  );
}

interface FigureInputProps extends Omit<FigureGridProps, 'mayEdit'> {
  cell: StatisticCell;
  division: Division;
  part: Part;
  row: number;
}

function FigureInput({ cell, division, part, row, edits, marks, onEdits, onPaste }: FigureInputProps) {
  const key = cellKey(cell);
  const column = columns.findIndex((c) => c.indicatorId === cell.indicatorId && c.part === part);
  const mark = marks.get(markKey(key, part));
  const edit = edits.get(key);

  function paste(event: ClipboardEvent<HTMLInputElement>) {
    const text = event.clipboardData.getData('text/plain');
    if (!isBlock(text)) return;
    event.preventDefault();
    onPaste(text, { row, column });
  }

  function move(event: KeyboardEvent<HTMLInputElement>) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const next = event.currentTarget
      .closest('table')!
      .querySelector<HTMLInputElement>(`[data-row="${row + step}"][data-column="${column}"]`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  return (
    <input
      id={inputId(key, part)}
      className="figure-input"
      inputMode="decimal"
      autoComplete="off"
      aria-labelledby={`${rowId(division.id)} ${headId(cell.indicatorId)} ${headId(cell.indicatorId, part)}`}
      aria-invalid={mark === 'block'}
      data-row={row}
      data-column={column}
      data-mark={mark}
      data-edited={edit?.typed[part] !== undefined}
      value={textOf(cell, edit, part)}
      onChange={(event) => onEdits(typedInto(edits, cell, part, event.target.value))}
      onPaste={paste}
      onKeyDown={move}
    />
  );
}
