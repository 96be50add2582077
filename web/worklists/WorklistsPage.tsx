import { useTranslation } from 'react-i18next';

export default function WorklistsPage() {
  const { t } = useTranslation('worklists');
  return <h1>{t('title')}</h1>;
}
