import type { SheetPoint } from './frame.ts';

type Ring = readonly SheetPoint[];

/** Distance between hatching lines, and between rows of dots and the dots of a row, millimetres. */
const HATCH_MM = 1.3;
const DOT_ROW_MM = 1;
const DOT_MM = 2;

/**
 * Stretches of parallel lines inside an area, by the even-odd rule. The lines are where `across` is a multiple of `step`;
 * `along` measures the place on a line.
 */
function* stretches(
  rings: readonly Ring[],
  across: (point: SheetPoint) => number,
  along: (point: SheetPoint) => number,
  step: number,
): Generator<[line: number, from: number, to: number]> {
  const crossings = new Map<number, number[]>();
  for (const ring of rings) {
    ring.forEach((end, i) => {
      const start = ring[(i + ring.length - 1) % ring.length]!;
      const [from, to] = [across(start) / step, across(end) / step];
      const [low, high] = from < to ? [from, to] : [to, from];
      // A half-open interval, so that a line through a corner crosses once and not twice.
      for (let line = Math.ceil(low); line < high; line++) {
        const share = (line - from) / (to - from);
        const place = along(start) + share * (along(end) - along(start));
        crossings.set(line, [...(crossings.get(line) ?? []), place]);
      }
    });
  }
  for (const [line, places] of crossings) {
    places.sort((a, b) => a - b);
    for (let i = 0; i + 1 < places.length; i += 2) yield [line * step, places[i]!, places[i + 1]!];
  }
}

/**
 * Diagonal hatching of an area as lines of its own, because not every program that shows a document draws SVG patterns.
 * Lines of neighbouring areas meet.
 */
export function hatchLines(rings: readonly Ring[]): [from: SheetPoint, to: SheetPoint][] {
  const diagonal = HATCH_MM * Math.SQRT2;
  return [
    ...stretches(
      rings,
      ([x, y]) => x + y,
      ([x]) => x,
      diagonal,
    ),
  ].map(([line, from, to]) => [
    [from, line - from],
    [to, line - to],
  ]);
}

/** Dots of an area, in staggered rows. */
export function dotsWithin(rings: readonly Ring[]): SheetPoint[] {
  const rows = stretches(
    rings,
    ([, y]) => y,
    ([x]) => x,
    DOT_ROW_MM,
  );
  return [...rows].flatMap(([y, from, to]) => {
    const shift = Math.round(y / DOT_ROW_MM) % 2 === 0 ? 0 : DOT_MM / 2;
    const first = Math.ceil((from - shift) / DOT_MM);
    const count = Math.max(0, Math.floor((to - shift) / DOT_MM) - first + 1);
    return Array.from({ length: count }, (_, i): SheetPoint => [(first + i) * DOT_MM + shift, y]);
  });
}
