import type { Map as MapLibreMap } from 'maplibre-gl';
import type { ScenarioFacility } from '../../../server/scenarios/contract.ts';

export type FacilityChange = ScenarioFacility['change'];
export const facilityChanges: readonly FacilityChange[] = ['added', 'moved', 'changed', 'ended'];

/** What a scenario does to a facility: the sign says it, colour only repeats it. */
const signs: Record<FacilityChange, { sign: string; color: string }> = {
  added: { sign: '+', color: '#0b6b3a' },
  moved: { sign: '➜', color: '#0b5fd0' },
  changed: { sign: '✎', color: '#6a3d9a' },
  ended: { sign: '×', color: '#b3175c' },
};

const sizePx = 24;
const pixelRatio = 2;

function drawMark(context: CanvasRenderingContext2D, change: FacilityChange): void {
  const { sign, color } = signs[change];
  const middle = sizePx / 2;
  context.beginPath();
  context.arc(middle, middle, middle - 2.5, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = '#ffffff';
  context.lineWidth = 2.5;
  context.stroke();
  context.fillStyle = '#ffffff';
  context.font = 'bold 15px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(sign, middle, middle + 0.5);
}

function markCanvas(change: FacilityChange): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = sizePx * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  drawMark(context, change);
  return context;
}

export const markImageName = (change: FacilityChange) => `scenario-${change}`;

/** Gives the map the images of what scenarios do to facilities. */
export function addMarkImages(map: MapLibreMap): void {
  for (const change of facilityChanges) {
    const context = markCanvas(change);
    map.addImage(markImageName(change), context.getImageData(0, 0, context.canvas.width, context.canvas.height), {
      pixelRatio,
    });
  }
}

/** A mark as an image for the legend. */
export const markDataUrl = (change: FacilityChange): string => markCanvas(change).canvas.toDataURL();
