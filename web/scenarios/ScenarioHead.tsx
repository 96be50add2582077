import {
  ArrowLeftOutlined,
  BranchesOutlined,
  CheckCircleOutlined,
  EditOutlined,
  InboxOutlined,
} from '@ant-design/icons';
import { Alert, App, Button, Space, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioDetail } from '../../server/scenarios/contract.ts';
import { useSession } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { formatInstant } from '../changes/instants.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { usePermissions } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { AdoptDialog } from './AdoptDialog.tsx';
import { patchScenario, useScenarioWrite } from './queries.ts';
import { RebaseDialog } from './RebaseDialog.tsx';
import { ScenarioForm, type FormPurpose } from './ScenarioForm.tsx';
import { ScenarioTags } from './ScenarioTags.tsx';

/** Whether the signed-in person may commit to the registry what a scenario holds. */
function useMayAdopt(): boolean {
  const role = useSession().data?.user?.role;
  return role === 'approver' || role === 'administrator';
}

function Facts({ scenario }: { scenario: ScenarioDetail }) {
  const { t } = useTranslation('scenarios');
  const language = useLanguage();
  const [, change] = useView();
  const { ownerName, effectiveFrom, forkedFrom, updatedAt, note } = scenario;
  return (
    <dl className="scenario-facts">
      <dt>{t('head.day')}</dt>
      <dd>{effectiveFrom}</dd>
      <dt>{t('head.owner')}</dt>
      <dd>
        <Data>{ownerName}</Data>
      </dd>
      <dt>{t('head.updated')}</dt>
      <dd>{formatInstant(updatedAt, language)}</dd>
      {forkedFrom && (
        <>
          <dt>{t('head.forkedFrom')}</dt>
          <dd>
            <button
              type="button"
              className="link"
              onClick={() => change({}, { pathname: `/scenarios/${encodeURIComponent(forkedFrom.id)}` })}
            >
              <Data>{forkedFrom.name}</Data>
            </button>
          </dd>
        </>
      )}
      {note && (
        <>
          <dt>{t('form.note')}</dt>
          <dd>
            <Data>{note}</Data>
          </dd>
        </>
      )}
    </dl>
  );
}

function Banners({ scenario, editable, onRebase }: { scenario: ScenarioDetail; editable: boolean; onRebase(): void }) {
  const { t } = useTranslation('scenarios');
  const [, change] = useView();
  const { changeSetId, behind, status, mine } = scenario;
  return (
    <>
      {status === 'open' && behind && (
        <Alert
          type="warning"
          showIcon
          data-testid="behind"
          title={t('head.behind')}
          description={t('head.behindText')}
          action={
            editable && (
              <Button size="small" type="primary" onClick={onRebase}>
                {t('head.rebase')}
              </Button>
            )
          }
        />
      )}
      {changeSetId && (
        <Button
          type="link"
          size="small"
          onClick={() => change({}, { pathname: `/changes/${encodeURIComponent(changeSetId)}` })}
        >
          {t('head.changeSet')}
        </Button>
      )}
      {status === 'open' && !mine && <p className="quiet">{t('head.notYours')}</p>}
    </>
  );
}

/** Why a scenario cannot be adopted as it is; `null` where it can. */
function useObstacle(scenario: ScenarioDetail): string | null {
  const { t } = useTranslation('scenarios');
  if (scenario.changes.length === 0) return t('adopt.empty');
  return scenario.behind ? t('adopt.rebaseFirst') : null;
}

/** What a scenario is, and what can be done with it as a whole. */
export function ScenarioHead({
  scenario,
  editable,
  onBack,
}: {
  scenario: ScenarioDetail;
  editable: boolean;
  onBack(): void;
}) {
  const { t } = useTranslation('scenarios');
  const { modal, message } = App.useApp();
  const [, change] = useView();
  const { mayWrite } = usePermissions();
  const mayAdopt = useMayAdopt();
  const obstacle = useObstacle(scenario);
  const [form, setForm] = useState<FormPurpose | null>(null);
  const [dialog, setDialog] = useState<'rebase' | 'adopt' | null>(null);
  const patch = useScenarioWrite(patchScenario);
  const { id, version, status, mine } = scenario;
  const setStatus = (next: 'open' | 'archived') => patch.mutateAsync({ id, version, patch: { status: next } });
  const archive = () =>
    modal.confirm({
      title: t('head.archiveConfirm'),
      content: t('head.archiveHelp'),
      okText: t('head.archive'),
      cancelText: t('form.cancel'),
      onOk: () => setStatus('archived').then(() => void message.success(t('head.archivedNow'))),
    });
  return (
    <header className="scenario-head">
      <Button type="link" size="small" icon={<ArrowLeftOutlined />} className="scenario-back" onClick={onBack}>
        {t('list.back')}
      </Button>
      <h1 data-testid="scenario-name">
        <Data>{scenario.name}</Data>
      </h1>
      <ScenarioTags scenario={scenario} />
      <Facts scenario={scenario} />
      {patch.error && <ProblemAlert error={patch.error} />}
      <Banners scenario={scenario} editable={editable} onRebase={() => setDialog('rebase')} />
      <Space wrap size={6}>
        {status === 'open' && mayAdopt && (
          <Tooltip title={obstacle}>
            <Button
              size="small"
              type="primary"
              icon={<CheckCircleOutlined />}
              disabled={obstacle !== null}
              onClick={() => setDialog('adopt')}
            >
              {t('head.adopt')}
            </Button>
          </Tooltip>
        )}
        {editable && (
          <Button size="small" icon={<EditOutlined />} onClick={() => setForm({ name: 'edit', scenario })}>
            {t('head.edit')}
          </Button>
        )}
        {mayWrite && (
          <Button size="small" icon={<BranchesOutlined />} onClick={() => setForm({ name: 'fork', scenario })}>
            {t('head.fork')}
          </Button>
        )}
        {editable && (
          <Button size="small" icon={<InboxOutlined />} onClick={archive}>
            {t('head.archive')}
          </Button>
        )}
        {mine && mayWrite && status === 'archived' && (
          <Button size="small" loading={patch.isPending} onClick={() => void setStatus('open').catch(() => undefined)}>
            {t('head.restore')}
          </Button>
        )}
      </Space>
      {form && (
        <ScenarioForm
          purpose={form}
          onClose={() => setForm(null)}
          onDone={(done) => {
            setForm(null);
            if (form.name === 'fork') change({}, { pathname: `/scenarios/${encodeURIComponent(done.id)}` });
          }}
        />
      )}
      {dialog === 'rebase' && <RebaseDialog scenario={scenario} onClose={() => setDialog(null)} />}
      {dialog === 'adopt' && <AdoptDialog scenario={scenario} onClose={() => setDialog(null)} />}
    </header>
  );
}
