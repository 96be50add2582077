import { CheckCircleFilled, CloseCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoveragePoint, CoverageQuestion } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { reasonSentence } from './reason.ts';

const icons: Record<CoveragePoint['verdict'], ReactNode> = {
  covered: <CheckCircleFilled aria-hidden />,
  uncovered: <CloseCircleFilled aria-hidden />,
  unknown: <QuestionCircleFilled aria-hidden />,
};
const looks = { covered: 'met', uncovered: 'unmet', unknown: 'insufficient' } as const;

/** A population point's verdict, by icon, word and colour. */
export function PointVerdict({ verdict }: { verdict: CoveragePoint['verdict'] }) {
  const { t } = useTranslation('coverage');
  return (
    <span className={`verdict verdict-${looks[verdict]}`} data-verdict={verdict}>
      {icons[verdict]} {t(`verdict.${verdict}`)}
    </span>
  );
}

/** Why a point's verdict is what it is, with the facility behind it. */
export function PointReasonText({ point, question }: { point: CoveragePoint; question: CoverageQuestion }) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const { facilityName } = point;
  return (
    <span className="point-reason">
      {reasonSentence(point, question, t, language)}
      {facilityName !== null && (
        <>
          {language === 'zh' ? ':' : ': '}
          <Data>{facilityName}</Data>
        </>
      )}
      {point.crossesCounty && <span className="quiet"> · {t('crossesCounty')}</span>}
      {point.edge && <span className="quiet"> · {t('edge')}</span>}
    </span>
  );
}
