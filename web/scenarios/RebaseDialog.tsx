import { Alert, App, Button, Modal, Segmented, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RebaseConflict, RebaseReport, ScenarioSummary } from '../../server/scenarios/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { fieldFinder } from '../changes/record-fields.ts';
import { FieldValue } from '../facilities/FieldValue.tsx';
import { Data } from '../ui/Data.tsx';
import { Loading } from '../ui/states.tsx';
import { rebaseScenario, useRebaseCheck, useScenarioWrite } from './queries.ts';

type Side = 'mine' | 'theirs';
type Choices = Readonly<Record<string, Side>>;

/** Brings a scenario up to the registry: what both sides changed is chosen field by field, all else is carried over. */
export function RebaseDialog({ scenario, onClose }: { scenario: ScenarioSummary; onClose(): void }) {
  const { t } = useTranslation('scenarios');
  const { message } = App.useApp();
  const report = useRebaseCheck(scenario.id, scenario.version);
  const rebase = useScenarioWrite(rebaseScenario);
  const [choices, setChoices] = useState<Choices>({});
  const conflicts = report.data?.conflicts ?? [];
  const left = conflicts.filter(({ key }) => !(key in choices)).length;
  const apply = (headSeq: number) =>
    rebase.mutate(
      { id: scenario.id, headSeq, choices: { ...choices } },
      {
        onSuccess: () => {
          void message.success(t('rebase.done'));
          onClose();
        },
        // Others may have been faster again: what was chosen against the earlier state is chosen anew.
        onError: () =>
          void report.refetch().then(({ data }) => {
            if (data && data.headSeq !== headSeq) setChoices({});
          }),
      },
    );
  return (
    <Modal
      open
      title={t('rebase.title')}
      width={conflicts.length > 0 ? 960 : 520}
      okText={t('rebase.apply')}
      cancelText={t('rebase.cancel')}
      okButtonProps={{ disabled: report.data === undefined || left > 0, loading: rebase.isPending }}
      onOk={() => report.data && apply(report.data.headSeq)}
      onCancel={onClose}
      data-testid="rebase-dialog"
    >
      {rebase.error && <ProblemAlert error={rebase.error} />}
      {report.error && <ProblemAlert error={report.error} />}
      {report.isPending && <Loading rows={4} />}
      {report.data && <Summary report={report.data} />}
      {conflicts.length > 0 && <Conflicts conflicts={conflicts} choices={choices} onChoices={setChoices} left={left} />}
    </Modal>
  );
}

function Summary({ report }: { report: RebaseReport }) {
  const { t } = useTranslation('scenarios');
  const { carried, alreadyMade, conflicts } = report;
  return (
    <Space orientation="vertical" size={4} style={{ marginBottom: 8 }}>
      <span>{t('rebase.carried', { count: carried })}</span>
      {alreadyMade > 0 && <span>{t('rebase.alreadyMade', { count: alreadyMade })}</span>}
      {conflicts.length === 0 && <Alert type="success" showIcon title={t('rebase.none')} />}
    </Space>
  );
}

function Conflicts({
  conflicts,
  choices,
  onChoices,
  left,
}: {
  conflicts: RebaseConflict[];
  choices: Choices;
  onChoices(choices: Choices): void;
  left: number;
}) {
  const { t } = useTranslation('scenarios');
  const all = (side: Side) => onChoices(Object.fromEntries(conflicts.map(({ key }) => [key, side])));
  return (
    <>
      <div className="rebase-head">
        <span>
          {t('rebase.conflicts', { count: conflicts.length })}{' '}
          {left > 0 && <span className="quiet">{t('rebase.left', { count: left })}</span>}
        </span>
        <Space>
          <Button size="small" onClick={() => all('mine')}>
            {t('rebase.allMine')}
          </Button>
          <Button size="small" onClick={() => all('theirs')}>
            {t('rebase.allTheirs')}
          </Button>
        </Space>
      </div>
      <Table<RebaseConflict>
        size="small"
        rowKey="key"
        pagination={false}
        dataSource={conflicts}
        scroll={{ x: 820, y: 420 }}
        onRow={({ key }) => ({ 'data-conflict': key }) as object}
        columns={[
          { title: t('rebase.record'), width: 190, render: (_, conflict) => <ConflictName conflict={conflict} /> },
          {
            title: t('rebase.base'),
            width: 130,
            render: (_, conflict) => <ConflictSide conflict={conflict} side="base" />,
          },
          {
            title: t('rebase.theirs'),
            width: 190,
            render: (_, conflict) => (
              <>
                <ConflictSide conflict={conflict} side="theirs" />
                <Origin conflict={conflict} />
              </>
            ),
          },
          {
            title: t('rebase.mine'),
            width: 130,
            render: (_, conflict) => <ConflictSide conflict={conflict} side="mine" />,
          },
          {
            title: t('rebase.choose'),
            width: 180,
            render: (_, { key }) => (
              <Segmented<Side | ''>
                size="small"
                value={choices[key] ?? ''}
                onChange={(side) => side && onChoices({ ...choices, [key]: side })}
                options={[
                  { value: 'mine', label: t('rebase.useMine') },
                  { value: 'theirs', label: t('rebase.useTheirs') },
                ]}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function ConflictName({ conflict }: { conflict: RebaseConflict }) {
  const { t } = useTranslation(['scenarios', 'changes']);
  const text = useText();
  const { type, field, label } = conflict;
  const name = field === null ? null : text(fieldFinder(type)(field)?.definition.label ?? field);
  return (
    <>
      <Data>{label}</Data>
      <div className="quiet">{name ?? t(`changes:type_${type}`)}</div>
    </>
  );
}

/** One side of a conflict. */
function ConflictSide({ conflict, side }: { conflict: RebaseConflict; side: 'base' | 'theirs' | 'mine' }) {
  const { t } = useTranslation('scenarios');
  const { type, field, kind } = conflict;
  if (kind === 'ended')
    return <>{{ base: t('rebase.exists'), theirs: t('rebase.endedTheirs'), mine: t('rebase.endedMine') }[side]}</>;
  if (kind === 'changed')
    return <>{{ base: t('rebase.exists'), theirs: t('rebase.changedTheirs'), mine: t('rebase.changedMine') }[side]}</>;
  const found = field === null ? undefined : fieldFinder(type)(field);
  const value = conflict[side];
  return found ? <FieldValue field={found} value={value} /> : <Data>{JSON.stringify(value ?? null)}</Data>;
}

/** Who changed the registry's side, and in which change set. */
function Origin({ conflict: { theirChange } }: { conflict: RebaseConflict }) {
  const { t } = useTranslation('scenarios');
  if (!theirChange) return null;
  return (
    <div className="quiet">
      <Data>{theirChange.title}</Data>
      <div lang="zh-CN">{t('rebase.by', { author: theirChange.author, seq: theirChange.seq })}</div>
    </div>
  );
}
