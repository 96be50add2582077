import type { ExpressionSpecification } from 'maplibre-gl';
import {
  classOf,
  colorOf,
  indicatorDefinition,
  indicators,
  notCountedColor,
  patternOf,
  valueScale,
  type AreaClass,
  type Pattern,
  type ValueScale,
} from '../../../gis-data/catalogue/index.ts';
import type { AreaFigures } from '../../../server/indicators/contract.ts';
import type { AreaLevel } from '../../api/queries.ts';
import type { ColourMode } from '../../app/url-state.ts';

export type Area = AreaFigures['areas'][number];

export { notCountedColor, unknownColor, valueColors, verdictColors } from '../../../gis-data/catalogue/index.ts';
export type { AreaClass, Pattern, ValueScale };

/** Township-level coverage is a yes or no per township, where verdicts say more than 0% and 100%. */
export function suitableMode(indicatorId: string, level: AreaLevel): ColourMode {
  const definition = indicators.find((i) => i.id === indicatorId);
  const yesOrNo = level === 'township' && definition?.evidenceUnit === 'township' && definition.unit === 'ratio';
  return yesOrNo ? 'verdict' : 'value';
}

export interface Choropleth {
  level: AreaLevel;
  mode: ColourMode | 'difference';
  scale: ValueScale | null;
  classes: ReadonlyMap<string, AreaClass>;
  areas: ReadonlyMap<string, Area>;
}

/**
 * Sorts an indicator's areas into classes to draw.
 * @param shared the scale where several maps have one; else the areas' own
 */
export function choropleth(figures: AreaFigures, mode: ColourMode, shared?: ValueScale | null): Choropleth {
  const own = () => valueScale(figures.areas, indicatorDefinition(figures.indicatorId).unit);
  const scale = mode !== 'value' ? null : shared === undefined ? own() : shared;
  return {
    level: figures.level,
    mode,
    scale,
    classes: new Map(figures.areas.map((area) => [area.divisionId, classOf(area, mode, scale)])),
    areas: new Map(figures.areas.map((area) => [area.divisionId, area])),
  };
}

/** Fill colour by division id, for a layer whose features have the property `id`. */
export function fillColor(map: Choropleth): ExpressionSpecification | string {
  const idsByColor = new Map<string, string[]>();
  for (const [id, areaClass] of map.classes) {
    const color = colorOf(areaClass);
    idsByColor.set(color, [...(idsByColor.get(color) ?? []), id]);
  }
  if (idsByColor.size === 0) return notCountedColor;
  const cases = [...idsByColor].flatMap(([color, ids]) => [ids, color]);
  return ['match', ['get', 'id'], ...cases, notCountedColor] as unknown as ExpressionSpecification;
}

/** Ids of the divisions that carry a pattern. */
export function patterned(map: Choropleth, pattern: Pattern): string[] {
  return [...map.classes].filter(([, areaClass]) => patternOf(areaClass) === pattern).map(([id]) => id);
}
