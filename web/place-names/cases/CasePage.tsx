import { ArrowLeftOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Descriptions, Space, Steps, Tabs, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import {
  namingCaseKinds,
  namingForms,
  namingSteps,
  placeNameCategoryLabel,
} from '../../../gis-data/catalogue/index.ts';
import type { NamingCaseFile } from '../../../server/naming-cases/contract.ts';
import type { Session } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { DivisionName } from '../../facilities/DivisionName.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { Answer } from '../../ui/states.tsx';
import { writeNameView } from '../name-view.ts';
import { Findings } from '../rules/Findings.tsx';
import { Due, namesOf, standingColors } from './CaseBoard.tsx';
import { useCasesView } from './cases-view.ts';
import { CaseWork } from './CaseWork.tsx';
import { Documents } from './Documents.tsx';
import { Entries } from './Entries.tsx';
import { formUrl, useNamingCase } from './queries.ts';
import { stepOf } from './rights.ts';

interface CaseProps {
  file: NamingCaseFile;
  user: NonNullable<Session['user']>;
}

/** One case: its steps with days and limits, what is to be done now, what the naming rules say, and its file. */
export function CasePage({ id, user }: { id: string; user: CaseProps['user'] }) {
  const { t } = useTranslation('namingCases');
  const [{ asOf }] = useView();
  const [, change] = useCasesView();
  return (
    <>
      <Button type="text" icon={<ArrowLeftOutlined />} onClick={() => change({}, null)}>
        {t('back')}
      </Button>
      <Answer query={useNamingCase(id, asOf)} rows={10}>
        {(file) => <Case file={file} user={user} />}
      </Answer>
    </>
  );
}

function Case({ file, user }: CaseProps) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  return (
    <article data-testid="naming-case" data-case={file.id} data-step={file.step ?? 'ended'}>
      <header className="record-header">
        <h1>
          <Data>{namesOf(file)}</Data>
        </h1>
        <Tag>{text(namingCaseKinds.find(({ id }) => id === file.kind)!.label)}</Tag>
        {file.demo && <Tag color="gold">{t('demo')}</Tag>}
        {file.outcome === null ? (
          <Tag color={standingColors[file.standing]}>{t(`standing.${file.standing}`)}</Tag>
        ) : (
          <Tag>{t(`outcome.${file.outcome}`)}</Tag>
        )}
      </header>
      <CaseSteps file={file} />
      <div className="naming-case-columns">
        <div>
          <CaseWork file={file} user={user} />
          <Check file={file} />
        </div>
        <Tabs
          items={[
            { key: 'facts', label: t('facts.title'), children: <Facts file={file} /> },
            { key: 'documents', label: t('documents.title'), children: <Documents file={file} user={user} /> },
            { key: 'forms', label: t('forms.title'), children: <Forms id={file.id} /> },
            {
              key: 'entries',
              label: t('entries.title', { count: file.file.length }),
              children: <Entries file={file} user={user} />,
            },
          ]}
        />
      </div>
    </article>
  );
}

function CaseSteps({ file }: { file: NamingCaseFile }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const at = namingSteps.findIndex(({ id }) => id === file.step);
  // Where the case has ended, what was done stays done.
  const doneOn = new Map<string, string>();
  for (const { content } of file.file) {
    if (content.kind === 'stepDone') doneOn.set(content.step, content.on);
    if (content.kind === 'registered') doneOn.set('register', content.on);
    if (content.kind === 'returned') {
      const to = namingSteps.findIndex(({ id }) => id === content.step);
      for (const { id } of namingSteps.slice(to)) doneOn.delete(id);
    }
  }
  return (
    <Steps
      size="small"
      className="naming-case-steps"
      data-testid="naming-case-steps"
      titlePlacement="vertical"
      items={namingSteps.map(({ id, label }, i) => {
        const day = doneOn.get(id);
        const { limit } = stepOf(id);
        const late = (file.lateSteps as readonly string[]).includes(id);
        return {
          status: day
            ? late
              ? 'error'
              : 'finish'
            : i === at
              ? file.standing === 'overdue'
                ? 'error'
                : 'process'
              : 'wait',
          title: text(label),
          content: (
            <span data-step={id} className="quiet">
              {day && t('step.doneOn', { date: formatDate(day, language) })}
              {day && late && ` · ${t('step.late')}`}
              {!day && i === at && t('step.atWork', { date: formatDate(file.since, language) })}
              {!day && i === at && file.due !== null && (
                <>
                  <br />
                  <Due item={file} />
                </>
              )}
              {limit && (
                <span title={language === 'zh' ? undefined : text(limit.clause)}>
                  {' '}
                  ({t(`limit.${limit.unit}`, { days: limit.days })})
                </span>
              )}
            </span>
          ),
        };
      })}
    />
  );
}

