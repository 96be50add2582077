import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

export function CloseButton({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('common');
  return (
    <Button
      type="text"
      size="small"
      icon={<CloseOutlined />}
      aria-label={t('close')}
      title={t('close')}
      onClick={onClose}
    />
  );
}
