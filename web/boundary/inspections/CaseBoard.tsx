import { ClockCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardLine, CaseSummary, InspectionBoard } from '../../../server/inspection/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { Answer } from '../../ui/states.tsx';
import { useBoundaryView } from '../boundary-view.ts';
import { DemoTag, rowMarks } from '../Fields.tsx';
import { LineSample } from '../map/BoundaryLegend.tsx';
import { wordOf } from '../words.ts';
import { casesByStep } from './case-file.ts';
import { OpenCaseDialog } from './OpenCaseDialog.tsx';
import { OutboxFileImport } from './OutboxFileImport.tsx';
import { useBoard, useCases } from './queries.ts';

/** Cases by the step at work, and below them the lines by when they are due. */
export function CaseBoard() {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const { mayWrite } = usePermissions();
  const cases = useCases(asOf);
  const board = useBoard(asOf);
  const [overdueOnly, setOverdueOnly] = useState(false);
  const [opening, setOpening] = useState<{ lineId: string | null } | null>(null);
  const mayOpen = mayWrite && asOf === null;
  return (
    <>
      <div className="boundary-head">
        <h2>{t('case.board')}</h2>
        <label className="boundary-switch">
          <Switch size="small" checked={overdueOnly} onChange={setOverdueOnly} /> {t('case.overdueOnly')}
        </label>
        {mayOpen && <OutboxFileImport />}
        {mayOpen && (
          <Button
            className="boundary-head-end"
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setOpening({ lineId: null })}
          >
            {t('case.open')}
          </Button>
        )}
      </div>
      <Answer query={cases} rows={6}>
        {({ items }) => <Columns cases={overdueOnly ? items.filter(({ overdue }) => overdue) : items} />}
      </Answer>
      <Answer query={board} rows={8}>
        {(known) => <DueLines board={known} onOpen={mayOpen ? (lineId) => setOpening({ lineId }) : null} />}
      </Answer>
      {opening && <OpenCaseDialog lineId={opening.lineId} onClose={() => setOpening(null)} />}
    </>
  );
}

function Columns({ cases }: { cases: readonly CaseSummary[] }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  return (
    <div
      className="case-board"
      data-testid="case-board"
      data-cases={cases.length}
      tabIndex={0}
      role="group"
      aria-label={t('case.board')}
    >
      {casesByStep(cases).map(([step, within]) => (
        <section key={step ?? 'archived'} data-step={step ?? 'archived'} data-count={within.length}>
          <h3>
            {step === null ? t('case.archived') : text(wordOf('step', step))}{' '}
            <span className="quiet">{within.length}</span>
          </h3>
          {within.map((each) => (
            <CaseTile key={each.id} summary={each} />
          ))}
        </section>
      ))}
    </div>
  );
}

/** A deadline, with a clock and a word where it has passed. */
export function Due({ due, overdue }: { due: string | null; overdue: boolean }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  if (due === null) return <span className="quiet">{t('case.noDeadline')}</span>;
  return (
    <span className={overdue ? 'case-overdue' : 'quiet'}>
      {overdue && <ClockCircleOutlined aria-hidden />} {t('case.due', { date: formatDate(due, language) })}
      {overdue && ` · ${t('case.overdue')}`}
    </span>
  );
}

function CaseTile({ summary }: { summary: CaseSummary }) {
  const { t } = useTranslation('boundary');
  const [, change] = useBoundaryView();
  const { counts } = summary;
  return (
    <button
      type="button"
      className={`case-tile ${summary.overdue ? 'case-tile-overdue' : ''}`}
      data-case={summary.id}
      data-overdue={summary.overdue}
      onClick={() => change({ caseId: summary.id })}
    >
      <strong>
        <Data>{summary.lineName}</Data>
      </strong>
      <span>
        {t('case.round', { round: summary.round, year: summary.year })} <DemoTag demo={summary.demo} />
      </span>
      {summary.step !== null && <Due due={summary.due} overdue={summary.overdue} />}
      <span className="quiet">
        {t('case.progress', { agreed: counts.agreed, recorded: counts.recorded, markers: counts.markers })}
      </span>
      {counts.dissented > 0 && <Tag color="orange">{t('case.dissents', { count: counts.dissented })}</Tag>}
    </button>
  );
}

const standingColors: Record<BoardLine['standing'], string> = {
  overdue: 'red',
  due: 'gold',
  upcoming: 'green',
  unknown: 'default',
};

/** Lines by when their next inspection is due; of some that is not known. */
function DueLines({ board, onOpen }: { board: InspectionBoard; onOpen: ((lineId: string) => void) | null }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const [, change] = useBoundaryView();
  const { counts } = board;
  return (
    <section className="due-lines" data-testid="due-lines">
      <h2>{t('cycle.title')}</h2>
      <p className="quiet">
        {t('cycle.counts', {
          overdue: counts.overdue,
          due: counts.due,
          upcoming: counts.upcoming,
          unknown: counts.unknown,
        })}
      </p>
      <Table<BoardLine>
        size="small"
        rowKey="lineId"
        dataSource={[...board.unknown, ...board.lines]}
        pagination={false}
        scroll={{ x: 760 }}
        onRow={({ lineId, standing }) => rowMarks({ 'data-line': lineId, 'data-standing': standing })}
        columns={[
          {
            title: t('line.name'),
            render: (_, { lineId, lineName }) => (
              <button
                type="button"
                className="link"
                onClick={() => change({ tab: 'register', list: 'lines', card: { type: 'line', id: lineId } })}
              >
                <Data>{lineName}</Data>
              </button>
            ),
          },
          {
            title: t('line.level'),
            width: 170,
            render: (_, { level }) => (
              <span>
                <LineSample level={level} /> {text(wordOf('level', level))}
              </span>
            ),
          },
          {
            title: t('line.lastInspection'),
            width: 130,
            render: (_, { lastInspectionYear }) => lastInspectionYear ?? <Unknown />,
          },
          { title: t('line.nextDue'), width: 120, render: (_, { dueYear }) => dueYear ?? <Unknown /> },
          {
            title: t('cycle.standing'),
            width: 120,
            filters: (['overdue', 'due', 'upcoming', 'unknown'] as const).map((value) => ({
              value,
              text: t(`cycle.${value}`),
            })),
            onFilter: (value, { standing }) => standing === value,
            render: (_, { standing }) =>
              standing === 'unknown' ? (
                <Unknown />
              ) : (
                <Tag color={standingColors[standing]}>{t(`cycle.${standing}`)}</Tag>
              ),
          },
          {
            title: t('cycle.case'),
            width: 170,
            render: (_, { lineId, openCase }) =>
              openCase ? (
                <Button size="small" type="link" onClick={() => change({ caseId: openCase.id })}>
                  {t('case.round', { round: openCase.round, year: openCase.year })}
                </Button>
              ) : onOpen ? (
                <Button size="small" onClick={() => onOpen(lineId)}>
                  {t('case.open')}
                </Button>
              ) : (
                <span className="quiet">{t('none')}</span>
              ),
          },
        ]}
      />
    </section>
  );
}
