import { Button, Drawer, Space, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../server/registry/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { formatInstant } from '../changes/instants.ts';
import { UndoDialog } from '../changes/UndoDialog.tsx';
import { Data } from '../ui/Data.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { differences } from './body-changes.ts';
import { Differences } from './Differences.tsx';
import { useFacilityHistory, usePermissions } from './queries.ts';

const opColors = { create: 'green', update: 'blue', delete: 'red', restore: 'purple' } as const;

/** All versions of a record, the newest entry first: what held when, when that was recorded, by whom and why. */
export function HistoryDrawer({ id, name, onClose }: { id: string; name: string; onClose(): void }) {
  const { t } = useTranslation('facilities');
  const history = useFacilityHistory(id);
  return (
    <Drawer open title={t('historyTitle', { name })} size={760} onClose={onClose} data-testid="facility-history">
      <Answer query={history}>
        {({ items }) => (items.length === 0 ? <EmptyState text={t('historyEmpty')} /> : <Versions items={items} />)}
      </Answer>
    </Drawer>
  );
}

const newestFirst = (a: HistoryEntry, b: HistoryEntry) =>
  b.recordedSeq - a.recordedSeq || (a.validFrom < b.validFrom ? 1 : -1);

/** The version that an entry followed: the one recorded before it that held up to or on its first day. */
function predecessor(entry: HistoryEntry, entries: readonly HistoryEntry[]): HistoryEntry | null {
  const earlier = entries.filter((e) => e.recordedSeq < entry.recordedSeq && e.validFrom <= entry.validFrom);
  return earlier.sort(newestFirst)[0] ?? null;
}

function Versions({ items }: { items: HistoryEntry[] }) {
  const [undoing, setUndoing] = useState<HistoryEntry | null>(null);
  const sorted = [...items].sort(newestFirst);
  return (
    <>
      <Timeline
        items={sorted.map((entry) => ({
          key: `${entry.version}-${entry.recordedSeq}-${entry.validFrom}`,
          color: entry.supersededSeq === null ? 'green' : 'gray',
          content: <Version entry={entry} before={predecessor(entry, items)} onUndo={() => setUndoing(entry)} />,
        }))}
      />
      {undoing && (
        <UndoDialog changeSetId={undoing.changeSetId} title={undoing.changeSetTitle} onClose={() => setUndoing(null)} />
      )}
    </>
  );
}

interface VersionProps {
  entry: HistoryEntry;
  before: HistoryEntry | null;
  onUndo(): void;
}

function Version({ entry, before, onUndo }: VersionProps) {
  const { t } = useTranslation('facilities');
  const { mayWrite } = usePermissions();
  const rows = differences(before?.body ?? null, entry.body);
  return (
    <section data-version={entry.version} data-superseded={entry.supersededSeq !== null}>
      <Space wrap size={6}>
        <strong>{t('versionNumber', { version: entry.version })}</strong>
        <Tag color={opColors[entry.op]}>{t(`op${entry.op}`)}</Tag>
        {entry.supersededSeq === null ? (
          <Tag color="green">{t('historyCurrent')}</Tag>
        ) : (
          <Tag>{t('historySuperseded')}</Tag>
        )}
        {mayWrite && entry.supersededSeq === null && (
          <Button size="small" onClick={onUndo}>
            {t('undoThis')}
          </Button>
        )}
      </Space>
      <EntryFacts entry={entry} />
      <div style={{ marginTop: 6 }}>{before ? t('historyDifferences') : t('historyFirst')}</div>
      {rows.length === 0 ? <p>{t('historySame')}</p> : <Differences rows={rows} />}
    </section>
  );
}

function EntryFacts({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation('facilities');
  const language = useLanguage();
  const [, change] = useView();
  const valid = entry.validTo
    ? t('historyPeriod', { from: entry.validFrom, to: entry.validTo })
    : t('historySince', { from: entry.validFrom });
  const openChangeSet = () => change({ selection: null }, { pathname: `/changes/${entry.changeSetId}` });
  return (
    <dl
      className="facts"
      style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '2px 12px', margin: '6px 0' }}
    >
      <Fact label={t('historyValid')}>{valid}</Fact>
      <Fact label={t('historyRecorded')}>{formatInstant(entry.recordedAt, language)}</Fact>
      <Fact label={t('historyAuthor')}>
        <Data>{entry.author}</Data>
      </Fact>
      <Fact label={t('historyReason')}>{entry.reason ? <Data>{entry.reason}</Data> : t('historyNoReason')}</Fact>
      <Fact label={t('historyChangeSet')}>
        <Button type="link" size="small" style={{ padding: 0, height: 'auto' }} onClick={openChangeSet}>
          <Data>{entry.changeSetTitle}</Data>
        </Button>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt style={{ color: 'rgba(0,0,0,0.6)' }}>{label}</dt>
      <dd style={{ margin: 0 }}>{children}</dd>
    </>
  );
}
