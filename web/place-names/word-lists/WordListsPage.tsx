import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reservedWordKinds, reservedWordLists } from '../../../gis-data/naming/kinds.ts';
import type { CommitResult } from '../../../server/registry/contract.ts';
import {
  blankReservedWord,
  type ReservedWordItem,
  type ReservedWordList,
} from '../../../server/reserved-words/contract.ts';
import { api } from '../../api/client.ts';
import { registryKey } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { newIdempotencyKey } from '../../changes/idempotency.ts';
import { TitledData } from '../../changes/TitledData.tsx';
import { previewChanges, usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Answer, EmptyState } from '../../ui/states.tsx';
import { EndButton } from '../EndButton.tsx';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import { RecordDrawer } from '../RecordDrawer.tsx';
import '../styles.css';
import '../translations.ts';
import { wordFields } from './record-fields.ts';

const path = '/api/v1/reserved-words';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

/** 禁限用词名单: the words that the bureau keeps out of place names, beside the shipped lists. */
export default function WordListsPage() {
  const { t } = useTranslation('placeNames');
  const [{ asOf }] = useView();
  const { mayWrite, countyScope } = usePermissions();
  const [open, setOpen] = useState<'new' | ReservedWordItem | null>(null);
  const lists = useQuery({
    queryKey: [registryKey, path, asOf],
    queryFn: ({ signal }) => api<ReservedWordList>(path, { query: { asOf }, signal }),
  });
  // The lists hold for the whole bureau.
  const mayChange = mayWrite && countyScope === null && asOf === null;
  return (
    <div className="page word-lists">
      <PlaceNameParts />
      <h1>{t('words.title')}</h1>
      <p className="quiet">{t('words.intro')}</p>
      {mayChange && (
        <Button icon={<PlusOutlined />} onClick={() => setOpen('new')}>
          {t('words.new')}
        </Button>
      )}
      <Answer query={lists}>{(answer) => <Words answer={answer} onOpen={mayChange ? setOpen : null} />}</Answer>
      {open !== null && <WordForm record={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Words({ answer, onOpen }: { answer: ReservedWordList; onOpen: ((word: ReservedWordItem) => void) | null }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const language = useLanguage();
  const { items, shipped } = answer;
  return (
    <>
      <p className="word-counts">
        {reservedWordKinds.map((kind) => (
          <Tag key={kind}>
            {text(reservedWordLists[kind])} · {t('words.shipped')} {formatNumber(shipped[kind] ?? 0, language)} ·{' '}
            {t('words.own')} {formatNumber(items.filter((item) => item.kind === kind).length, language)}
          </Tag>
        ))}
      </p>
      <Table<ReservedWordItem>
        size="small"
        rowKey="id"
        dataSource={items}
        pagination={items.length > 50 ? { pageSize: 50 } : false}
        scroll={{ x: 760 }}
        locale={{ emptyText: <EmptyState text={t('words.none')} /> }}
        columns={[
          { key: 'word', title: t('words.word'), render: (_, { word }) => <Data>{word}</Data> },
          { key: 'kind', title: t('words.list'), render: (_, { kind }) => text(reservedWordLists[kind]) },
          {
            key: 'everyday',
            title: t('words.everyday'),
            render: (_, { everyday }) => t(everyday ? 'words.asks' : 'words.refuses'),
          },
          { key: 'source', title: t('words.source'), render: (_, { source }) => <Data>{source}</Data> },
          { key: 'listedOn', title: t('words.listedOn'), dataIndex: 'listedOn', width: 110 },
          { key: 'note', title: t('words.note'), render: (_, { note }) => note && <Data>{note}</Data> },
          ...(onOpen
            ? [
                {
                  key: 'acts',
                  width: 140,
                  render: (_: unknown, item: ReservedWordItem) => <WordActs item={item} onOpen={onOpen} />,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

function WordActs({ item, onOpen }: { item: ReservedWordItem; onOpen(word: ReservedWordItem): void }) {
  const { t } = useTranslation('placeNames');
  const { id, version, word } = item;
  if (version === null) return null;
  return (
    <Space size={4}>
      <Button size="small" onClick={() => onOpen(item)}>
        {t('form.edit')}
      </Button>
      <EndButton
        title={<TitledData title={t('words.remove')} data={word} />}
        label={t('words.remove')}
        end={(values) => api<CommitResult>(pathOf(id), { method: 'DELETE', body: values, ifMatch: version })}
      />
    </Space>
  );
}

function WordForm({ record, onClose }: { record: ReservedWordItem | null; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  return (
    <RecordDrawer
      title={record ? <TitledData title={t('form.edit')} data={record.word} /> : t('words.new')}
      testId="word-form"
      fields={wordFields}
      base={record && { ...record }}
      initial={blankReservedWord}
      writeOf={(write) => write}
      preview={({ fields, effectiveFrom, reason }) =>
        previewChanges(t('words.title'), effectiveFrom, reason, [
          record
            ? { type: 'reservedWord', op: 'update', id: record.id, baseVersion: record.version!, fields }
            : { type: 'reservedWord', op: 'create', fields },
        ])
      }
      save={(write) =>
        record
          ? api<CommitResult>(pathOf(record.id), { method: 'PATCH', body: write, ifMatch: record.version! })
          : api<CommitResult>(path, { method: 'POST', body: write, idempotencyKey: newIdempotencyKey() })
      }
      onClose={onClose}
    />
  );
}
