import type { TFunction } from 'i18next';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { CoveragePoint, CoverageQuestion } from '../../server/coverage/contract.ts';
import { formatNumber } from '../ui/format.ts';

/** Minutes with one decimal, rounded up where they are over a limit, so that 15:01 never reads "15 of 15". */
export function walkMinutes(seconds: number, question: CoverageQuestion, language: Language): string {
  const minutes = seconds / 60;
  const tenths = minutes > question.minutes ? Math.ceil(minutes * 10) : Math.floor(minutes * 10);
  return formatNumber(tenths / 10, language, 1);
}

/** Why a point's verdict is what it is, in a sentence; the facility's name, which is data, stands apart. */
export function reasonSentence(
  point: CoveragePoint,
  question: CoverageQuestion,
  t: TFunction<'coverage'>,
  language: Language,
): string {
  const minutes = point.seconds === null ? null : walkMinutes(point.seconds, question, language);
  const limit = formatNumber(question.minutes, language, 1);
  switch (point.reason) {
    case 'reached':
      return t('reason.reached', { minutes: minutes ?? '' });
    case 'too-far':
      return minutes === null ? t('reason.tooFar', { limit }) : t('reason.tooFarBy', { minutes, limit });
    case 'none-reached':
      return t('reason.noneReached');
    case 'not-located':
      return t('reason.notLocated');
    case 'off-network':
      return t('reason.offNetwork', { metres: formatNumber(question.snapLimitM, language) });
    case 'outside-network':
      return t('reason.outsideNetwork');
    case 'facility-uncertain':
      return t('reason.facilityUncertain', { limit });
    case 'facility-not-placed':
      return t('reason.facilityNotPlaced');
  }
}
