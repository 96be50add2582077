import type { Box, SheetPoint } from './frame.ts';

export interface Label {
  text: string;
  /** Where it would stand best: the middle of the words. */
  at: SheetPoint;
  sizeMm: number;
  /** The words stand beside a mark, this far from its middle, the best first, mm. Without it, at `at` or around it. */
  besideMm?: readonly number[];
}

export type PlacedLabel<L extends Label = Label> = L & { box: Box };

/** Width of a character as a share of the font's size: full for Chinese, about half for Latin. */
const widthOf = (character: string) =>
  /[\u1100-\uffff]/.test(character) ? 1 : /[A-ZMWmw%]/.test(character) ? 0.7 : 0.52;

/** Width of a line of words, about; for layout without a font at hand. */
export function textWidthMm(text: string, sizeMm: number): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0) * sizeMm;
}

/** Breaks words into lines that fit: between Latin words, and after any Chinese character. */
export function linesWithin(text: string, sizeMm: number, widthMm: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[\u1100-\uffff]|[^\u1100-\uffff\s]+|\s+/g) ?? []) {
    if (line !== '' && textWidthMm(line + piece, sizeMm) > widthMm) {
      lines.push(line.trim());
      line = '';
    }
    line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trim()];
}

/** Tried places in order, in widths and heights of the label: in place, then nearer and farther around it. */
const offsets: readonly SheetPoint[] = [
  [0, 0],
  ...[0.6, 1.1, 1.7, 2.4].flatMap((far): SheetPoint[] => [
    [0, -far],
    [0, far],
    [far * 0.45, 0],
    [-far * 0.45, 0],
    [far * 0.4, -far * 0.8],
    [-far * 0.4, -far * 0.8],
    [far * 0.4, far * 0.8],
    [-far * 0.4, far * 0.8],
  ]),
];

/** Sides of a mark where words may stand, the best first, in halves of the words' width and height. */
const sides: readonly SheetPoint[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];

/** Middles of the words that are tried. */
function triedPlaces({ at: [x, y], besideMm }: Label, width: number, height: number): SheetPoint[] {
  if (besideMm === undefined) return offsets.map(([right, down]) => [x + right * width, y + down * height]);
  return besideMm.flatMap((gap) =>
    sides.map(([right, down]): SheetPoint => {
      const lifted = right === 0 ? gap : 0;
      return [x + right * (width / 2 + gap), y + down * (height / 2 + lifted)];
    }),
  );
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/**
 * Places labels so that none overlaps another or leaves the sheet's map: each at the first free place near its own, in
 * the order given, with all that came with it. One without a free place is left out.
 */
export function placeLabels<L extends Label>(
  labels: readonly L[],
  map: Box,
  taken: readonly Box[] = [],
): PlacedLabel<L>[] {
  const placed: PlacedLabel<L>[] = [];
  const full = [...taken];
  for (const label of labels) {
    const width = textWidthMm(label.text, label.sizeMm) + 0.6;
    const height = label.sizeMm * 1.2;
    const free = triedPlaces(label, width, height)
      .map(([x, y]): Box => ({ x: x - width / 2, y: y - height / 2, width, height }))
      .find((box) => within(box, map) && !full.some((other) => overlap(box, other)));
    if (!free) continue;
    full.push(free);
    placed.push({ ...label, at: [free.x + width / 2, free.y + height / 2], box: free });
  }
  return placed;
}
