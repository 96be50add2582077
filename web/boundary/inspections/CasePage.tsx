import { ArrowLeftOutlined, DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Steps, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { useSession } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { today } from '../../facilities/today.ts';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { Answer } from '../../ui/states.tsx';
import { useBoundaryView } from '../boundary-view.ts';
import { DemoTag } from '../Fields.tsx';
import { wordOf } from '../words.ts';
import { sideOf, stepStates, type StepState } from './case-file.ts';
import type { Hand } from './hand.ts';
import { Due } from './CaseBoard.tsx';
import { FileView } from './FileView.tsx';
import { reportUrl, useCase } from './queries.ts';
import { RecordsTable } from './RecordsTable.tsx';
import { StepWork } from './StepWork.tsx';
import { TeamsDialog } from './TeamsDialog.tsx';

/** The file of one case: where its steps stand, what is recorded and signed, and every entry with its hash. */
export function CasePage({ id }: { id: string }) {
  const [, change] = useBoundaryView();
  const { t } = useTranslation('boundary');
  return (
    <>
      <Button type="text" icon={<ArrowLeftOutlined />} onClick={() => change({ caseId: null })}>
        {t('case.back')}
      </Button>
      <Answer query={useCase(id)} rows={10}>
        {(file) => <Case file={file} />}
      </Answer>
    </>
  );
}

function Case({ file }: { file: CaseFile }) {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const session = useSession().data;
  const { mayWrite } = usePermissions();
  const account = session?.user?.username ?? null;
  const hand: Hand = { account, side: sideOf(file.teams, account), mayAppend: mayWrite && asOf === null };
  const steps = stepStates(file, asOf ?? session?.asOfDefault ?? today());
  return (
    <article data-testid="case" data-case={file.id} data-step={file.step ?? 'archived'}>
      <header className="record-header">
        <h2>
          <Data>{file.title}</Data>
        </h2>
        <Tag>{t('case.round', { round: file.round, year: file.year })}</Tag>
        <DemoTag demo={file.demo} />
        {file.step !== null && <Due due={file.due} overdue={file.overdue} />}
        <Button className="record-close" icon={<DownloadOutlined />} href={reportUrl(file.id)} download>
          {t('case.report')}
        </Button>
      </header>
      <Teams file={file} mayChange={hand.mayAppend && file.step !== null && approves(session?.user?.role)} />
      {file.precision === 'rounded' && <Alert type="info" showIcon title={t('case.rounded')} />}
      <CaseSteps steps={steps} />
      <div className="case-columns">
        <StepWork file={file} steps={steps} hand={hand} />
        <Tabs
          className="case-tabs"
          items={[
            { key: 'records', label: t('case.records'), children: <RecordsTable file={file} hand={hand} /> },
            {
              key: 'file',
              label: t('case.file', { count: file.file.length }),
              children: <FileView file={file} hand={hand} />,
            },
          ]}
        />
      </div>
    </article>
  );
}

const approves = (role: string | undefined) => role === 'approver' || role === 'administrator';

function Teams({ file, mayChange }: { file: CaseFile; mayChange: boolean }) {
  const { t } = useTranslation('boundary');
  const [changing, setChanging] = useState(false);
  return (
    <ul className="case-teams">
      {file.teams.map(({ side, office, members }) => (
        <li key={side} data-side={side}>
          <span className="quiet">{t(`sign.${side}`)} </span>
          <Data>{office}</Data>
          {members.length > 0 && (
            <>
              {' · '}
              <Data>{members.join('、')}</Data>
            </>
          )}
        </li>
      ))}
      {mayChange && (
        <li>
          <Button size="small" onClick={() => setChanging(true)}>
            {t('case.changeTeams')}
          </Button>
          {changing && <TeamsDialog file={file} onClose={() => setChanging(false)} />}
        </li>
      )}
    </ul>
  );
}

const status = { done: 'finish', atWork: 'process', ahead: 'wait' } as const;

function CaseSteps({ steps }: { steps: readonly StepState[] }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  return (
    <Steps
      size="small"
      className="case-steps"
      data-testid="case-steps"
      titlePlacement="vertical"
      items={steps.map(({ step, standing, due, overdue, done }) => ({
        status: overdue ? 'error' : status[standing],
        title: text(wordOf('step', step)),
        content: (
          <span data-step={step} data-standing={standing} data-overdue={overdue}>
            {done ? (
              <span className="quiet">
                {t('case.doneOn', { date: formatDate(done.recordedAt.slice(0, 10), language) })}
              </span>
            ) : standing === 'done' ? (
              <span className="quiet">{t('case.done')}</span>
            ) : (
              <Due due={due} overdue={overdue} />
            )}
          </span>
        ),
      }))}
    />
  );
}
