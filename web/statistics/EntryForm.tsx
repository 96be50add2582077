import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, DatePicker, Input, Popconfirm } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChangeInput } from '../../server/registry/contract.ts';
import type { StatisticCell, StatisticGrid } from '../../server/statistics/contract.ts';
import { ProblemError } from '../api/client.ts';
import { registryKey, useSession } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { IndicatorDeltas } from '../changes/IndicatorDeltas.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { usePermissions, useRegistryWrite } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import {
  cellKey,
  cellsOf,
  changeOf,
  columns,
  isStale,
  noEdits,
  recordIdOf,
  typedInto,
  without,
  type Edits,
} from './entries.ts';
import { FigureGrid, markKey, type Marks, type Severity } from './FigureGrid.tsx';
import { FigureHistory } from './FigureHistory.tsx';
import { Issues, type Issue } from './Issues.tsx';
import { layOut } from './paste.ts';
import { periodName } from './periods.ts';
import { commitFigures, gridKey, useCheck, type Check } from './queries.ts';
import { useIssues } from './use-issues.tsx';

/** What is typed for one period and not committed yet. */
export interface Draft {
  edits: Edits;
  sourceDocument: string;
  statedOn: string | null;
}

interface EntryFormProps {
  grid: StatisticGrid;
  draft: Draft;
  onDraft(change: (draft: Draft) => Draft): void;
}

/** The grid of one period with its source, checked while it is filled in, and committed as one change set. */
export function EntryForm({ grid, draft, onDraft }: EntryFormProps) {
  const { t } = useTranslation('statistics');
  const [{ asOf }] = useView();
  const { mayWrite, countyScope } = usePermissions();
  const mayEnter = mayWrite && asOf === null;
  const mayEdit = ({ id, level }: StatisticGrid['divisions'][number]) =>
    mayEnter && (countyScope === null || (level === 'county' && countyScope.includes(id)));
  const cells = useMemo(() => cellsOf(grid), [grid]);
  const [pasted, setPasted] = useState<{ count: number; outside: string[] } | null>(null);
  const [history, setHistory] = useState<StatisticCell | null>(null);
  const setEdits = (change: (edits: Edits) => Edits) => onDraft((known) => ({ ...known, edits: change(known.edits) }));

  const { periodEnd } = grid;
  const { edits, sourceDocument, statedOn } = draft;
  const changes = useMemo(
    () =>
      [...edits.values()]
        .filter((edit) => !isStale(edit, cells.get(cellKey(edit))))
        .flatMap((edit) => changeOf(edit, { periodEnd, sourceDocument, statedOn }) ?? []),
    [edits, cells, periodEnd, sourceDocument, statedOn],
  );
  const { check, settled, error } = useLiveCheck(changes);
  useFreshGrid(check);
  const issues = useIssues(edits, cells, check, setEdits);

  function paste(text: string, at: { row: number; column: number }) {
    const names = grid.divisions.map((division) => division.name);
    const { cells: laid, outside } = layOut(text, at, names, columns.length);
    const open = laid.filter(({ row }) => mayEdit(grid.divisions[row]!));
    const closed = laid.filter(({ row, text: cell }) => cell !== '' && !mayEdit(grid.divisions[row]!));
    setEdits((known) =>
      open.reduce((next, { row, column, text: cell }) => {
        const { indicatorId, part } = columns[column]!;
        const divisionId = grid.divisions[row]!.id;
        return typedInto(next, cells.get(cellKey({ indicatorId, divisionId }))!, part, cell);
      }, known),
    );
    setPasted({ count: open.length, outside: [...outside, ...closed.map((cell) => cell.text)] });
  }

  const names = new Map(grid.divisions.map(({ id, name }) => [id, name]));
  return (
    <>
      {mayEnter && <SetFields draft={draft} onDraft={onDraft} />}
      {pasted && (
        <Alert
          type={pasted.outside.length > 0 ? 'warning' : 'info'}
          showIcon
          closable={{ onClose: () => setPasted(null) }}
          data-testid="pasted"
          title={t('pasted', { count: pasted.count })}
          description={
            pasted.outside.length > 0 && (
              <>
                {t('pastedOutside', { count: pasted.outside.length })} <Data>{pasted.outside.join(' | ')}</Data>
              </>
            )
          }
        />
      )}
      <FigureGrid
        grid={grid}
        cells={cells}
        edits={edits}
        marks={marksOf(issues)}
        mayEdit={mayEdit}
        onEdits={(next) => setEdits(() => next)}
        onPaste={paste}
        onHistory={setHistory}
      />
      {edits.size > 0 && (
        <section className="entry-result">
          <h2>{t('issues')}</h2>
          {error && <ProblemAlert error={error} />}
          {issues.length > 0 ? (
            <Issues issues={issues} divisionNames={names} />
          ) : (
            <p className="quiet">{settled ? t('issuesNone') : t('checking')}</p>
          )}
          {check && check.acceptable.length > 0 && <Effect check={check} />}
          <CommitBar
            draft={draft}
            periodEnd={periodEnd}
            acceptable={settled && check ? check.acceptable : []}
            blocked={issues.some((issue) => issue.edit === null && issue.severity === 'block')}
            warnings={issues.filter((issue) => issue.severity === 'warn').length}
            onCommitted={(ids) =>
              setEdits((known) =>
                without(known, [...known.values()].filter((edit) => ids.has(recordIdOf(edit))).map(cellKey)),
              )
            }
            onClear={() => setEdits(() => noEdits)}
          />
        </section>
      )}
      {history && (
        <FigureHistory
          cell={history}
          divisionName={names.get(history.divisionId)!}
          asOf={asOf}
          onClose={() => setHistory(null)}
        />
      )}
    </>
  );
}

