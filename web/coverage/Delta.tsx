import { ArrowRightOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatNumber } from '../ui/format.ts';

/** A figure, or what it was and what it would become. Both are given as they are to be shown. */
export function Delta({ before, after }: { before: string; after: string }) {
  if (before === after) return <>{after}</>;
  return (
    <span className="delta">
      <span className="delta-before">{before}</span>
      <ArrowRightOutlined aria-label="→" className="delta-arrow" />
      <strong className="delta-after">{after}</strong>
    </span>
  );
}

/** A count of people or things, or what it was and what it would become; `null` is unknown. */
export function CountDelta({ before, after }: { before: number | null; after: number | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const shown = (count: number | null) => (count === null ? t('unknown') : formatNumber(count, language));
  return <Delta before={shown(before)} after={shown(after)} />;
}
