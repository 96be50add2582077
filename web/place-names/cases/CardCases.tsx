import { Button, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { namingCaseKinds } from '../../../gis-data/catalogue/index.ts';
import type { NamingCaseSummary } from '../../../server/naming-cases/contract.ts';
import type { PlaceNameDetail } from '../../../server/place-names/contract.ts';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { namesOf } from './CaseBoard.tsx';
import { casesPath, writeCasesView } from './cases-view.ts';
import { DocumentItem } from './Documents.tsx';
import { useNamingCase, useNamingCases } from './queries.ts';
import { stepOf } from './rights.ts';
import './cases.css';
import './translations.ts';

/**
 * On the card of a place name: its cases, the documents of those that entered the register, and the way to a new one.
 * @param mayApply whether the account may open a case for this name
 */
export default function CardCases({ name, mayApply }: { name: PlaceNameDetail; mayApply: boolean }) {
  const { t } = useTranslation('namingCases');
  const { search } = useLocation();
  const items = useNamingCases({ placeNameId: name.id }).data?.items ?? [];
  const free = mayApply && name.status === 'inUse' && items.every(({ step }) => step === null);
  if (items.length === 0 && !free) return null;
  const apply = (kind: 'renaming' | 'cancellation') => ({
    pathname: casesPath,
    search: writeCasesView(search, { opening: { kind, placeNameId: name.id } }),
  });
  return (
    <section className="name-cases" data-testid="name-cases">
      <h3>{t('card.title')}</h3>
      {free && (
        <Space wrap>
          <Link to={apply('renaming')}>
            <Button size="small">{t('open.rename')}</Button>
          </Link>
          <Link to={apply('cancellation')}>
            <Button size="small">{t('open.cancel')}</Button>
          </Link>
        </Space>
      )}
      <ul className="naming-documents">
        {items.map((item) => (
          <CardCase key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function CardCase({ item }: { item: NamingCaseSummary }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const { search } = useLocation();
  return (
    <li data-case={item.id}>
      <Tag>{text(namingCaseKinds.find(({ id }) => id === item.kind)!.label)}</Tag>
      <Link to={{ pathname: `${casesPath}/${item.id}`, search }}>
        <Data>{namesOf(item)}</Data>
      </Link>{' '}
      <span className="quiet">
        {item.step === null ? t(`outcome.${item.outcome!}`) : text(stepOf(item.step).label)} ·{' '}
        {formatDate(item.since, language)}
      </span>
      {item.outcome === 'registered' && <CardDocuments id={item.id} />}
    </li>
  );
}

function CardDocuments({ id }: { id: string }) {
  const file = useNamingCase(id, null).data?.file ?? [];
  return (
    <ul className="naming-documents">
      {file.map(
        ({ key, content }) =>
          content.kind === 'document' && <DocumentItem key={key} caseId={id} document={content.document} />,
      )}
    </ul>
  );
}
