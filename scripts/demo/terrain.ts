import type { PlanePoint } from './plane.ts';
import { randomStream } from '../../server/random.ts';

/** Smooth noise over the plane, about -1 … 1. */
export type Noise = (point: PlanePoint) => number;

const latticeSize = 64;

/** Value noise: random values on a lattice, joined smoothly (Perlin's fade polynomial). */
function valueNoise(seed: number, subject: string, wavelengthKm: number): Noise {
  const random = randomStream(seed, subject);
  const lattice = Array.from({ length: latticeSize * latticeSize }, () => random.next() * 2 - 1);
  const wrap = (i: number) => ((i % latticeSize) + latticeSize) % latticeSize;
  const at = (column: number, row: number) => lattice[wrap(row) * latticeSize + wrap(column)]!;
  const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);
  const mix = (a: number, b: number, t: number) => a + (b - a) * t;
  return ({ x, y }) => {
    const column = Math.floor(x / wavelengthKm);
    const row = Math.floor(y / wavelengthKm);
    const u = fade(x / wavelengthKm - column);
    const v = fade(y / wavelengthKm - row);
    return mix(mix(at(column, row), at(column + 1, row), u), mix(at(column, row + 1), at(column + 1, row + 1), u), v);
  };
}

/** Noise of three octaves, the longest `wavelengthKm`. */
export function fractalNoise(seed: number, subject: string, wavelengthKm: number): Noise {
  const octaves = [1, 2, 4].map((divisor) => ({
    noise: valueNoise(seed, `${subject} /${divisor}`, wavelengthKm / divisor),
    weight: 1 / divisor,
  }));
  return (point) => octaves.reduce((sum, { noise, weight }) => sum + weight * noise(point), 0) / 1.75;
}

/**
 * Invented height above the nearest valley floor, 0 (floor) … about 1. The zero lines of smooth noise wind and branch
 * like valleys, which is all that placing settlements asks of terrain.
 */
export function valleyHeight(seed: number): Noise {
  const noise = fractalNoise(seed, 'valleys', 18);
  return (point) => Math.abs(noise(point));
}

/**
 * Chance with which a settlement takes a place of this height: certain on the valley floor, never quite nil, so that
 * an area without a valley fills too.
 * @param steepness how fast the chance falls with height
 */
export const settlementChance = (height: number, steepness: number) => Math.max(0.05, 1 - height * steepness);
