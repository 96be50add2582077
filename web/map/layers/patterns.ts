import type { Map as MapLibreMap } from 'maplibre-gl';
import { patternPaint, type Pattern } from '../../../gis-data/catalogue/index.ts';

const tilePixels = 16;

function draw(paint: (context: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = tilePixels;
  const context = canvas.getContext('2d')!;
  paint(context);
  return context.getImageData(0, 0, tilePixels, tilePixels);
}

const painters: Record<Pattern, (context: CanvasRenderingContext2D) => void> = {
  hatch: (context) => {
    context.strokeStyle = patternPaint.hatch.color;
    context.globalAlpha = patternPaint.hatch.opacity;
    context.lineWidth = 1.8;
    // Three strokes, so that the diagonal goes on across the tile's edges.
    for (const shift of [-tilePixels, 0, tilePixels]) {
      context.beginPath();
      context.moveTo(shift, tilePixels);
      context.lineTo(shift + tilePixels, 0);
      context.stroke();
    }
  },
  dots: (context) => {
    context.fillStyle = patternPaint.dots.color;
    context.globalAlpha = patternPaint.dots.opacity;
    for (const [x, y] of [
      [4, 4],
      [12, 12],
    ] as const) {
      context.beginPath();
      context.arc(x, y, 1.6, 0, 2 * Math.PI);
      context.fill();
    }
  },
  crosses: (context) => {
    context.strokeStyle = patternPaint.crosses.color;
    context.globalAlpha = patternPaint.crosses.opacity;
    context.lineWidth = 1.6;
    for (const [x, y] of [
      [4, 4],
      [12, 12],
    ] as const) {
      context.beginPath();
      context.moveTo(x - 2.5, y);
      context.lineTo(x + 2.5, y);
      context.moveTo(x, y - 2.5);
      context.lineTo(x, y + 2.5);
      context.stroke();
    }
  },
};

/** Gives the map the images of its fill patterns. */
export function addPatterns(map: MapLibreMap): void {
  for (const pattern of Object.keys(painters) as Pattern[])
    map.addImage(`pattern-${pattern}`, draw(painters[pattern]), { pixelRatio: 2 });
}
