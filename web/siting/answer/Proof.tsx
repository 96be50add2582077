import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { WhereAnswer } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { formatNumber } from '../../ui/format.ts';
import { objectiveText } from '../objective.ts';
import type { Goal } from '../siting-view.ts';

const alertTypes = { optimal: 'success', feasible: 'warning', infeasible: 'error', unknown: 'warning' } as const;

/** Decimals of a percentage that a small gap needs not to read as none. */
const gapDigits = (gap: number) => (gap >= 0.001 ? 1 : gap >= 0.0001 ? 2 : 4);

/** A gap as a percentage that never reads as none. */
export const gapText = (gap: number, language: Language): string =>
  `${formatNumber(gap * 100, language, gapDigits(gap))}%`;

/** How good the answer is, in plain words: proven best, at most so far from it, or why there is none. */
export function Proof({ answer, goal }: { answer: WhereAnswer; goal: Goal }) {
  const { t } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  const { status, objective, bound, gap, seconds, conflict } = answer;
  const shown = (value: number | null) => (value === null ? '—' : objectiveText(goal, value, t, language));
  const percent = gap === null ? null : gapText(gap, language);
  const sentence = {
    optimal: t('proof.optimal'),
    feasible: percent === null ? t('proof.feasible') : t('proof.feasibleWithin', { gap: percent }),
    infeasible: t('proof.infeasible'),
    unknown: t('proof.unknown'),
  }[status];
  return (
    <Alert
      type={alertTypes[status]}
      showIcon
      data-testid="proof"
      data-status={status}
      data-objective={objective ?? undefined}
      title={<strong>{sentence}</strong>}
      description={
        <>
          {conflict && <div data-content="data">{text(conflict)}</div>}
          {objective !== null && (
            <div>
              {t(`proof.value.${goal}`)} {shown(objective)}
              {status !== 'optimal' && bound !== null && <> · {t('proof.bound', { bound: shown(bound) })}</>}
            </div>
          )}
          <div className="quiet">
            {t('proof.searched', {
              candidates: formatNumber(answer.candidates, language),
              seconds: formatNumber(seconds, language, 1),
            })}
          </div>
        </>
      }
    />
  );
}
