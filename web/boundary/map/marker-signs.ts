import type { Map as MapLibreMap } from 'maplibre-gl';
import { markerSigns } from '../../../gis-data/catalogue/map-symbols.ts';

export type SignedState = keyof typeof markerSigns;
export const signedStates = Object.keys(markerSigns) as SignedState[];

const sizePx = 20;
const pixelRatio = 2;

function drawSign(context: CanvasRenderingContext2D, state: SignedState): void {
  const { sign, color, hollow } = markerSigns[state];
  context.beginPath();
  context.roundRect(2.5, 2.5, sizePx - 5, sizePx - 5, 3);
  context.fillStyle = hollow ? '#ffffff' : color;
  context.fill();
  context.strokeStyle = hollow ? color : '#ffffff';
  context.lineWidth = 1.8;
  context.stroke();
  context.fillStyle = hollow ? color : '#ffffff';
  context.font = 'bold 13px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(sign, sizePx / 2, sizePx / 2 + 0.5);
}

function signCanvas(state: SignedState): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = sizePx * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  drawSign(context, state);
  return context;
}

export const signImageName = (state: string) => `marker-${state}`;

/** Gives the map the images of the states of markers. */
export function addSignImages(map: MapLibreMap): void {
  for (const state of signedStates) {
    const context = signCanvas(state);
    const image = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
    map.addImage(signImageName(state), image, { pixelRatio });
  }
}

const urls = new Map<SignedState, string>();

/** A sign as an image for legends and tables. */
export function signDataUrl(state: SignedState): string {
  if (!urls.has(state)) urls.set(state, signCanvas(state).canvas.toDataURL());
  return urls.get(state)!;
}
