import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScenarioSummary } from '../../server/scenarios/contract.ts';
import { registryKey } from '../api/queries.ts';
import { PreviewView } from '../changes/PreviewView.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { TitledData } from '../changes/TitledData.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import { Loading } from '../ui/states.tsx';
import { CostTotal } from './CostPanel.tsx';
import { adoptScenario, useScenarioCost, useScenarioPreview } from './queries.ts';

/** Commits a scenario to the registry after a last look at what that does and costs. */
export function AdoptDialog({ scenario, onClose }: { scenario: ScenarioSummary; onClose(): void }) {
  const { t } = useTranslation('scenarios');
  const { message } = App.useApp();
  const client = useQueryClient();
  const preview = useScenarioPreview(scenario.id, scenario.version);
  const cost = useScenarioCost(scenario.id, scenario.version);
  const adopt = useRegistryWrite(adoptScenario);
  const submit = () =>
    adopt.mutate(scenario.id, {
      onSuccess: ({ seq }) => {
        void message.success(t('adopt.done', { seq }));
        onClose();
      },
      // Another adoption or a moved base: the page is to show what stands now.
      onError: () => void client.invalidateQueries({ queryKey: [registryKey] }),
    });
  return (
    <Modal
      open
      title={<TitledData title={t('adopt.title')} data={scenario.name} />}
      width={860}
      okText={t('adopt.confirm')}
      cancelText={t('adopt.cancel')}
      okButtonProps={{ disabled: !preview.data?.committable, loading: adopt.isPending }}
      onOk={submit}
      onCancel={onClose}
      data-testid="adopt-dialog"
    >
      <p>{t('adopt.help')}</p>
      {adopt.error && <ProblemAlert error={adopt.error} />}
      {preview.error && <ProblemAlert error={preview.error} />}
      {preview.data && !preview.data.committable && <Alert type="error" showIcon title={t('results.blocked')} />}
      {cost.data && (
        <div className="adopt-cost">
          {t('adopt.cost')} <CostTotal cost={cost.data} />
        </div>
      )}
      {preview.isPending ? <Loading rows={4} /> : preview.data && <PreviewView preview={preview.data} />}
    </Modal>
  );
}