function SetFields({ draft, onDraft }: Pick<EntryFormProps, 'draft' | 'onDraft'>) {
  const { t } = useTranslation('statistics');
  const latest = useSession().data?.asOfDefault;
  return (
    <div className="set-fields">
      <label>
        {t('source')}
        <Input
          id="sourceDocument"
          lang="zh-CN"
          maxLength={500}
          style={{ width: 360 }}
          placeholder={t('sourceHelp')}
          value={draft.sourceDocument}
          onChange={(event) => onDraft((known) => ({ ...known, sourceDocument: event.target.value }))}
        />
      </label>
      <label>
        {t('statedOn')}
        <DatePicker
          id="statedOn"
          value={draft.statedOn === null ? null : dayjs(draft.statedOn)}
          maxDate={latest === undefined ? undefined : dayjs(latest)}
          onChange={(date) => onDraft((known) => ({ ...known, statedOn: date?.format('YYYY-MM-DD') ?? null }))}
        />
      </label>
      <span className="quiet">{t('pasteHelp')}</span>
    </div>
  );
}

const restMs = 400;

/** The server's word on the changes, some time after the last one. */
function useLiveCheck(changes: ChangeInput[]): { check: Check | null; settled: boolean; error: Error | null } {
  const [rested, setRested] = useState(changes);
  useEffect(() => {
    const timer = setTimeout(() => setRested(changes), restMs);
    return () => clearTimeout(timer);
  }, [changes]);
  const { data, error, isPlaceholderData, isFetching } = useCheck(rested);
  const current = rested === changes && !isPlaceholderData && !isFetching;
  return {
    check: changes.length === 0 ? null : (data ?? null),
    settled: changes.length === 0 || (current && data !== undefined),
    error: changes.length === 0 ? null : error,
  };
}

const overtaken: ReadonlySet<string> = new Set(['stale-version', 'gone', 'exists', 'duplicate-period']);

