import { useTranslation } from 'react-i18next';
import {
  differenceColors,
  endedDivisionColor,
  newDivisionColor,
  unknownColor,
  valueColors,
  verdictColors,
  type Language,
  type Pattern,
} from '../../gis-data/catalogue/index.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import type { ValueScale } from '../map/layers/choropleth.ts';
import type { DifferenceScale } from '../map/layers/difference.ts';
import { formatAmount, formatNumber } from '../ui/format.ts';
import type { Colours } from './colours.ts';
import { facilityChanges, markDataUrl } from './map/change-marks.ts';

function Swatch({ color, pattern, label }: { color: string; pattern?: Pattern; label: string }) {
  return (
    <span className="legend-entry">
      <span className={`swatch ${pattern ? `swatch-${pattern}` : ''}`} style={{ backgroundColor: color }} />
      {label}
    </span>
  );
}

function ramp(colors: readonly string[], bounds: readonly string[]) {
  return (
    <span className="legend-entry legend-scale">
      <span className="legend-scale-bar">
        {colors.map((color) => (
          <i key={color} style={{ backgroundColor: color }} />
        ))}
      </span>
      <span className="legend-scale-bounds">
        {bounds.map((bound) => (
          <span key={bound}>{bound}</span>
        ))}
      </span>
    </span>
  );
}

/** A difference with its sign; of shares in percentage points. */
function signed(value: number, unit: string, language: Language): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  const size = Math.abs(value);
  return sign + (unit === 'ratio' ? formatNumber(size * 100, language, 1) : formatNumber(size, language, 1));
}

function DifferenceRamp({ scale, unit }: { scale: DifferenceScale | null; unit: string }) {
  const { t } = useTranslation('scenarios');
  const language = useLanguage();
  const middle = (differenceColors.length - 1) / 2;
  if (scale === null) return <Swatch color={differenceColors[middle]!} label={t('compare.noChange')} />;
  return (
    <>
      {ramp(
        differenceColors,
        [-scale.largest, 0, scale.largest].map((bound) => signed(bound, unit, language)),
      )}
      {unit === 'ratio' && <span className="quiet">{language === 'zh' ? '个百分点' : 'pp'}</span>}
    </>
  );
}

function ValueRamp({ scale, unit }: { scale: ValueScale | null; unit: string }) {
  const language = useLanguage();
  if (scale === null) return null;
  return ramp(
    valueColors,
    [scale.min, ...scale.breaks, scale.max].map((bound) => formatAmount(bound, unit, language)),
  );
}

const shows = ({ maps }: Colours, wanted: 'new' | 'ended') =>
  [...maps.values()].some(({ classes }) => [...classes.values()].some(({ type }) => type === wanted));

/** The one legend of all maps: the colour scale they share and what is done to facilities. */
export function ColourLegend({ colours, unit }: { colours: Colours | null; unit: string }) {
  const { t } = useTranslation(['scenarios', 'indicators', 'map']);
  return (
    <div className="scenario-legend" aria-label={t('compare.legend')} data-testid="legend" data-mode={colours?.mode}>
      {colours?.mode === 'value' && (
        <>
          <ValueRamp scale={colours.values} unit={unit} />
          <Swatch color={valueColors[2]} pattern="hatch" label={t('map:legend.partlyUnknown')} />
          <Swatch color={unknownColor} pattern="dots" label={t('compare.unknown')} />
        </>
      )}
      {colours?.mode === 'verdict' && (
        <>
          <Swatch color={verdictColors.met} label={t('indicators:verdict.met')} />
          <Swatch color={verdictColors.unmet} pattern="hatch" label={t('indicators:verdict.unmet')} />
          <Swatch color={verdictColors.insufficient} pattern="dots" label={t('indicators:verdict.insufficient')} />
        </>
      )}
      {colours?.mode === 'difference' && (
        <>
          <DifferenceRamp scale={colours.differences} unit={unit} />
          <Swatch color={differenceColors[3]} pattern="hatch" label={t('compare.rangeMoved')} />
          <Swatch color={unknownColor} pattern="dots" label={t('compare.unknown')} />
          {shows(colours, 'new') && (
            <Swatch color={newDivisionColor} pattern="crosses" label={t('compare.newDivision')} />
          )}
          {shows(colours, 'ended') && (
            <Swatch color={endedDivisionColor} pattern="crosses" label={t('compare.endedDivision')} />
          )}
        </>
      )}
      {facilityChanges.map((change) => (
        <span key={change} className="legend-entry">
          <img src={markDataUrl(change)} width={15} height={15} alt="" /> {t(`compare.change.${change}`)}
        </span>
      ))}
      <span className="legend-entry">
        <i className="legend-former" /> {t('compare.formerly')}
      </span>
    </div>
  );
}
