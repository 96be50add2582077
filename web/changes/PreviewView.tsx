import { Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Preview } from '../../server/registry/contract.ts';
import { Effects } from './Effects.tsx';
import { FindingsList } from './FindingsList.tsx';
import { IndicatorDeltas } from './IndicatorDeltas.tsx';

/** What a change set would do: findings, every indicator before and after, and the records. */
export function PreviewView({ preview }: { preview: Preview }) {
  const { t } = useTranslation('changes');
  const { create, update, delete: ended, unchanged } = preview.counts;
  return (
    <div data-testid="preview">
      <Space wrap>
        {create > 0 && <Tag color="green">{t('willCreate', { count: create })}</Tag>}
        {update > 0 && <Tag color="blue">{t('willUpdate', { count: update })}</Tag>}
        {ended > 0 && <Tag color="red">{t('willDelete', { count: ended })}</Tag>}
        {unchanged > 0 && <Tag>{t('willUnchanged', { count: unchanged })}</Tag>}
        <span style={{ color: 'rgba(0,0,0,0.6)' }}>{t('previewAsOf', { date: preview.asOf })}</span>
      </Space>
      <FindingsList findings={preview.findings} />
      <IndicatorDeltas indicators={preview.indicators} />
      <Effects effects={preview.effects} />
    </div>
  );
}
