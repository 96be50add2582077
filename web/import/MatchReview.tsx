import { Radio, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportRow, MatchScore, RowDecision } from '../../server/exchange/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';

interface MatchReviewProps {
  row: ImportRow;
  decision: RowDecision | null;
  onDecide(decision: RowDecision): void;
}

/** Key of a decision among the choices of a row. */
const keyOf = (decision: RowDecision) => (decision.is === 'same' ? `same ${decision.id}` : decision.is);

const decisionOf = (key: string): RowDecision =>
  key === 'new' || key === 'leaveOut' ? { is: key } : { is: 'same', id: key.slice('same '.length) };

/** Asks what a row is: one of the registered facilities that are like it, a new one, or nothing to import. */
export function MatchReview({ row, decision, onDecide }: MatchReviewProps) {
  const { t } = useTranslation('import');
  if (!row.match) return null;
  const options = [
    ...row.match.candidates.map((candidate) => ({
      value: keyOf({ is: 'same', id: candidate.id }),
      label: (
        <>
          {t('sameAs')} <Data>{[candidate.name, candidate.code, candidate.place].filter(Boolean).join(' · ')}</Data>{' '}
          <Score match={candidate.match} />
        </>
      ),
    })),
    { value: 'new', label: t('decideNew') },
    { value: 'leaveOut', label: t('decideLeaveOut') },
  ];
  return (
    <Radio.Group
      aria-label={`${t('decision')} ${row.row}`}
      value={decision ? keyOf(decision) : undefined}
      onChange={(event) => onDecide(decisionOf(String(event.target.value)))}
    >
      <Space orientation="vertical" size={2}>
        {options.map(({ value, label }) => (
          <Radio key={value} value={value}>
            {label}
          </Radio>
        ))}
      </Space>
    </Radio.Group>
  );
}

/** A score and what it is made of; parts that are not known are named as such. */
function Score({ match: { score, parts, distanceM } }: { match: MatchScore }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const part = (value: number | null) => (value === null ? t('partUnknown') : value.toFixed(2));
  return (
    <>
      <Tag color="blue">{t('score', { score: score.toFixed(2) })}</Tag>
      <span style={{ color: 'rgba(0,0,0,0.6)' }}>
        {t('scoreParts', { name: part(parts.name), place: part(parts.place), distance: part(parts.distance) })}
        {distanceM !== null && ` (${t('metres', { metres: formatNumber(distanceM, language) })})`}
      </span>
    </>
  );
}
