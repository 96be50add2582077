import { arcMetres, type PointTable } from './points.ts';
import type { Site, SiteEdit } from './sites.ts';

/** The nearest site of each point as the crow flies. */
export interface StraightLines {
  /** Number of the site, or -1. */
  readonly site: Int32Array;
  /** Square of the straight line through the earth, m²; Infinity where there is none. */
  readonly squared: Float64Array;
}

/** Sites in columns, from south to north. */
interface SiteColumns {
  numbers: number[];
  sphere: Float64Array;
}

/** Distance to the nearest site along the ground, metres; Infinity where there is none. */
export function straightMetres(lines: StraightLines, p: number): number {
  const squared = lines.squared[p]!;
  return squared === Infinity ? Infinity : arcMetres(Math.sqrt(squared));
}

/** Measures every point. Of sites equally near, the one with the lowest number. */
export function straightLines(points: PointTable, sites: Iterable<Site>): StraightLines {
  const lines = { site: new Int32Array(points.length), squared: new Float64Array(points.length) };
  const columns = columnsOf(sites);
  for (let p = 0; p < points.length; p++) measure(points, p, columns, lines);
  return lines;
}

/**
 * Measures again after edits of sites.
 * @param sites all sites after the edits
 * @returns the points whose nearest site or distance may have changed
 */
export function patchStraightLines(
  points: PointTable,
  lines: StraightLines,
  edits: readonly { before: Site | null; after: Site | null }[],
  sites: Iterable<Site>,
): Set<number> {
  const gone = new Set(edits.flatMap(({ before }) => (before?.sphere ? [before.number] : [])));
  const orphans: number[] = [];
  if (gone.size > 0) lines.site.forEach((site, p) => gone.has(site) && orphans.push(p));
  const changed = new Set(orphans);
  for (const { after } of edits) if (after?.sphere) offer(points, after, lines, changed);
  if (orphans.length > 0) {
    const columns = columnsOf(sites);
    for (const p of orphans) measure(points, p, columns, lines);
  }
  return changed;
}

/** The part of the edits that concerns sites of one certainty. */
export function editsOf(
  edits: readonly SiteEdit[],
  serves: Site['serves'],
): { before: Site | null; after: Site | null }[] {
  const only = (site: Site | null) => (site?.serves === serves ? site : null);
  return edits.map(({ before, after }) => ({ before: only(before), after: only(after) }));
}

function columnsOf(sites: Iterable<Site>): SiteColumns {
  const located = [...sites].filter((site) => site.sphere !== null);
  located.sort((a, b) => a.sphere![2] - b.sphere![2]);
  const sphere = new Float64Array(located.length * 3);
  located.forEach((site, i) => sphere.set(site.sphere!, i * 3));
  return { numbers: located.map((site) => site.number), sphere };
}

/** Looks from the point's own parallel north and south until the parallels are farther than the nearest site. */
function measure(points: PointTable, p: number, { numbers, sphere }: SiteColumns, lines: StraightLines): void {
  const [x, y, z] = [points.sphere[p * 3]!, points.sphere[p * 3 + 1]!, points.sphere[p * 3 + 2]!];
  let best = Infinity;
  let bestSite = -1;
  const look = (i: number): boolean => {
    const dz = sphere[i * 3 + 2]! - z;
    if (!(dz * dz <= best)) return false;
    const dx = sphere[i * 3]! - x;
    const dy = sphere[i * 3 + 1]! - y;
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared < best || (squared === best && numbers[i]! < bestSite)) {
      best = squared;
      bestSite = numbers[i]!;
    }
    return true;
  };
  const start = firstNorthOf(sphere, z);
  for (let i = start; i < numbers.length && look(i); i++);
  for (let i = start - 1; i >= 0 && look(i); i--);
  lines.squared[p] = best;
  lines.site[p] = bestSite;
}

function firstNorthOf(sphere: Float64Array, z: number): number {
  let low = 0;
  let high = sphere.length / 3;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sphere[middle * 3 + 2]! < z) low = middle + 1;
    else high = middle;
  }
  return low;
}

function offer(points: PointTable, site: Site, lines: StraightLines, changed: Set<number>): void {
  const [x, y, z] = site.sphere!;
  for (let p = 0; p < points.length; p++) {
    const dx = x - points.sphere[p * 3]!;
    const dy = y - points.sphere[p * 3 + 1]!;
    const dz = z - points.sphere[p * 3 + 2]!;
    const squared = dx * dx + dy * dy + dz * dz;
    const nearer = squared < lines.squared[p]! || (squared === lines.squared[p] && site.number < lines.site[p]!);
    if (!nearer) continue;
    lines.squared[p] = squared;
    lines.site[p] = site.number;
    changed.add(p);
  }
}
