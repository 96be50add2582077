import { isDeepStrictEqual } from 'node:util';
import type { Body } from './record-type.ts';

/** One stretch of valid time in which one body holds. `validTo` is exclusive; null = open. */
export interface Segment {
  historyId: number;
  version: number;
  op: string;
  validFrom: string;
  validTo: string | null;
  body: Body;
}

export type NewSegment = Omit<Segment, 'historyId'>;

/** What a change does to a record's believed timeline: segments no longer believed, and those believed instead. */
export interface TimelineChange {
  superseded: number[];
  added: NewSegment[];
}

const later = (a: string, b: string) => (a > b ? a : b);

/**
 * Changes a timeline from a day on. Every stretch from that day is replaced by its revised body (bitemporal update, after
 * Snodgrass, Developing Time-Oriented Database Applications in SQL, ch. 7); what held before stays.
 * @param segments the believed segments of one record, in any order
 * @param from first day on which the change holds
 * @param revise the body that holds from that day in place of an earlier one; null ends the record
 */
export function reviseFrom(
  segments: readonly Segment[],
  from: string,
  version: number,
  op: string,
  revise: (body: Body) => Body | null,
): TimelineChange {
  const change: TimelineChange = { superseded: [], added: [] };
  for (const segment of segments) {
    if (segment.validTo !== null && segment.validTo <= from) continue;
    change.superseded.push(segment.historyId);
    const body = revise(segment.body);
    if (segment.validFrom < from) {
      const ending = body === null ? { version, op } : {};
      change.added.push({ ...withoutId(segment), ...ending, validTo: from });
    }
    if (body !== null) {
      change.added.push({ version, op, validFrom: later(from, segment.validFrom), validTo: segment.validTo, body });
    }
  }
  return change;
}

/** The stretch that holds from now on without an end, or null when the record has ended. */
export function openSegment<T extends { validTo: string | null }>(segments: readonly T[]): T | null {
  return segments.find((segment) => segment.validTo === null) ?? null;
}

/** The body that holds on a day, or null. */
export function bodyOn(segments: readonly NewSegment[], day: string): Body | null {
  const segment = segments.find((s) => s.validFrom <= day && (s.validTo === null || s.validTo > day));
  return segment?.body ?? null;
}

export function withoutId(segment: Segment): NewSegment {
  const { historyId: _, ...rest } = segment;
  return rest;
}

const sameSegment = (a: NewSegment, b: NewSegment) =>
  a.validFrom === b.validFrom && a.validTo === b.validTo && isDeepStrictEqual(a.body, b.body);

/** Whether two timelines say the same of every day. */
export function sameTimeline(a: readonly NewSegment[], b: readonly NewSegment[]): boolean {
  return a.length === b.length && a.every((segment) => b.some((other) => sameSegment(segment, other)));
}

/** What leads from one timeline to another: segments that are in both stay. */
export function timelineDifference(
  from: readonly Segment[],
  to: readonly NewSegment[],
): { superseded: number[]; added: NewSegment[] } {
  return {
    superseded: from.filter((segment) => !to.some((other) => sameSegment(segment, other))).map((s) => s.historyId),
    added: to.filter((segment) => !from.some((other) => sameSegment(segment, other))),
  };
}
