import { outlines } from './fonts.ts';

/** Millimetres from the upper left corner, right and down. */
export type SheetPoint = readonly [x: number, y: number];

/** One piece of a line drawing; sizes in millimetres, colours as `#rrggbb`. */
export type Mark =
  | { draw: 'line'; points: readonly SheetPoint[]; width: number; color: string; dash?: number }
  | { draw: 'polygon'; points: readonly SheetPoint[]; fill: string; stroke: string }
  | { draw: 'disc'; at: SheetPoint; radius: number; fill: string; stroke: string }
  | { draw: 'words'; at: SheetPoint; text: string; size: number; color: string; anchor: 'start' | 'middle' | 'end' };

/** A line drawing as data: written as SVG for DOCX, painted as vectors in PDF. Words stand on their base line. */
export interface Drawing {
  widthMm: number;
  heightMm: number;
  marks: readonly Mark[];
}

/** Width of strokes around discs and polygons. */
export const OUTLINE_MM = 0.25;

const number = (value: number): string => String(Number(value.toFixed(3)));
const pointsOf = (points: readonly SheetPoint[]): string =>
  points.map(([x, y]) => `${number(x)},${number(y)}`).join(' ');

/** Share of the words' width that stands to the left of their place. */
export const anchorShare = { start: 0, middle: 0.5, end: 1 } as const;

/** Words become outlines, so that the drawing looks the same wherever it is opened. */
export function drawingSvg({ widthMm, heightMm, marks }: Drawing): string {
  const size = `width="${number(widthMm)}mm" height="${number(heightMm)}mm" viewBox="0 0 ${number(widthMm)} ${number(heightMm)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${marks.map(svgOf).join('')}</svg>`;
}

function svgOf(mark: Mark): string {
  switch (mark.draw) {
    case 'line': {
      const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${number(mark.dash)}"`;
      return `<polyline points="${pointsOf(mark.points)}" fill="none" stroke="${mark.color}" stroke-width="${number(mark.width)}"${dash}/>`;
    }
    case 'polygon':
      return `<polygon points="${pointsOf(mark.points)}" fill="${mark.fill}" stroke="${mark.stroke}" stroke-width="${OUTLINE_MM}"/>`;
    case 'disc':
      return `<circle cx="${number(mark.at[0])}" cy="${number(mark.at[1])}" r="${number(mark.radius)}" fill="${mark.fill}" stroke="${mark.stroke}" stroke-width="${OUTLINE_MM}"/>`;
    case 'words':
      return wordsSvg(mark);
  }
}

function wordsSvg({ text, at: [x, y], size, color, anchor }: Extract<Mark, { draw: 'words' }>): string {
  const { path, width, unitsPerEm } = outlines(text);
  const scale = size / unitsPerEm;
  const left = x - width * scale * anchorShare[anchor];
  const turned = `matrix(${scale.toFixed(6)} 0 0 ${(-scale).toFixed(6)} ${number(left)} ${number(y)})`;
  return `<path d="${path}" fill="${color}" transform="${turned}"/>`;
}
