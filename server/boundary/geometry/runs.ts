import type { z } from 'zod';
import type { lineGeometry } from '../contract.ts';
import { pathOf, type Path, type Vertex } from './path.ts';

/** Decimals of a degree to which ends must agree to be the same place: about a centimetre. */
const END_DECIMALS = 7;

const key = (vertex: Vertex) => `${vertex[0]!.toFixed(END_DECIMALS)} ${vertex[1]!.toFixed(END_DECIMALS)}`;

/**
 * The unbroken runs of a drawn line: its parts, joined where exactly two ends meet, whichever way they were drawn. A line
 * of several runs has pieces apart from each other, or branches.
 *
 * @returns no run for parts without two different vertices
 */
export function runsOf({ coordinates }: z.output<typeof lineGeometry>): Path[] {
  const parts = coordinates.filter((part) => part.some((vertex) => key(vertex) !== key(part[0]!)));
  const ends = new Map<string, number>();
  for (const part of parts) {
    for (const end of [key(part[0]!), key(part.at(-1)!)]) ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  const left = new Set(parts);
  const runs: Path[] = [];
  for (const part of parts) {
    if (!left.delete(part)) continue;
    const forward = extended(part, left, ends);
    runs.push(pathOf(extended([...forward].reverse(), left, ends).reverse()));
  }
  return runs;
}

/** A run with the parts that follow after its end. */
function extended(run: readonly Vertex[], left: Set<readonly Vertex[]>, ends: ReadonlyMap<string, number>): Vertex[] {
  const vertices = [...run];
  for (;;) {
    const end = key(vertices.at(-1)!);
    if (ends.get(end) !== 2) return vertices;
    const next = [...left].find((part) => key(part[0]!) === end || key(part.at(-1)!) === end);
    if (!next) return vertices;
    left.delete(next);
    vertices.push(...(key(next[0]!) === end ? next : [...next].reverse()).slice(1));
  }
}
