import { distance } from '@turf/turf';
import type { Position } from 'geojson';
import type { MatchScore } from './contract.ts';

/** From this score on, a row and a registered facility are the same. */
export const sameFrom = 0.95;
/** Below this score they are different; between the two a person decides. */
export const differentBelow = 0.65;

/**
 * Weight of each part. Names say most. Parts that are not known on both sides are left out and the rest weighs in their
 * place, so that what is unknown speaks neither for nor against.
 */
const weights = { name: 0.6, place: 0.25, distance: 0.15 } as const;

/** Names that are not equal never reach 1, so that a renaming is always looked at by a person. */
const unequalNames = 0.9;
/** In one township, but not in one village. */
const otherVillage = 0.4;
/** Entrances nearer than this are one place; the part falls from there to nothing at `farM`. */
const nearM = 100;
const farM = 2000;

/** What identifies a facility beyond its code, as far as it is known. */
export interface Likeness {
  /** The name without width, case, spaces and the style of brackets. */
  plainName: string;
  /** What is left of the plain name without divisions and kind. */
  core: string;
  townshipId: string | null;
  villageId: string | null;
  entrance: Position | null;
}

/**
 * How sure it is that two facilities of one kind and county are one, 0 to 1: the weighted mean of the likeness of their
 * names (characters in common of what is left without divisions and kind), of their divisions (1 the same, 0.4 another
 * village of the township, 0 another township), and of the distance of their entrances (1 up to 100 m, 0 from 2 km on).
 */
export function scoreOf(a: Likeness, b: Likeness): MatchScore {
  const distanceM =
    a.entrance === null || b.entrance === null
      ? null
      : Math.round(distance([...a.entrance], [...b.entrance], { units: 'meters' }));
  const parts = {
    name: a.plainName === b.plainName ? 1 : rounded(unequalNames * sharedCharacters(a.core, b.core)),
    place: placePart(a, b),
    distance: distanceM === null ? null : rounded(1 - Math.min(1, Math.max(0, (distanceM - nearM) / (farM - nearM)))),
  };
  let [sum, weight] = [0, 0];
  for (const part of ['name', 'place', 'distance'] as const) {
    const known = parts[part];
    if (known === null) continue;
    sum += known * weights[part];
    weight += weights[part];
  }
  return { score: rounded(sum / weight), parts, distanceM };
}

function placePart(a: Likeness, b: Likeness): number | null {
  if (a.townshipId === null || b.townshipId === null) return null;
  if (a.townshipId !== b.townshipId) return 0;
  return a.villageId === null || b.villageId === null || a.villageId === b.villageId ? 1 : otherVillage;
}

const rounded = (n: number) => Number(n.toFixed(2));

/** Dice coefficient over characters: names differ by a mistyped character or two, and are short. */
export function sharedCharacters(a: string, b: string): number {
  const left = [...b];
  let shared = 0;
  for (const character of a) {
    const at = left.indexOf(character);
    if (at < 0) continue;
    left.splice(at, 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}
