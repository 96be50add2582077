import { useTranslation } from 'react-i18next';
import type { CoveragePoint, CoverageQuestion, RouteReport } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { CloseButton } from '../ui/CloseButton.tsx';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { PointReasonText, PointVerdict } from './PointVerdict.tsx';

/** The chosen population point over the map: its people, its verdict and the walk drawn. */
export function PointCard({
  point,
  question,
  route,
  onClose,
}: {
  point: CoveragePoint;
  question: CoverageQuestion;
  route: RouteReport | undefined;
  onClose(): void;
}) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const count = (value: number | null) => (value === null ? t('verdict.unknown') : formatNumber(value, language));
  return (
    <aside className="point-card" aria-label={t('points.name')} data-testid="point-card" data-point={point.divisionId}>
      <header>
        <strong>
          <Data>{point.name}</Data>
        </strong>
        <PointVerdict verdict={point.verdict} />
        <CloseButton onClose={onClose} />
      </header>
      <p>
        {t('points.people60')} {count(point.population60)} · {t('points.people80')} {count(point.population80)}
      </p>
      <p>
        <PointReasonText point={point} question={question} />
      </p>
      {route && route.metres !== null && route.seconds !== null && (
        <p className="point-walk" data-testid="walk">
          {t('walk', {
            minutes: formatNumber(route.seconds / 60, language, 1),
            metres: formatNumber(route.metres, language),
            access: formatNumber(route.accessMetres ?? 0, language),
          })}
        </p>
      )}
    </aside>
  );
}
