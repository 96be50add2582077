import { Resvg } from '@resvg/resvg-js';
import { escapeXml } from '../../markup.ts';
import type { MapPicture } from '../../reports/map-picture/map-picture.ts';

/** Room of a drawn signature on the sheet. */
const BOX = { widthMm: 60, heightMm: 22 };
/** Kept free around the strokes, as a share of the larger side. */
const MARGIN = 0.06;

/** The grammar of SVG paths has these characters and no others. */
const pathCharacters = /^[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]+$/;

/**
 * A drawn signature as a picture, fitted to its box. The drawing comes from a device: only what is a path is drawn.
 * @param drawing SVG path in any units
 * @returns null for what is no path, or has no extent
 */
export function signaturePicture(drawing: string): MapPicture | null {
  if (!pathCharacters.test(drawing)) return null;
  const plain = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">${strokes(drawing, 1)}</svg>`;
  const box = new Resvg(plain, { font: { loadSystemFonts: false } }).getBBox();
  if (!box || !(box.width > 0 || box.height > 0)) return null;
  const larger = Math.max(box.width, (box.height * BOX.widthMm) / BOX.heightMm);
  const margin = larger * MARGIN;
  const width = larger + 2 * margin;
  const height = (width * BOX.heightMm) / BOX.widthMm;
  const view = [box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2, width, height];
  const size = `width="${BOX.widthMm}mm" height="${BOX.heightMm}mm" viewBox="${view.map((v) => v.toFixed(3)).join(' ')}"`;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${strokes(drawing, width / 120)}</svg>`,
    ...BOX,
  };
}

const strokes = (path: string, width: number): string =>
  `<path d="${escapeXml(path)}" fill="none" stroke="#14212a" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
