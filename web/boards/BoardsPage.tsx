import { useTranslation } from 'react-i18next';

export default function BoardsPage() {
  const { t } = useTranslation('boards');
  return <h1>{t('title')}</h1>;
}
