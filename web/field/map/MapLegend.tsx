import { boundaryLevels, markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import { boundaryLineStyles } from '../../../gis-data/catalogue/map-symbols.ts';
import type { FieldBasemap } from '../../../server/field-sync/contract.ts';
import { useState } from 'react';
import { signDataUrl } from '../../boundary/map/marker-signs.ts';
import { useWords } from '../app/words.ts';
import { groundColors } from './ground.ts';

interface LineKeyProps {
  color: string;
  width: number;
  dashes?: readonly number[] | null;
}

function LineKey({ color, width, dashes }: LineKeyProps) {
  return (
    <svg width="30" height="10" aria-hidden="true">
      <line
        {...{ x1: 0, y1: 5, x2: 30, y2: 5 }}
        stroke={color}
        strokeWidth={width}
        strokeDasharray={dashes?.map((part) => part * width).join(' ')}
      />
    </svg>
  );
}

/**
 * What the signs of the map mean, and whose data it is.
 * @param basemap null: none was taken along; undefined while it is not known
 */
export function MapLegend({ basemap }: { basemap: FieldBasemap | null | undefined }) {
  const { t, word } = useWords();
  // Its signs are drawn when they are asked for.
  const [isOpen, setOpen] = useState(false);
  const unknown = { id: 'unknown' as const, label: { zh: t('marker.unknown'), en: t('marker.unknown') } };
  return (
    <>
      <details className="map-legend" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('map.legend')}</summary>
        {isOpen && (
          <ul>
            {[...markerStates, unknown].map(({ id, label }) => (
              <li key={id}>
                <img src={signDataUrl(id)} width="20" height="20" alt="" /> {word(label)}
              </li>
            ))}
            <li>
              <span className="my-place" /> {t('map.me')}
            </li>
            {boundaryLevels.map(({ id, label }) => {
              const { color, widthPx, dashes } = boundaryLineStyles[id];
              return (
                <li key={id}>
                  <LineKey color={color} width={widthPx} dashes={dashes} /> {word(label)}
                </li>
              );
            })}
            {basemap && (
              <>
                <li>
                  <LineKey color={groundColors.county} width={1.6} dashes={[3, 2]} /> {t('map.counties')}
                </li>
                <li>
                  <LineKey color={groundColors.township} width={1.2} dashes={[3, 2]} /> {t('map.townships')}
                </li>
                <li>
                  <LineKey color={groundColors.way} width={2} /> {t('map.ways')}
                </li>
              </>
            )}
          </ul>
        )}
      </details>
      {basemap === null && <p className="small">{t('map.noBasemap')}</p>}
      {basemap && (
        <p className="small">
          {basemap.network === null ? (
            t('map.noWays')
          ) : (
            <span data-content="data">{t('map.ground', { attribution: basemap.attribution })}</span>
          )}
          {basemap.demo && <em className="demo-tag">{t('demo')}</em>}
        </p>
      )}
    </>
  );
}
