import type { Frame } from './frame.ts';

export interface ScaleBar {
  /** Ground length of the whole bar. */
  metres: number;
  /** Length of the whole bar on the sheet. */
  mm: number;
  segments: number;
}

/** Round lengths with the number of equal segments into which each divides well. */
const roundLengths = [
  { factor: 1, segments: 2 },
  { factor: 2, segments: 4 },
  { factor: 5, segments: 5 },
] as const;

/** The longest bar of round length, true along the frame's middle parallel, that fits into `widestMm`. */
export function scaleBar({ mmPerMetre }: Pick<Frame, 'mmPerMetre'>, widestMm: number): ScaleBar {
  const longest = widestMm / mmPerMetre;
  const power = 10 ** Math.floor(Math.log10(longest));
  const { factor, segments } = roundLengths.findLast((length) => length.factor * power <= longest)!;
  return { metres: factor * power, mm: factor * power * mmPerMetre, segments };
}
