import { CalendarOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select, Table, Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { namingCaseKinds, namingDocumentKinds, namingSteps } from '../../../gis-data/catalogue/index.ts';
import type { NamingCaseSummary, StandingCounts } from '../../../server/naming-cases/contract.ts';
import type { Session } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { rowMarks } from '../../boundary/Fields.tsx';
import { DivisionName } from '../../facilities/DivisionName.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate, formatNumber } from '../../ui/format.ts';
import { Pager, useTrail } from '../../ui/Pager.tsx';
import { Answer } from '../../ui/states.tsx';
import { standings, useCasesView, type CasesView, type Standing } from './cases-view.ts';
import { deadlinesUrl, useNamingCases, type NamingCaseList } from './queries.ts';
import { stepOf, writing } from './rights.ts';

export const standingColors: Readonly<Record<Standing, string>> = {
  overdue: 'red',
  soon: 'gold',
  open: 'blue',
  ended: 'default',
};

const pageSize = 50;

/** What is due and overdue, by standing, step and county, and the list of cases. */
export function CaseBoard({ user }: { user: NonNullable<Session['user']> }) {
  const { t } = useTranslation('namingCases');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [{ standing, step, countyId }, change] = useCasesView();
  const refusal = writing(user, null, asOf);
  const conditions = { asOf, standing, step, countyId };
  const trail = useTrail(JSON.stringify(conditions));
  const query = useNamingCases({ ...conditions, limit: pageSize, cursor: trail.cursors.at(-1) ?? null });
  return (
    <>
      <header className="naming-cases-head">
        <h1>{t('title')}</h1>
        <Button icon={<CalendarOutlined />} href={deadlinesUrl(language)} download>
          {t('feed')}
        </Button>
        {refusal === null ? (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => change({ opening: { kind: 'naming', placeNameId: null } })}
          >
            {t('open.button')}
          </Button>
        ) : (
          <span className="quiet">{t(`not.${refusal}`, { step: '' })}</span>
        )}
      </header>
      <Answer query={query} rows={10}>
        {(list) => (
          <>
            <Board list={list} />
            <Pager
              total={t('total', { total: formatNumber(list.total, language) })}
              trail={trail}
              pageSize={pageSize}
              shown={list.items.length}
              nextCursor={query.isPlaceholderData ? null : list.nextCursor}
            />
          </>
        )}
      </Answer>
    </>
  );
}

function Board({ list }: { list: NamingCaseList }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const [view, change] = useCasesView();
  const { steps, counties: countsOf } = list.tallies;
  const counties = Object.keys(countsOf).sort();
  return (
    <>
      <p className="naming-cases-clock" data-testid="working-clock" data-certain={list.workingDayCertain}>
        {t(list.workingDay ? 'clock.working' : 'clock.off', { date: formatDate(list.asOf, language) })}
        {!list.workingDayCertain && <Tag color="orange">{t('clock.uncertain')}</Tag>}
      </p>
      <div className="naming-cases-standings" role="group" aria-label={t('filter.standing')}>
        {standings.map((standing) => (
          <button
            key={standing}
            type="button"
            aria-pressed={view.standing === standing}
            data-standing={standing}
            onClick={() => change({ standing: view.standing === standing ? null : standing })}
          >
            <strong>{list.counts[standing]}</strong>
            <span>{t(`standing.${standing}`)}</span>
          </button>
        ))}
      </div>
      <div className="naming-cases-tallies">
        <Tally
          title={t('byStep')}
          rows={namingSteps.map(({ id, label }) => ({
            key: id,
            label: text(label),
            counts: steps[id],
          }))}
          chosen={view.step}
          onChoose={(step) => change({ step: step as CasesView['step'] })}
        />
        <Tally
          title={t('byCounty')}
          rows={counties.map((id) => ({
            key: id,
            label: <DivisionName id={id} level="county" />,
            counts: countsOf[id],
          }))}
          chosen={view.countyId}
          onChoose={(countyId) => change({ countyId })}
        />
      </div>
      <CaseTable shown={list.items} counties={counties} />
    </>
  );
}

interface TallyRow {
  key: string;
  label: ReactNode;
  /** undefined: none. */
  counts: StandingCounts | undefined;
}

