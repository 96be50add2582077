import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ChangeSetSummary } from '../../server/registry/contract.ts';

const statusColors = { draft: 'blue', committed: 'green', discarded: 'default', undone: 'orange' } as const;

/** A change set's status as a tag. */
export function StatusTag({ status }: { status: ChangeSetSummary['status'] }) {
  const { t } = useTranslation('changes');
  return <Tag color={statusColors[status]}>{t(`status_${status}`)}</Tag>;
}
