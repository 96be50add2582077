import { EditOutlined, HistoryOutlined } from '@ant-design/icons';
import { Button, Descriptions, Space, Tag, Timeline } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  minorityLanguages,
  otherNameKinds,
  pinyinOrigins,
  placeNameCategoryLabel,
  placeNameStatuses,
} from '../../gis-data/catalogue/index.ts';
import type { PlaceNameDetail } from '../../server/place-names/contract.ts';
import { useSession } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { FieldValue } from '../facilities/FieldValue.tsx';
import { RecordHistory } from '../facilities/HistoryDrawer.tsx';
import { usePermissions } from '../facilities/queries.ts';
import { Unknown } from '../facilities/Unknown.tsx';
import { useAsOf } from '../facilities/use-as-of.ts';
import { CloseButton } from '../ui/CloseButton.tsx';
import { Data } from '../ui/Data.tsx';
import { formatDate } from '../ui/format.ts';
import { useNameHistory } from './queries.ts';
import { placeNameField, placeNameFields } from './record-fields.ts';
import { DivisionOf } from './ResultList.tsx';

const CardCases = lazy(() => import('./cases/CardCases.tsx'));
const NameForm = lazy(() => import('./NameForm.tsx'));

/** Text on record, or 未知. */
const Known = ({ value }: { value: string | null }) => (value ? <Data>{value}</Data> : <Unknown />);

function Facts({ title, rows }: { title: string; rows: readonly [key: string, label: string, value: ReactNode][] }) {
  return (
    <Descriptions
      title={title}
      size="small"
      column={1}
      bordered
      className="name-facts"
      styles={{
        header: { marginBottom: 4 },
        label: { width: '34%', padding: '4px 10px' },
        content: { padding: '4px 10px' },
      }}
      items={rows.map(([key, label, value]) => ({ key, label, children: <span data-field={key}>{value}</span> }))}
    />
  );
}

/** Names of the place in the order of time, with the document of each. */
function NamesOverTime({ timeline }: Pick<PlaceNameDetail, 'timeline'>) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const language = useLanguage();
  const days = ({ from, to }: PlaceNameDetail['timeline'][number]) => {
    const [a, b] = [from && formatDate(from, language), to && formatDate(to, language)];
    if (a && b) return t('day.both', { from: a, to: b });
    if (a) return t('day.from', { from: a });
    return b ? t('day.to', { to: b }) : t('day.unknown');
  };
  return (
    <section className="name-timeline" data-testid="name-timeline">
      <h3>{t('timeline')}</h3>
      <Timeline
        items={timeline.map((entry, i) => ({
          key: i,
          color: entry.kind === 'standard' ? 'blue' : 'gray',
          content: (
            <>
              <strong>
                <Data>{entry.name}</Data>
              </strong>{' '}
              <Tag>
                {entry.kind === 'standard'
                  ? t('standard')
                  : text(otherNameKinds.find(({ id }) => id === entry.kind)!.label)}
              </Tag>
              <div className="quiet">{days(entry)}</div>
              {entry.document && (
                <div className="quiet">
                  <Data>{entry.document}</Data>
                </div>
              )}
            </>
          ),
        }))}
      />
    </section>
  );
}

/** The record of a place name: everything that is registered of it; what is unknown is said to be so. */
export function NameCard({ name, onClose }: { name: PlaceNameDetail; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const asOf = useAsOf();
  const { mayWrite, mayEdit } = usePermissions();
  const signedIn = Boolean(useSession().data?.user);
  const [open, setOpen] = useState<'edit' | 'history' | null>(null);
  const wording = <Id extends string>(words: readonly { id: Id; label: { zh: string; en: string } }[], id: Id) =>
    text(words.find((word) => word.id === id)!.label);
  const shape =
    name.geometry === null
      ? null
      : name.geometry.type === 'Point'
        ? ('point' as const)
        : name.geometry.type.endsWith('LineString')
          ? ('line' as const)
          : ('area' as const);
  const fieldRow = (path: string): [string, string, ReactNode] => [
    path,
    text(placeNameField(path)!.definition.label),
    <FieldValue key={path} field={placeNameField(path)!} value={name[path as keyof PlaceNameDetail]} />,
  ];
  return (
    <article data-testid="name-card" className="name-card">
      <header className="record-header">
        <h2>
          <Data>{name.nameOnDay ?? name.standardName}</Data>
        </h2>
        {name.demo && <Tag color="gold">{t('demo')}</Tag>}
        {name.status === 'historical' && <Tag>{wording(placeNameStatuses, name.status)}</Tag>}
        <span className="record-close">
          <CloseButton onClose={onClose} />
        </span>
      </header>
      {name.nameOnDay !== null && name.nameOnDay !== name.standardName && (
        <p>
          {t('search.now')} <Data>{name.standardName}</Data>
        </p>
      )}
      <Space wrap size={6}>
        {mayWrite && asOf === null && name.version !== null && (
          <Button type="primary" icon={<EditOutlined />} onClick={() => setOpen('edit')}>
            {t('form.edit')}
          </Button>
        )}
        <Button icon={<HistoryOutlined />} onClick={() => setOpen('history')}>
          {t('history')}
        </Button>
      </Space>
      <Facts
        title={t('facts')}
        rows={[
          [
            'pinyin',
            t('field.pinyin'),
            name.pinyin === null ? (
              <Unknown key="pinyin" />
            ) : (
              <Data key="pinyin">{[name.pinyin.proper, name.pinyin.generic].filter(Boolean).join(' ')}</Data>
            ),
          ],
          ...(name.pinyin === null
            ? []
            : [
                ['pinyinOrigin', t('field.pinyinOrigin'), wording(pinyinOrigins, name.pinyin.origin)] as [
                  string,
                  string,
                  ReactNode,
                ],
              ]),
          ...name.minoritySpellings.map(({ language, text: own, latin }): [string, string, ReactNode] => [
            `minority-${language}`,
            `${t('field.minority')} · ${wording(minorityLanguages, language)}`,
            <Data key={language}>{[own, latin].filter(Boolean).join(' · ')}</Data>,
          ]),
          ['code', t('field.code'), <Known key="code" value={name.code} />],
          ['category', t('field.category'), `${name.category} ${text(placeNameCategoryLabel(name.category))}`],
          ['status', t('field.status'), wording(placeNameStatuses, name.status)],
          ['county', t('field.county'), <DivisionOf key="county" division={name.county} missing={<Unknown />} />],
          [
            'township',
            t('field.township'),
            <DivisionOf key="township" division={name.township} missing={t('noTownship')} />,
          ],
          ['geometry', t('field.position'), shape === null ? <Unknown key="shape" /> : t(`place.${shape}`)],
        ]}
      />
      <NamesOverTime timeline={name.timeline} />
      <Facts title={t('meaning')} rows={placeNameFields.meaning.map(({ path }) => fieldRow(path))} />
      <Facts title={t('documents')} rows={placeNameFields.provenance.map(({ path }) => fieldRow(path))} />
      {signedIn && name.version !== null && (
        <Suspense fallback={null}>
          <CardCases name={name} mayApply={asOf === null && mayEdit(name)} />
        </Suspense>
      )}
      {open === 'history' && <History name={name} onClose={() => setOpen(null)} />}
      {open === 'edit' && (
        <Suspense fallback={null}>
          <NameForm record={name} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </article>
  );
}

function History({ name, onClose }: { name: PlaceNameDetail; onClose(): void }) {
  return (
    <RecordHistory name={name.standardName} history={useNameHistory(name.id)} find={placeNameField} onClose={onClose} />
  );
}