/** Open cases counted row by row; a row narrows the list to itself. */
function Tally({
  title,
  rows,
  chosen,
  onChoose,
}: {
  title: string;
  rows: readonly TallyRow[];
  chosen: string | null;
  onChoose(key: string | null): void;
}) {
  const { t } = useTranslation('namingCases');
  const shownStandings = standings.filter((standing) => standing !== 'ended');
  return (
    <table className="naming-cases-tally">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          {shownStandings.map((standing) => (
            <th key={standing} scope="col">
              {t(`standing.${standing}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, counts }) => (
          <tr key={key} data-row={key}>
            <th scope="row">
              <button
                type="button"
                className="link"
                aria-pressed={chosen === key}
                onClick={() => onChoose(chosen === key ? null : key)}
              >
                {label}
              </button>
            </th>
            {shownStandings.map((standing) => {
              const count = counts?.[standing] ?? 0;
              return (
                <td key={standing} data-standing={count > 0 ? standing : undefined}>
                  {count}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CaseTable({ shown, counties }: { shown: readonly NamingCaseSummary[]; counties: readonly string[] }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const [{ standing, step, countyId }, change] = useCasesView();
  const filtered = standing !== null || step !== null || countyId !== null;
  return (
    <section>
      <div className="naming-cases-filters">
        <h2>{t('list')}</h2>
        <Select
          allowClear
          aria-label={t('filter.step')}
          placeholder={t('filter.step')}
          value={step ?? undefined}
          onChange={(next: CasesView['step'] | undefined) => change({ step: next ?? null })}
          options={namingSteps.map(({ id, label }) => ({ value: id, label: text(label) }))}
        />
        <Select
          allowClear
          aria-label={t('filter.county')}
          placeholder={t('filter.county')}
          value={countyId ?? undefined}
          onChange={(next: string | undefined) => change({ countyId: next ?? null })}
          options={counties.map((id) => ({ value: id, label: <DivisionName id={id} level="county" /> }))}
        />
        {filtered && (
          <Button size="small" onClick={() => change({ standing: null, step: null, countyId: null })}>
            {t('filter.clear')}
          </Button>
        )}
      </div>
      <Table<NamingCaseSummary>
        size="small"
        rowKey="id"
        dataSource={[...shown]}
        locale={{ emptyText: t('none') }}
        pagination={false}
        scroll={{ x: 900 }}
        onRow={({ id, standing: own }) => rowMarks({ 'data-case': id, 'data-standing': own })}
        columns={[
          { title: t('column.name'), render: (_, item) => <CaseLink item={item} onOpen={(id) => change({}, id)} /> },
          {
            title: t('column.county'),
            width: 150,
            render: (_, item) => <DivisionName id={item.countyId} level="county" />,
          },
          { title: t('column.applicant'), width: 170, render: (_, { applicant }) => <Data>{applicant}</Data> },
          {
            title: t('column.step'),
            width: 150,
            render: (_, item) =>
              item.step === null ? <Tag>{t(`outcome.${item.outcome!}`)}</Tag> : text(stepOf(item.step).label),
          },
          { title: t('column.due'), width: 240, render: (_, item) => item.step !== null && <Due item={item} /> },
          {
            title: t('column.missing'),
            width: 190,
            render: (_, item) => <MissingDocuments item={item} />,
          },
        ]}
      />
    </section>
  );
}

function CaseLink({ item, onOpen }: { item: NamingCaseSummary; onOpen(id: string): void }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  return (
    <>
      <Tag>{text(namingCaseKinds.find(({ id }) => id === item.kind)!.label)}</Tag>
      <button type="button" className="link" onClick={() => onOpen(item.id)}>
        <Data>{namesOf(item)}</Data>
      </button>{' '}
      {item.demo && <Tag color="gold">{t('demo')}</Tag>}
    </>
  );
}

/** The name in force and the proposed one, as far as there are both. */
export const namesOf = ({ currentName, proposedName }: Pick<NamingCaseSummary, 'currentName' | 'proposedName'>) =>
  [currentName, proposedName].filter((name) => name !== null).join(' → ');

/** The last day of the step at work with the days that are left, or that no law sets one. */
export function Due({ item }: { item: NamingCaseSummary }) {
  const { t } = useTranslation('namingCases');
  const language = useLanguage();
  const { due, daysLeft, workingDaysLeft, dueCertain, standing } = item;
  if (due === null || daysLeft === null) return <span className="quiet">{t('due.none')}</span>;
  const left =
    daysLeft < 0
      ? t('due.overdue', { days: -daysLeft })
      : daysLeft === 0
        ? t('due.today')
        : t('due.left', { days: daysLeft, working: workingDaysLeft });
  return (
    <span data-testid="due">
      <Tag color={standingColors[standing]}>{left}</Tag>
      <span className="quiet">{t('due.on', { date: formatDate(due, language) })}</span>
      {!dueCertain && (
        <Tooltip title={t('clock.uncertain')}>
          <Tag color="orange">{t('due.uncertain')}</Tag>
        </Tooltip>
      )}
    </span>
  );
}

/** Documents without which the step at work does not end; one of each group. */
export function MissingDocuments({ item }: { item: Pick<NamingCaseSummary, 'missingDocuments'> }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const label = (id: string) => text(namingDocumentKinds.find((kind) => kind.id === id)!.label);
  return item.missingDocuments.map((group) => <div key={group.join()}>{group.map(label).join(t('documents.or'))}</div>);
}
