import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { worklistDefinition, worklists, type WorklistId } from '../../gis-data/catalogue/index.ts';
import type { WorklistSummary } from '../../server/worklists/contract.ts';
import { useSession } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { formatNumber } from '../ui/format.ts';
import { withoutFilter } from './filter.ts';
import { useWorklists } from './queries.ts';
import { WorklistView } from './WorklistView.tsx';
import './styles.css';

/** The worklists: how much is left on each, and the items of the one that is open. */
export default function WorklistsPage() {
  const { t } = useTranslation('worklists');
  const text = useText();
  const { id } = useParams<{ id: string }>();
  const [{ asOf }] = useView();
  const session = useSession().data;
  const list = worklists.find((known) => known.id === id)?.id ?? worklists[0]!.id;
  const { help, clause } = worklistDefinition(list);
  const summaries = useWorklists(asOf).data?.lists;
  return (
    <section className="page worklists" aria-label={t('title')}>
      <header className="page-header">
        <h1>{t('title')}</h1>
        <span className="quiet">{t('intro')}</span>
      </header>
      <nav className="worklist-cards" aria-label={t('title')}>
        {worklists.map((definition) => (
          <ListCard
            key={definition.id}
            id={definition.id}
            open={definition.id === list}
            summary={summaries?.find((summary) => summary.id === definition.id)}
          />
        ))}
      </nav>
      <p className="worklist-help">
        {text(help)}
        {clause && (
          <span className="quiet"> {t('clause', { document: text(clause.document), place: text(clause.place) })}</span>
        )}
      </p>
      {session?.user === null && <Alert type="info" showIcon title={t('signInToAssign')} />}
      {session?.user && asOf !== null && <Alert type="info" showIcon title={t('pastDate')} />}
      <WorklistView key={list} list={list} />
    </section>
  );
}

interface ListCardProps {
  id: WorklistId;
  open: boolean;
  /** Absent while it is computed. */
  summary: WorklistSummary | undefined;
}

function ListCard({ id, open, summary }: ListCardProps) {
  const { t } = useTranslation('worklists');
  const text = useText();
  const language = useLanguage();
  const { search } = useLocation();
  return (
    <Link
      to={{ pathname: `/worklists/${id}`, search: withoutFilter(search) }}
      className={`worklist-card${open ? ' worklist-card-open' : ''}`}
      aria-current={open ? 'page' : undefined}
      data-worklist={id}
    >
      <span>{text(worklistDefinition(id).label)}</span>
      <strong data-testid="worklist-left">
        {summary ? t('left', { total: formatNumber(summary.total, language) }) : '…'}
      </strong>
      <span className="quiet">
        {summary &&
          summary.unknown > 0 &&
          summary.unknown < summary.total &&
          t('toFindOut', { count: summary.unknown })}{' '}
        {summary?.assigned ? t('assignedCount', { count: summary.assigned }) : ''}{' '}
        {summary?.overdue ? <Tag color="red">{t('overdueCount', { count: summary.overdue })}</Tag> : null}
      </span>
    </Link>
  );
}
