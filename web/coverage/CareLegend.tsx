import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { LegendBox } from '../map/LegendBox.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatNumber } from '../ui/format.ts';
import { changeColors, isochroneColors, verdictPaint } from './layers/care-layers.ts';
import { markDataUrl, type FacilityMark } from './layers/icons.ts';
import { bandMinutes } from './use-isochrones.ts';

const markUrls = new Map<FacilityMark, string>();
function markUrl(mark: FacilityMark): string {
  if (!markUrls.has(mark)) markUrls.set(mark, markDataUrl(mark));
  return markUrls.get(mark)!;
}

const shownMarks = ['sure', 'maybe', 'unplaced'] as const;
const triedMarks = ['tried', 'closed'] as const;

/** What circles, houses, rings and bands on the map mean. */
export const CareLegend = memo(function CareLegend({ minutes, trying }: { minutes: number; trying: boolean }) {
  const { t } = useTranslation(['coverage', 'map']);
  const language = useLanguage();
  const narrow = useNarrow();
  return (
    <LegendBox title={t('map:legend.title')} startsOpen={!narrow} className="care-legend">
      <ul>
        {(['covered', 'uncovered', 'unknown'] as const).map((verdict) => {
          const { fill, stroke, strokeWidth } = verdictPaint[verdict];
          return (
            <li key={verdict} className="legend-swatch">
              <i
                className="care-dot"
                style={{ background: fill, border: `${Math.max(strokeWidth, 1) * 1.3}px solid ${stroke}` }}
              />
              {t(`verdict.${verdict}`)}
            </li>
          );
        })}
      </ul>
      <p className="legend-note">{t('legend.size')}</p>
      <ul>
        {[...shownMarks, ...(trying ? triedMarks : [])].map((mark) => (
          <li key={mark} className="legend-swatch">
            <img src={markUrl(mark)} alt="" width={16} height={16} /> {t(`mark.${mark}`)}
          </li>
        ))}
        {trying &&
          (['gain', 'loss'] as const).map((change) => (
            <li key={change} className="legend-swatch">
              <i className="care-ring" style={{ borderColor: changeColors[change], color: changeColors[change] }}>
                {change === 'gain' ? '+' : '−'}
              </i>
              {t(`change.${change}`)}
            </li>
          ))}
      </ul>
      <div className="care-bands">
        {bandMinutes(minutes).map((band, i) => (
          <span key={band}>
            <i style={{ background: isochroneColors[i] }} /> {formatNumber(band, language, 1)}
          </span>
        ))}
        <span>{t('legend.bands')}</span>
      </div>
    </LegendBox>
  );
});
