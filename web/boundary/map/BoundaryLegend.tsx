import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { boundaryLevels, boundaryLineStyles } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { LegendBox } from '../../map/LegendBox.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { stateOf } from '../register/marker-filter.ts';
import { statesAndUnknown } from '../words.ts';
import { signDataUrl, type SignedState } from './marker-signs.ts';

/** A line of a level as the map draws it. */
export function LineSample({ level }: { level: string }) {
  const style = boundaryLineStyles[level as keyof typeof boundaryLineStyles];
  return (
    <svg width="34" height="10" aria-hidden className="line-sample">
      <line
        x1="1"
        x2="33"
        y1="5"
        y2="5"
        stroke={style.color}
        strokeWidth={style.widthPx}
        strokeDasharray={style.dashes?.map((length) => length * style.widthPx).join(' ')}
      />
    </svg>
  );
}

/** The sign of a state; its wording stands beside it. */
export const StateSign = ({ state }: { state: string }) => (
  <img src={signDataUrl(state as SignedState)} alt="" width={16} height={16} className="state-sign" />
);

/** What lines and signs on the map mean; only what is there. */
export function BoundaryLegend({
  markers,
  levels,
  findings,
  route,
}: {
  markers: readonly BoundaryMarkerItem[];
  levels: readonly string[];
  findings: boolean;
  route: boolean;
}) {
  const { t } = useTranslation(['boundary', 'map']);
  const text = useText();
  const narrow = useNarrow();
  const shown = useMemo(() => {
    const placed = markers.filter(({ position }) => position !== null);
    return {
      states: new Set(placed.map(stateOf)),
      rounded: placed.some(({ precision }) => precision === 'rounded'),
      surveyed: placed.some(({ precision }) => precision === 'surveyed'),
    };
  }, [markers]);
  return (
    <LegendBox title={t('map:legend.title')} startsOpen={!narrow} className="boundary-legend">
      <ul>
        {boundaryLevels
          .filter(({ id }) => levels.includes(id))
          .map(({ id, label }) => (
            <li key={id} className="legend-swatch">
              <LineSample level={id} /> {text(label)}
            </li>
          ))}
      </ul>
      <ul>
        {statesAndUnknown
          .filter(({ id }) => shown.states.has(id))
          .map(({ id, label }) => (
            <li key={id} className="legend-swatch">
              <StateSign state={id} /> {text(label)}
            </li>
          ))}
        {findings && (
          <li className="legend-swatch">
            <span className="finding-sign" aria-hidden>
              ▲
            </span>{' '}
            {t('legend.finding')}
          </li>
        )}
      </ul>
      {shown.surveyed && <p className="legend-note">{t('legend.cluster')}</p>}
      {shown.rounded && <p className="legend-note">{t('legend.cell')}</p>}
      {route && <p className="legend-note">{t('legend.route')}</p>}
    </LegendBox>
  );
}
