import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { changeColors, verdictPaint } from '../../coverage/layers/care-layers.ts';
import { markDataUrl as houseDataUrl } from '../../coverage/layers/icons.ts';
import { LegendBox } from '../../map/LegendBox.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { markDataUrl, siteMarks, type SiteMark } from './site-marks.ts';

const siteUrls = new Map<SiteMark, string>();
function siteUrl(mark: SiteMark): string {
  if (!siteUrls.has(mark)) siteUrls.set(mark, markDataUrl(mark));
  return siteUrls.get(mark)!;
}

/** What circles, rings, houses and signs on the map mean. */
export const SitingLegend = memo(function SitingLegend({
  marks,
  gains,
}: {
  /** Signs that are on the map. */
  marks: ReadonlySet<SiteMark>;
  /** Whether the map shows whom a plan reaches anew. */
  gains: boolean;
}) {
  const { t } = useTranslation(['siting', 'coverage', 'map']);
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
              {t(`coverage:verdict.${verdict}`)}
            </li>
          );
        })}
        {gains && (
          <li className="legend-swatch">
            <i className="care-ring" style={{ borderColor: changeColors.gain, color: changeColors.gain }}>
              +
            </i>
            {t('legend.gain')}
          </li>
        )}
      </ul>
      <p className="legend-note">{t('coverage:legend.size')}</p>
      <ul>
        <li className="legend-swatch">
          <img src={houseDataUrl('sure')} alt="" width={16} height={16} /> {t('legend.standing')}
        </li>
        {siteMarks
          .filter((mark) => marks.has(mark))
          .map((mark) => (
            <li key={mark} className="legend-swatch">
              <img src={siteUrl(mark)} alt="" width={16} height={16} /> {t(`mark.${mark}`)}
            </li>
          ))}
      </ul>
      <p className="legend-note">{t('legend.lines')}</p>
    </LegendBox>
  );
});
