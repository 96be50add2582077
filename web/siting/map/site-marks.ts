import type { Map as MapLibreMap } from 'maplibre-gl';

/** What a site is: the sign says it, colour only repeats it. */
export const siteMarks = ['built', 'changed', 'closed', 'searched', 'candidate', 'pinned', 'forbidden'] as const;
export type SiteMark = (typeof siteMarks)[number];

const signs: Record<SiteMark, { sign: string; color: string; hollow?: boolean }> = {
  built: { sign: '+', color: '#0b6b3a' },
  changed: { sign: '✎', color: '#6a3d9a' },
  closed: { sign: '×', color: '#b3175c' },
  searched: { sign: '+', color: '#0b6b3a', hollow: true },
  candidate: { sign: '?', color: '#5a4300', hollow: true },
  pinned: { sign: '✓', color: '#0b57ad' },
  forbidden: { sign: '⊘', color: '#5c6b73', hollow: true },
};

const sizePx = 24;
const pixelRatio = 2;

function drawMark(context: CanvasRenderingContext2D, mark: SiteMark): void {
  const { sign, color, hollow } = signs[mark];
  const middle = sizePx / 2;
  context.beginPath();
  context.arc(middle, middle, middle - 3, 0, 2 * Math.PI);
  context.fillStyle = hollow ? '#ffffff' : color;
  context.fill();
  context.strokeStyle = hollow ? color : '#ffffff';
  context.lineWidth = 2.2;
  context.stroke();
  context.fillStyle = hollow ? color : '#ffffff';
  context.font = 'bold 14px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(sign, middle, middle + 0.5);
}

function markCanvas(mark: SiteMark): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = sizePx * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  drawMark(context, mark);
  return context;
}

export const markImageName = (mark: SiteMark) => `site-${mark}`;

/** Gives the map the images of the sites' marks. */
export function addMarkImages(map: MapLibreMap): void {
  for (const mark of siteMarks) {
    const context = markCanvas(mark);
    const image = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
    map.addImage(markImageName(mark), image, { pixelRatio });
  }
}

/** A mark as an image for the legend. */
export const markDataUrl = (mark: SiteMark): string => markCanvas(mark).canvas.toDataURL();