/** Reads the grid again when the server says that someone else was faster. */
function useFreshGrid(check: Check | null) {
  const client = useQueryClient();
  const late = check?.findings.some((finding) => overtaken.has(finding.code)) ?? false;
  useEffect(() => {
    if (late) void client.invalidateQueries({ queryKey: gridKey });
  }, [client, late, check]);
}

function marksOf(issues: readonly Issue[]): Marks {
  const marks = new Map<string, Severity>();
  const rank = ['note', 'warn', 'block'] as const;
  for (const { edit, part, severity } of issues) {
    if (edit === null) continue;
    for (const marked of part === null ? (Object.keys(edit.typed) as (keyof typeof edit.typed)[]) : [part]) {
      const key = markKey(cellKey(edit), marked);
      const known = marks.get(key);
      if (known === undefined || rank.indexOf(severity) > rank.indexOf(known)) marks.set(key, severity);
    }
  }
  return marks;
}

function Effect({ check }: { check: Check }) {
  const { t } = useTranslation('statistics');
  const changed = check.preview.indicators.filter((delta) => delta.changed);
  return (
    <>
      <h2>{t('changes', { count: check.acceptable.length })}</h2>
      {changed.length > 0 ? <IndicatorDeltas indicators={changed} /> : <p className="quiet">{t('noChanges')}</p>}
    </>
  );
}

interface CommitBarProps {
  draft: Draft;
  periodEnd: string;
  acceptable: readonly ChangeInput[];
  /** Whether what all figures share is refused. */
  blocked: boolean;
  warnings: number;
  onCommitted(ids: ReadonlySet<string>): void;
  onClear(): void;
}

function CommitBar({ draft, periodEnd, acceptable, blocked, warnings, onCommitted, onClear }: CommitBarProps) {
  const { t } = useTranslation('statistics');
  const language = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const commit = useRegistryWrite(commitFigures);
  const count = acceptable.length;
  // A refusal is about what was sent; once the server accepts something else it is answered.
  const { reset } = commit;
  const offered = JSON.stringify(acceptable);
  useEffect(reset, [reset, offered]);
  const leftOut = draft.edits.size - count;

  async function run() {
    const title = t('changeTitle', { period: periodName(periodEnd, language), count });
    try {
      const { changeSet } = await commit.mutateAsync({
        title,
        reason: draft.sourceDocument.trim(),
        origin: 'form',
        effectiveFrom: periodEnd,
        changes: [...acceptable],
      });
      onCommitted(new Set(acceptable.map((change) => change.id!)));
      void message.success(
        <>
          {t('committed', { count })} <Link to={`/changes/${encodeURIComponent(changeSet.id)}`}>{t('openChange')}</Link>
        </>,
      );
    } catch (error) {
      // Someone else was faster: both figures are shown where they differ.
      if (error instanceof ProblemError) await client.invalidateQueries({ queryKey: [registryKey] });
    }
  }

  const button = (
    <Button
      type="primary"
      loading={commit.isPending}
      disabled={count === 0 || blocked}
      onClick={warnings > 0 ? undefined : () => void run()}
    >
      {t('commit', { count })}
    </Button>
  );
  return (
    <>
      {commit.error && <ProblemAlert error={commit.error} />}
      <div className="commit-bar">
        {warnings > 0 && count > 0 && !blocked ? (
          <Popconfirm
            title={t('commitWarned', { count: warnings })}
            okText={t('commitAnyway')}
            cancelText={t('cancel')}
            onConfirm={() => void run()}
          >
            {button}
          </Popconfirm>
        ) : (
          button
        )}
        <Popconfirm title={t('clearAsk')} okText={t('clear')} cancelText={t('cancel')} onConfirm={onClear}>
          <Button>{t('clear')}</Button>
        </Popconfirm>
        {draft.sourceDocument.trim() === '' && <span className="quiet">{t('sourceMissing')}</span>}
        {count > 0 && leftOut > 0 && <span className="quiet">{t('leftOut', { count: leftOut })}</span>}
      </div>
    </>
  );
}