function Check({ file: { check, kind } }: { file: NamingCaseFile }) {
  const { t } = useTranslation('namingCases');
  const language = useLanguage();
  if (kind === 'cancellation') return <p className="quiet">{t('check.cancellation')}</p>;
  if (check === null) return null;
  return (
    <section className="naming-case-check">
      <h2>{t('check.title')}</h2>
      <p className="quiet">{t('check.asOf', { date: formatDate(check.asOf, language), names: check.names })}</p>
      <Findings answer={check} />
    </section>
  );
}

function Facts({ file }: { file: NamingCaseFile }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const { search } = useLocation();
  const { proposal } = file;
  const proposed = proposal.kind === 'cancellation' ? null : proposal.name;
  const place = proposal.kind === 'naming' ? proposal.name : null;
  const data = (value: string | null | undefined) =>
    value ? <Data>{value}</Data> : <span className="quiet">{t('facts.unknown')}</span>;
  const pinyin = proposed?.pinyin ? [proposed.pinyin.proper, proposed.pinyin.generic].filter(Boolean).join(' ') : null;
  const point =
    place?.geometry?.type === 'Point' ? place.geometry.coordinates.map((d) => d.toFixed(5)).join(', ') : null;
  const labels = {
    current: t('facts.current'),
    proposed: t('facts.proposed'),
    pinyin: t('facts.pinyin'),
    category: t('facts.category'),
    division: t('facts.division'),
    position: t('facts.position'),
    origin: t('facts.origin'),
    meaning: t('facts.meaning'),
    reason: t('facts.reason'),
    applicant: t('facts.applicant'),
    appliedOn: t('facts.appliedOn'),
  };
  const row = (key: keyof typeof labels, children: ReactNode) => ({ key, label: labels[key], children });
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        bordered
        items={[
          ...(proposal.kind === 'naming' ? [] : [row('current', data(file.currentName))]),
          ...(proposed === null ? [] : [row('proposed', data(file.proposedName)), row('pinyin', data(pinyin))]),
          ...(place === null
            ? []
            : [row('category', text(placeNameCategoryLabel(place.category))), row('position', data(point))]),
          row(
            'division',
            <Space size={6} wrap>
              <DivisionName id={file.countyId} level="county" />
              {place?.townshipId && <DivisionName id={place.townshipId} level="township" />}
              {place?.villageId && <DivisionName id={place.villageId} level="village" />}
            </Space>,
          ),
          ...(proposed === null ? [] : [row('origin', data(proposed.origin)), row('meaning', data(proposed.meaning))]),
          row('reason', data(file.reason)),
          row('applicant', data(file.applicant)),
          row('appliedOn', formatDate(file.appliedOn, language)),
        ]}
      />
      {file.placeNameId !== null && (
        <p>
          <Link to={{ pathname: '/place-names', search: writeNameView(search, { nameId: file.placeNameId }) }}>
            {t('facts.record')}
          </Link>
        </p>
      )}
    </>
  );
}

/** The forms of the case, to be printed and sealed. */
function Forms({ id }: { id: string }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  return (
    <>
      <p className="quiet">{t('forms.help')}</p>
      <Space wrap>
        {namingForms.map((form) => (
          <Button
            key={form.id}
            icon={<PrinterOutlined />}
            href={formUrl(id, form.id, language)}
            download
            data-form={form.id}
          >
            {text(form.label)}
          </Button>
        ))}
      </Space>
    </>
  );
}
