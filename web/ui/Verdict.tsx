import { CheckCircleFilled, CloseCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceRow, Verdict } from '../../server/indicators/contract.ts';

const icons: Record<Verdict, ReactNode> = {
  met: <CheckCircleFilled aria-hidden />,
  unmet: <CloseCircleFilled aria-hidden />,
  insufficient: <QuestionCircleFilled aria-hidden />,
};

/** 达标, 未达标 or 数据不足: by icon, word and colour, so that none of them is needed alone. */
export function VerdictChip({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('indicators');
  return (
    <span className={`verdict verdict-${verdict}`} data-verdict={verdict}>
      {icons[verdict]} {t(`verdict.${verdict}`)}
    </span>
  );
}

const rowClass = { yes: 'met', no: 'unmet', unknown: 'insufficient' } as const;

/** The verdict of one unit in the evidence. */
export function RowVerdict({ verdict }: { verdict: EvidenceRow['verdict'] }) {
  const { t } = useTranslation('indicators');
  return (
    <span className={`verdict verdict-${rowClass[verdict]}`}>
      {icons[rowClass[verdict]]} {t(`rowVerdict.${verdict}`)}
    </span>
  );
}
