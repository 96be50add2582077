import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Drawer, Space, Tag, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../server/registry/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { TitledData } from '../changes/TitledData.tsx';
import { useView } from '../app/url-state.ts';
import { formatInstant } from '../changes/instants.ts';
import { UndoDialog } from '../changes/UndoDialog.tsx';
import { Data } from '../ui/Data.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { differences } from './body-changes.ts';
import { Differences, type FindField } from './Differences.tsx';
import { useFacilityHistory, usePermissions } from './queries.ts';

const opColors = { create: 'green', update: 'blue', delete: 'red', restore: 'purple' } as const;

/** All versions of a record, the newest entry first: what held when, when that was recorded, by whom and why. */
export function HistoryDrawer({ id, name, onClose }: { id: string; name: string; onClose(): void }) {
  return <RecordHistory name={name} history={useFacilityHistory(id)} onClose={onClose} />;
}

/** The same for a record of any type, with where its fields are found. */
export function RecordHistory({
  name,
  history,
  find,
  onClose,
}: {
  name: string;
  history: UseQueryResult<{ items: HistoryEntry[] }>;
  find?: FindField;
  onClose(): void;
}) {
  const { t } = useTranslation('facilities');
  return (
    <Drawer
      open
      title={<TitledData title={t('historyTitle')} data={name} />}
      size={760}
      onClose={onClose}
      data-testid="facility-history"
    >
      <Answer query={history}>
        {({ items }) =>
          items.length === 0 ? <EmptyState text={t('historyEmpty')} /> : <Versions items={items} find={find} />
        }
      </Answer>
    </Drawer>
  );
}

/** One version of a record: how it came about, and for which days it holds now. */
interface Version {
  /** The entry that first recorded it: who, when, why. */
  recorded: HistoryEntry;
  /** The entry that is believed now; `null` when later entries have taken its place. */
  believed: HistoryEntry | null;
}

/**
 * Versions from a record's history, newest first. A later change cuts the days of the version before it and records that
 * stretch again; both entries are one version here.
 */
function versionsOf(entries: readonly HistoryEntry[]): Version[] {
  const byVersion = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const key = `${entry.version}@${entry.validFrom}`;
    byVersion.set(key, [...(byVersion.get(key) ?? []), entry]);
  }
  const versions = [...byVersion.values()].map((same): Version => {
    const inOrder = [...same].sort((a, b) => a.recordedSeq - b.recordedSeq);
    return { recorded: inOrder[0]!, believed: inOrder.find((e) => e.supersededSeq === null) ?? null };
  });
  return versions.sort(
    (a, b) => b.recorded.version - a.recorded.version || (a.recorded.validFrom < b.recorded.validFrom ? 1 : -1),
  );
}

/** The version that another followed. */
const predecessor = (version: Version, newestFirst: readonly Version[]) =>
  newestFirst.find(({ recorded }) => recorded.version < version.recorded.version) ?? null;

function Versions({ items, find }: { items: HistoryEntry[]; find?: FindField }) {
  const [undoing, setUndoing] = useState<HistoryEntry | null>(null);
  const { mayWrite } = usePermissions();
  const versions = versionsOf(items);
  return (
    <>
      <Timeline
        items={versions.map((version, index) => ({
          key: `${version.recorded.version}@${version.recorded.validFrom}`,
          color: version.believed ? 'green' : 'gray',
          content: (
            <VersionDetails
              version={version}
              find={find}
              before={predecessor(version, versions)?.recorded ?? null}
              // Undo is refused where a later change touched the record, so only the newest offers it.
              onUndo={mayWrite && index === 0 ? () => setUndoing(version.recorded) : null}
            />
          ),
        }))}
      />
      {undoing && (
        <UndoDialog changeSetId={undoing.changeSetId} title={undoing.changeSetTitle} onClose={() => setUndoing(null)} />
      )}
    </>
  );
}

interface VersionDetailsProps {
  version: Version;
  find?: FindField;
  before: HistoryEntry | null;
  onUndo: (() => void) | null;
}

function VersionDetails({ version: { recorded, believed }, find, before, onUndo }: VersionDetailsProps) {
  const { t } = useTranslation('facilities');
  const rows = differences(before?.body ?? null, recorded.body);
  return (
    <section data-version={recorded.version} data-superseded={believed === null}>
      <Space wrap size={6}>
        <strong>{t('versionNumber', { version: recorded.version })}</strong>
        <Tag color={opColors[recorded.op]}>{t(`op${recorded.op}`)}</Tag>
        <StandingTag believed={believed} />
        {onUndo && (
          <Button size="small" onClick={onUndo}>
            {t('undoThis')}
          </Button>
        )}
      </Space>
      <VersionFacts recorded={recorded} validTo={(believed ?? recorded).validTo} />
      <div style={{ marginTop: 6 }}>{before ? t('historyDifferences') : t('historyFirst')}</div>
      {rows.length === 0 ? (
        <p>{t('historySame')}</p>
      ) : (
        <Differences rows={rows} find={find} afterOnly={before === null} />
      )}
    </section>
  );
}

function StandingTag({ believed }: Pick<Version, 'believed'>) {
  const { t } = useTranslation('facilities');
  if (!believed) return <Tag>{t('historySuperseded')}</Tag>;
  return believed.validTo === null ? <Tag color="green">{t('historyCurrent')}</Tag> : <Tag>{t('historyPast')}</Tag>;
}

function VersionFacts({ recorded: entry, validTo }: { recorded: HistoryEntry; validTo: string | null }) {
  const { t } = useTranslation('facilities');
  const language = useLanguage();
  const [, change] = useView();
  const valid = validTo
    ? t('historyPeriod', { from: entry.validFrom, to: validTo })
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

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt style={{ color: 'rgba(0,0,0,0.6)' }}>{label}</dt>
      <dd style={{ margin: 0 }}>{children}</dd>
    </>
  );
}
