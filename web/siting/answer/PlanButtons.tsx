import { DownloadOutlined, FolderAddOutlined } from '@ant-design/icons';
import { Button, Dropdown, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingPlan } from '../../../server/siting/contract.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { SaveScenario } from './SaveScenario.tsx';

/** A file that a plan can be taken away as. */
export interface PlanFile {
  key: string;
  label: string;
  save(): void;
}

/** What can be done with a plan: keep it as a scenario, take it away as a file. */
export function PlanButtons({
  plan,
  name,
  note,
  files,
}: {
  plan: SitingPlan;
  /** Name and note that a new scenario begins with. */
  name: string;
  note: string;
  files: readonly PlanFile[];
}) {
  const { t } = useTranslation('siting');
  const { mayWrite } = usePermissions();
  const [saving, setSaving] = useState(false);
  return (
    <Space wrap size={6}>
      <Button
        size="small"
        type="primary"
        icon={<FolderAddOutlined />}
        disabled={!mayWrite || plan.changes.length === 0}
        onClick={() => setSaving(true)}
        data-testid="save-plan"
      >
        {t('save.save')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: files.map(({ key, label }) => ({ key, label })),
          onClick: ({ key }) => files.find((file) => file.key === key)?.save(),
        }}
      >
        <Button size="small" icon={<DownloadOutlined />} data-testid="download-plan">
          {t('file.download')}
        </Button>
      </Dropdown>
      {saving && <SaveScenario plan={plan} name={name} note={note} onClose={() => setSaving(false)} />}
    </Space>
  );
}
