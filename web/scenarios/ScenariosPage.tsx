import { useTranslation } from 'react-i18next';

export default function ScenariosPage() {
  const { t } = useTranslation('scenarios');
  return <h1>{t('title')}</h1>;
}
