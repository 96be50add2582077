import type { RecordBodies, Snapshot } from '../snapshot/snapshot.ts';

type Lines = RecordBodies['boundaryLine'];
type Markers = RecordBodies['boundaryMarker'];

/** What a map of records gives, worked out once and kept with it. */
function keptWith<Records extends object, Index>(make: (records: Records) => Index): (records: Records) => Index {
  const kept = new WeakMap<Records, Index>();
  return (records) => {
    const known = kept.get(records);
    if (known !== undefined) return known;
    const made = make(records);
    kept.set(records, made);
    return made;
  };
}

function grouped<Body>(records: ReadonlyMap<string, Body>, keysOf: (body: Body) => readonly string[]) {
  const groups = new Map<string, string[]>();
  for (const [id, body] of records) {
    for (const key of keysOf(body)) {
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
    }
  }
  return groups as ReadonlyMap<string, readonly string[]>;
}

const lineIdsByCode = keptWith((lines: Lines) => grouped(lines, ({ code }) => [code]));
const markerIdsByNumber = keptWith((markers: Markers) => grouped(markers, ({ number }) => [number]));
const markerIdsByLine = keptWith((markers: Markers) => grouped(markers, ({ lineIds }) => lineIds));

/** Lines of a code; more than one only where a change set is about to give it twice. */
export const linesOfCode = ({ records }: Snapshot, code: string): readonly string[] =>
  lineIdsByCode(records.boundaryLine).get(code) ?? [];

/** Markers of a number; more than one only where a change set is about to give it twice. */
export const markersOfNumber = ({ records }: Snapshot, number: string): readonly string[] =>
  markerIdsByNumber(records.boundaryMarker).get(number) ?? [];

/** Markers that stand on a line. */
export const markersOnLine = ({ records }: Snapshot, lineId: string): readonly string[] =>
  markerIdsByLine(records.boundaryMarker).get(lineId) ?? [];
