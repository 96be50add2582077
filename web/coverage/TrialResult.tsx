import { Alert } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfReport } from '../../server/coverage/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { fineFigure } from '../changes/figures.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber, hasRange, type Figure } from '../ui/format.ts';
import { people60, pointChanges } from './changes-of-points.ts';
import { Delta } from './Delta.tsx';
import { FacilityName } from './FacilityName.tsx';
import type { KnownFacilities } from './known-facilities.ts';
import type { PointChange } from './layers/care-layers.ts';

const shownPoints = 30;

const changeSigns: Record<PointChange['change'], string> = { gain: '+', loss: '−', open: '?' };

function ChangedPoints({
  changes,
  change,
  onChoose,
}: {
  changes: readonly PointChange[];
  change: PointChange['change'];
  onChoose(pointId: string): void;
}) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const own = changes.filter((each) => each.change === change);
  const words = {
    points: formatNumber(own.length, language),
    people: formatNumber(people60(own), language),
  };
  return (
    <section className={`changed-points changed-${change}`} data-testid={change} data-points={own.length}>
      <h4>
        {changeSigns[change]} {t(`change.${change}`)} <span className="quiet">{t('change.sum', words)}</span>
      </h4>
      <ul>
        {own.slice(0, shownPoints).map(({ point }) => (
          <li key={point.divisionId}>
            <button type="button" className="link" onClick={() => onChoose(point.divisionId)}>
              <Data>{point.name}</Data>
            </button>
            <span className="quiet">
              {' '}
              {point.population60 === null ? t('verdict.unknown') : formatNumber(point.population60, language)} ·{' '}
              {t(`verdict.${point.verdict}`)}
            </span>
          </li>
        ))}
      </ul>
      {own.length > shownPoints && (
        <p className="quiet">{t('change.more', { points: formatNumber(own.length - shownPoints, language) })}</p>
      )}
    </section>
  );
}

function ChangedIndicators({ whatIf }: { whatIf: WhatIfReport }) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const language = useLanguage();
  const changed = whatIf.indicators.filter((indicator) => indicator.changed);
  const shown = (figure: Figure, unit: string) => {
    const fine = (value: number) => fineFigure(value, unit, language);
    if (hasRange(figure)) return `${fine(figure.lower!)}–${fine(figure.upper!)}`;
    return figure.value === null ? '—' : fine(figure.value);
  };
  return (
    <section>
      <h4>{t('tryOut.indicators')}</h4>
      {changed.length === 0 && <p className="quiet">{t('tryOut.indicatorsUnchanged')}</p>}
      <ul className="changed-indicators">
        {changed.map((indicator) => (
          <li key={indicator.id} data-indicator={indicator.id} data-value={indicator.after.value}>
            <span>{text(indicator.name)}</span>
            <Delta before={shown(indicator.before, indicator.unit)} after={shown(indicator.after, indicator.unit)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who gains and who loses by the edits, and the indicators that change. */
export const TrialResult = memo(function TrialResult({
  whatIf,
  known,
  onChoose,
}: {
  whatIf: WhatIfReport;
  known: KnownFacilities;
  onChoose(pointId: string): void;
}) {
  const { t } = useTranslation('coverage');
  const changes = pointChanges(whatIf);
  return (
    <div className="trial-result" data-testid="trial-result">
      {whatIf.unplaced.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              {t('tryOut.unplaced')}
              {whatIf.unplaced.map((id) => (
                <div key={id}>
                  <FacilityName facility={known.get(id)} />
                </div>
              ))}
            </>
          }
        />
      )}
      <div className="changed-columns">
        <ChangedPoints changes={changes} change="gain" onChoose={onChoose} />
        <ChangedPoints changes={changes} change="loss" onChoose={onChoose} />
      </div>
      {changes.some(({ change }) => change === 'open') && (
        <ChangedPoints changes={changes} change="open" onChoose={onChoose} />
      )}
      <ChangedIndicators whatIf={whatIf} />
    </div>
  );
});
