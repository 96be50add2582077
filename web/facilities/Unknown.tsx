import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** 未知: what is not known, drawn so that it can be taken neither for a value nor for "no". */
export function Unknown() {
  const { t } = useTranslation('facilities');
  return (
    <Tag
      variant="outlined"
      style={{ borderStyle: 'dashed', color: '#8a5a00', background: '#fff9ec', marginInlineEnd: 0 }}
    >
      {t('unknown')}
    </Tag>
  );
}
