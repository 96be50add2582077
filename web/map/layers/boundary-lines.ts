import type { LineLayerSpecification } from 'maplibre-gl';
import { boundaryLevels } from '../../../gis-data/catalogue/boundaries.ts';
import { boundaryLineStyles } from '../../../gis-data/catalogue/map-symbols.ts';

/** Layers of boundary lines, one for each level, because dashes cannot depend on data; features have a `level`. */
export const boundaryLineLayers = (source: string): LineLayerSpecification[] =>
  boundaryLevels.map(({ id: level }) => {
    const { color, widthPx, dashes } = boundaryLineStyles[level];
    return {
      id: `boundary-line-${level}`,
      type: 'line',
      source,
      filter: ['==', ['get', 'level'], level],
      paint: {
        'line-color': color,
        'line-width': ['interpolate', ['linear'], ['zoom'], 7, widthPx * 0.6, 12, widthPx],
        ...(dashes ? { 'line-dasharray': [...dashes] } : {}),
      },
    };
  });
