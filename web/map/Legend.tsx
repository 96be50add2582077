import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityGroups } from '../../gis-data/catalogue/index.ts';
import type { IndicatorResult, Verdict } from '../../server/indicators/contract.ts';
import type { AreaLevel } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type ColourMode } from '../app/url-state.ts';
import { formatAmount, formatTarget, unitSuffix } from '../ui/format.ts';
import { LegendBox } from './LegendBox.tsx';
import { unknownColor, valueColors, verdictColors, type Choropleth, type ValueScale } from './layers/choropleth.ts';

type Mark = 'hatch' | 'dots';

function Swatch({ color, pattern, label, count }: { color: string; pattern?: Mark; label: string; count: number }) {
  return (
    <li className="legend-swatch">
      <span className={`swatch ${pattern ? `swatch-${pattern}` : ''}`} style={{ backgroundColor: color }} />
      <span>{label}</span>
      <span className="legend-count">{count}</span>
    </li>
  );
}

function Ramp({ scale, indicator }: { scale: ValueScale; indicator: IndicatorResult }) {
  const { t } = useTranslation('map');
  const language = useLanguage();
  const { target, unit } = indicator;
  const position = target ? (target.value - scale.min) / (scale.max - scale.min) : null;
  const shown = position !== null && position >= 0 && position <= 1;
  return (
    <div className="legend-ramp">
      <div className="legend-ramp-bar">
        {valueColors.map((color) => (
          <span key={color} style={{ backgroundColor: color }} />
        ))}
        {shown && <i className="legend-target" style={{ insetInlineStart: `${position * 100}%` }} />}
      </div>
      <div className="legend-ramp-ends">
        {[scale.min, ...scale.breaks, scale.max].map((bound) => (
          <span key={bound}>{formatAmount(bound, unit, language)}</span>
        ))}
      </div>
      <div className="legend-note">
        {target && (
          <span className="legend-target-note">
            {t('legend.target', { target: formatTarget(target, unit, language) })}
          </span>
        )}
        <span>{unitSuffix(unit, language)}</span>
      </div>
    </div>
  );
}

const counted = (shown: Choropleth) => {
  const classes = [...shown.classes.values()];
  return {
    verdict: (verdict: Verdict) => classes.filter((c) => c.type === 'verdict' && c.verdict === verdict).length,
    unknown: classes.filter((c) => c.type === 'unknown').length,
    partly: classes.filter((c) => c.type === 'value' && c.partlyUnknown).length,
  };
};

function ValueLegend({ shown, indicator }: { shown: Choropleth; indicator: IndicatorResult }) {
  const { t } = useTranslation('map');
  const count = counted(shown);
  return (
    <>
      {shown.scale && <Ramp scale={shown.scale} indicator={indicator} />}
      <ul>
        {count.partly > 0 && (
          <Swatch color={valueColors[2]} pattern="hatch" label={t('legend.partlyUnknown')} count={count.partly} />
        )}
        <Swatch color={unknownColor} pattern="dots" label={t('legend.unknown')} count={count.unknown} />
      </ul>
    </>
  );
}

const verdictMark: Record<Verdict, Mark | undefined> = { met: undefined, unmet: 'hatch', insufficient: 'dots' };

function VerdictLegend({ shown }: { shown: Choropleth }) {
  const { t } = useTranslation('indicators');
  const count = counted(shown);
  return (
    <ul>
      {(['met', 'unmet', 'insufficient'] as const).map((verdict) => (
        <Swatch
          key={verdict}
          color={verdictColors[verdict]}
          pattern={verdictMark[verdict]}
          label={t(`verdict.${verdict}`)}
          count={count.verdict(verdict)}
        />
      ))}
    </ul>
  );
}

function FacilityLegend() {
  const text = useText();
  return (
    <ul className="legend-groups">
      {facilityGroups.map((group) => (
        <li key={group.id}>
          <i style={{ backgroundColor: group.color }} /> {text(group.label)}
        </li>
      ))}
    </ul>
  );
}

/** What the map's colours, patterns and discs mean, with the switches for level and meaning. */
export function Legend({
  indicator,
  choropleth,
  mode,
  plain = false,
}: {
  indicator: IndicatorResult | null;
  choropleth: Choropleth | null;
  mode: ColourMode;
  /** Of a map without facilities, whose colours cannot be taken away. */
  plain?: boolean;
}) {
  const { t } = useTranslation('map');
  const text = useText();
  const [{ level }, change] = useView();
  return (
    <LegendBox title={indicator ? text(indicator.name) : t('legend.title')} data-level={level} data-mode={mode}>
      <div className="legend-switches">
        <Segmented<AreaLevel>
          size="small"
          aria-label={t('legend.level')}
          value={level}
          onChange={(next) => change({ level: next })}
          options={[
            { value: 'county', label: t('legend.county') },
            { value: 'township', label: t('legend.township') },
          ]}
        />
        {indicator && (
          <Segmented<ColourMode>
            size="small"
            aria-label={t('legend.mode')}
            value={mode}
            onChange={(next) => change({ mode: next })}
            options={[
              { value: 'value', label: t('legend.value') },
              { value: 'verdict', label: t('legend.verdict') },
            ]}
          />
        )}
        {indicator && !plain && (
          <Button size="small" type="link" onClick={() => change({ indicatorId: null })}>
            {t('legend.clear')}
          </Button>
        )}
      </div>
      {!indicator && <p className="legend-note">{t('legend.noIndicator')}</p>}
      {indicator && choropleth?.mode === 'value' && <ValueLegend shown={choropleth} indicator={indicator} />}
      {choropleth?.mode === 'verdict' && <VerdictLegend shown={choropleth} />}
      {!plain && <FacilityLegend />}
    </LegendBox>
  );
}
