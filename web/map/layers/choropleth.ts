import type { ExpressionSpecification } from 'maplibre-gl';
import { indicators } from '../../../gis-data/catalogue/index.ts';
import type { AreaFigures } from '../../../server/indicators/contract.ts';
import type { AreaLevel } from '../../api/queries.ts';
import type { ColourMode } from '../../app/url-state.ts';

export type Area = AreaFigures['areas'][number];

/** How one area is drawn: a class of values, a verdict, or one of the two ways of having no figure. */
export type AreaClass =
  | { type: 'value'; index: number; partlyUnknown: boolean }
  | { type: 'verdict'; verdict: Area['verdict'] }
  | { type: 'unknown' }
  | { type: 'notCounted' };

/** ColorBrewer YlGnBu, five classes: readable with any colour vision and in grey. */
export const valueColors = ['#fbf9cf', '#a9dcb9', '#4fb6c2', '#2f7fb6', '#283a8c'] as const;
export const verdictColors: Record<Area['verdict'], string> = {
  met: '#3d97a3',
  unmet: '#f0b67a',
  insufficient: '#d3d8db',
};
export const unknownColor = verdictColors.insufficient;
export const notCountedColor = '#f4f6f6';

/** Upper bounds of all classes but the last, and the ends of the scale. */
export interface ValueScale {
  min: number;
  max: number;
  breaks: readonly number[];
}

/** Township-level coverage is a yes or no per township, where verdicts say more than 0% and 100%. */
export function suitableMode(indicatorId: string, level: AreaLevel): ColourMode {
  const definition = indicators.find((i) => i.id === indicatorId);
  const yesOrNo = level === 'township' && definition?.evidenceUnit === 'township' && definition.unit === 'ratio';
  return yesOrNo ? 'verdict' : 'value';
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9))!;
}

/** Five classes of equal width between round numbers that hold all values; null without any value. */
export function valueScale(areas: readonly Area[]): ValueScale | null {
  const values = areas.flatMap((area) => (area.value === null ? [] : [area.value]));
  if (values.length === 0) return null;
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const count = valueColors.length;
  let step = roundStep(Math.max((highest - lowest) / count, Math.abs(highest) / 1000, 1e-9));
  let min = Math.floor(lowest / step) * step;
  // Rounding the lower end down may push the upper end out of the last class.
  while (min + count * step < highest * (1 - 1e-9)) {
    step = roundStep(step * 1.01);
    min = Math.floor(lowest / step) * step;
  }
  return { min, max: min + count * step, breaks: Array.from({ length: count - 1 }, (_, i) => min + (i + 1) * step) };
}

export function classOf(area: Area, mode: ColourMode, scale: ValueScale | null): AreaClass {
  if (area.units === 0) return { type: 'notCounted' };
  if (mode === 'verdict') return { type: 'verdict', verdict: area.verdict };
  if (area.value === null || scale === null || area.unknownUnits === area.units) return { type: 'unknown' };
  const index = scale.breaks.filter((bound) => area.value! >= bound).length;
  return { type: 'value', index, partlyUnknown: area.lower !== area.upper };
}

function colorOf(areaClass: AreaClass): string {
  if (areaClass.type === 'value') return valueColors[areaClass.index]!;
  if (areaClass.type === 'verdict') return verdictColors[areaClass.verdict];
  return areaClass.type === 'unknown' ? unknownColor : notCountedColor;
}

export type Pattern = 'hatch' | 'dots';

/** Patterns repeat in shape what colours say: dots for unknown, hatching for unmet or partly unknown. */
function patternOf(areaClass: AreaClass): Pattern | null {
  if (areaClass.type === 'unknown') return 'dots';
  if (areaClass.type === 'value') return areaClass.partlyUnknown ? 'hatch' : null;
  if (areaClass.type === 'notCounted') return null;
  return { met: null, unmet: 'hatch' as const, insufficient: 'dots' as const }[areaClass.verdict];
}

export interface Choropleth {
  level: AreaLevel;
  mode: ColourMode;
  scale: ValueScale | null;
  classes: ReadonlyMap<string, AreaClass>;
  areas: ReadonlyMap<string, Area>;
}

/** Sorts an indicator's areas into classes to draw. */
export function choropleth(figures: AreaFigures, mode: ColourMode): Choropleth {
  const scale = mode === 'value' ? valueScale(figures.areas) : null;
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
