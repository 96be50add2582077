import type { Map as MapLibreMap } from 'maplibre-gl';

/** How a facility stands in the question: shape and filling say it, colour only repeats it. */
export const facilityMarks = ['sure', 'maybe', 'unplaced', 'closed', 'tried'] as const;
export type FacilityMark = (typeof facilityMarks)[number];

export const markColors: Record<FacilityMark, string> = {
  sure: '#1b2f5b',
  maybe: '#1b2f5b',
  unplaced: '#7a4a00',
  closed: '#6b7680',
  tried: '#b3175c',
};

const sizePx = 22;
const pixelRatio = 2;

/** A house: roof and walls, in a box of `sizePx`. */
function house(context: CanvasRenderingContext2D): void {
  context.beginPath();
  context.moveTo(11, 2.5);
  context.lineTo(19.5, 10);
  context.lineTo(17.5, 10);
  context.lineTo(17.5, 19);
  context.lineTo(4.5, 19);
  context.lineTo(4.5, 10);
  context.lineTo(2.5, 10);
  context.closePath();
}

const signs: Record<FacilityMark, string> = { sure: '', maybe: '?', unplaced: '!', closed: '×', tried: '' };

function drawMark(context: CanvasRenderingContext2D, mark: FacilityMark): void {
  const color = markColors[mark];
  const full = mark === 'sure' || mark === 'tried' || mark === 'closed';
  context.lineJoin = 'round';
  house(context);
  context.strokeStyle = '#ffffff';
  context.lineWidth = 4;
  context.stroke();
  context.fillStyle = full ? color : '#ffffff';
  context.fill();
  context.strokeStyle = color;
  context.lineWidth = full ? 1 : 1.8;
  context.stroke();
  context.fillStyle = full ? '#ffffff' : color;
  context.font = 'bold 11px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(signs[mark], 11, 13);
}

function markCanvas(mark: FacilityMark): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = sizePx * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  drawMark(context, mark);
  return context;
}

export const markImageName = (mark: FacilityMark) => `facility-${mark}`;

/** Gives the map the images of the facilities' marks. */
export function addMarkImages(map: MapLibreMap): void {
  for (const mark of facilityMarks) {
    const context = markCanvas(mark);
    const image = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
    map.addImage(markImageName(mark), image, { pixelRatio });
  }
}

/** A mark as an image for the legend. */
export const markDataUrl = (mark: FacilityMark): string => markCanvas(mark).canvas.toDataURL();
