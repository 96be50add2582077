import { Resvg } from '@resvg/resvg-js';

/** 200 dots per inch: the picture stands by for programs that do not draw SVG. */
const PIXELS_PER_MM = 200 / 25.4;

/** The PNG of an SVG without words, so that no font is read; for a thread, which may wait for it. */
export function drawnPng(svg: string, widthMm: number): Buffer {
  const width = Math.round(widthMm * PIXELS_PER_MM);
  return new Resvg(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } }).render().asPng();
}
