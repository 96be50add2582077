/**
 * How maps show values, verdicts and facilities: colours, patterns and classes, the same on the page and in print.
 * Colours never stand alone: patterns repeat in shape what they say.
 */

import type { BoundaryLevel, MarkerState } from './boundaries.ts';
import type { IndicatorDefinition } from './indicators.ts';

type MapVerdict = 'met' | 'unmet' | 'insufficient';

/** What is drawn of an area. */
export interface AreaFigure {
  value: number | null;
  lower: number | null;
  upper: number | null;
  verdict: MapVerdict;
  units: number;
  unknownUnits: number;
}

/** How one area is drawn: a class of values, a verdict, or why it has no figure. */
export type AreaClass =
  | { type: 'value'; index: number; partlyUnknown: boolean }
  | { type: 'verdict'; verdict: MapVerdict }
  | { type: 'difference'; index: number; rangeMoved: boolean }
  | { type: 'unknown' }
  /** Areas of which the other state of the registry has none to compare with: made by it, or merged away. */
  | { type: 'new' }
  | { type: 'ended' }
  | { type: 'notCounted' };

/** ColorBrewer YlGnBu, five classes: readable with any colour vision and in grey. */
export const valueColors = ['#fbf9cf', '#a9dcb9', '#4fb6c2', '#2f7fb6', '#283a8c'] as const;
/** ColorBrewer PuOr, seven classes with "no difference" in the middle: readable with any colour vision. */
export const differenceColors = ['#b35806', '#f1a340', '#fee0b6', '#f7f7f7', '#d8daeb', '#998ec3', '#542788'] as const;
export const verdictColors: Record<MapVerdict, string> = {
  met: '#3d97a3',
  unmet: '#f0b67a',
  insufficient: '#d3d8db',
};
export const unknownColor = verdictColors.insufficient;
export const notCountedColor = '#f4f6f6';
/** Divisions without one to compare with, in colours that no scale has. */
export const newDivisionColor = '#cfe6bd';
export const endedDivisionColor = '#d3d3d3';

/** Upper bounds of all classes but the last, and the ends of the scale. */
export interface ValueScale {
  min: number;
  max: number;
  breaks: readonly number[];
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `rough`. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9))!;
}

/**
 * Five classes of equal width between round numbers that hold all values; null without any value. Shares of one whole
 * (`ratio`) end at 100% at most, unless a value lies above it.
 */
export function valueScale(areas: readonly AreaFigure[], unit: IndicatorDefinition['unit']): ValueScale | null {
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
  if (unit === 'ratio' && highest <= 1 && min + count * step > 1) min = 1 - count * step;
  return { min, max: min + count * step, breaks: Array.from({ length: count - 1 }, (_, i) => min + (i + 1) * step) };
}

export function classOf(area: AreaFigure, mode: 'value' | 'verdict', scale: ValueScale | null): AreaClass {
  if (area.units === 0) return { type: 'notCounted' };
  if (mode === 'verdict') return { type: 'verdict', verdict: area.verdict };
  if (area.value === null || scale === null || area.unknownUnits === area.units) return { type: 'unknown' };
  const index = scale.breaks.filter((bound) => area.value! >= bound).length;
  return { type: 'value', index, partlyUnknown: area.lower !== area.upper };
}

/** Fill of a class. */
export function colorOf(areaClass: AreaClass): string {
  if (areaClass.type === 'value') return valueColors[areaClass.index]!;
  if (areaClass.type === 'verdict') return verdictColors[areaClass.verdict];
  if (areaClass.type === 'difference') return differenceColors[areaClass.index]!;
  return { unknown: unknownColor, new: newDivisionColor, ended: endedDivisionColor, notCounted: notCountedColor }[
    areaClass.type
  ];
}

/** Pattern drawn over a fill. */
export type Pattern = 'hatch' | 'dots' | 'crosses';
export const patterns: readonly Pattern[] = ['hatch', 'dots', 'crosses'];

/**
 * Patterns repeat in shape what colours say: dots for unknown, hatching for unmet or partly unknown, crosses for what
 * cannot be compared.
 */
export function patternOf(areaClass: AreaClass): Pattern | null {
  if (areaClass.type === 'unknown') return 'dots';
  if (areaClass.type === 'value') return areaClass.partlyUnknown ? 'hatch' : null;
  if (areaClass.type === 'difference') return areaClass.rangeMoved ? 'hatch' : null;
  if (areaClass.type === 'new' || areaClass.type === 'ended') return 'crosses';
  if (areaClass.type === 'notCounted') return null;
  return { met: null, unmet: 'hatch' as const, insufficient: 'dots' as const }[areaClass.verdict];
}

/** Stroke of the hatching and the crosses, and fill of the dots. */
export const patternPaint: Record<Pattern, { color: string; opacity: number }> = {
  hatch: { color: '#603010', opacity: 0.32 },
  dots: { color: '#46545e', opacity: 0.55 },
  crosses: { color: '#3f4a3a', opacity: 0.5 },
};

/** Outlines of divisions. */
export const divisionLines = { township: '#8a979e', county: '#43545e' } as const;

/**
 * How markers of a boundary are drawn by their state: the sign in the square says it, colour only repeats it. Squares are
 * hollow where nobody has seen the marker.
 */
export const markerSigns: Record<MarkerState | 'unknown', { sign: string; color: string; hollow?: boolean }> = {
  intact: { sign: '✓', color: '#12707f' },
  damaged: { sign: '∕', color: '#a85a00' },
  moved: { sign: '→', color: '#8a2a8f' },
  lost: { sign: '×', color: '#b3175c' },
  endangered: { sign: '!', color: '#a85a00' },
  referencesMissing: { sign: '◇', color: '#3b5ba9' },
  notReached: { sign: '…', color: '#5c6b73', hollow: true },
  unknown: { sign: '?', color: '#5c6b73', hollow: true },
};

/** Boundary lines by level: width in pixels, and dashes as multiples of it; null is drawn through. */
export const boundaryLineStyles: Record<
  BoundaryLevel,
  { color: string; widthPx: number; dashes: readonly number[] | null }
> = {
  province: { color: '#8c1c4e', widthPx: 4, dashes: [4, 1.2, 0.8, 1.2] },
  city: { color: '#5b2a86', widthPx: 3.2, dashes: [4, 1.6] },
  county: { color: '#2d4a9a', widthPx: 2.4, dashes: null },
  township: { color: '#46545e', widthPx: 1.8, dashes: [1, 1.6] },
};
