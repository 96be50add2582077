import { markerNumberPatterns, text } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryLineBody, GeometryFinding } from '../contract.ts';
import { longestRising } from './monotone.ts';
import { finding, point, sideIds, type LaidOutLine, type PlacedMarker } from './world.ts';

/** Markers of one serial, which stand for one point of the line. */
export interface SerialSet {
  serial: number;
  run: number;
  /** Mean along the run, metres. */
  chainageM: number;
  markers: readonly PlacedMarker[];
}

/** Serial that a number has on a line: the digits after the line's code; null where the number is not of this line. */
export function serialOn({ code, level }: Pick<BoundaryLineBody, 'code' | 'level'>, number: string): number | null {
  const { serialDigits } = markerNumberPatterns[level as keyof typeof markerNumberPatterns];
  const digits = /^(\d+)[A-E]?$/.exec(number)?.[1];
  if (!digits?.startsWith(code) || digits.length !== code.length + serialDigits) return null;
  return Number(digits.slice(code.length));
}

/** The serials of a line's own numbering, in their order along each run. */
export function serialSets({ body, placed }: LaidOutLine): SerialSet[] {
  const bySerial = new Map<number, PlacedMarker[]>();
  for (const marker of placed) {
    const serial = serialOn(body, marker.body.number);
    if (serial === null) continue;
    bySerial.set(serial, [...(bySerial.get(serial) ?? []), marker]);
  }
  return [...bySerial]
    .map(([serial, markers]) => {
      const { run } = markers[0]!;
      const onRun = markers.filter((marker) => marker.run === run);
      const chainageM = onRun.reduce((sum, { foot }) => sum + foot.chainageM, 0) / onRun.length;
      return { serial, run, chainageM, markers };
    })
    .sort((a, b) => a.run - b.run || a.chainageM - b.chainageM || a.serial - b.serial);
}

/**
 * Serials that break the order along their line, which rises or falls from one end to the other: those outside a longest
 * monotone sequence. Runs of a line that is drawn in several pieces are judged one by one, since nothing says in which
 * order they come; on a closed run the order may begin anywhere. Markers that carry another line's number count there.
 */
export function orderFindings(line: LaidOutLine): GeometryFinding[] {
  const sets = serialSets(line);
  return [
    ...foreignNumbers(line),
    ...line.runs.flatMap((run, i) => {
      const ofRun = sets.filter((set) => set.run === i);
      const outside = run.closed ? outsideOnRing(ofRun) : outsideOrder(ofRun);
      return outside.map((set) => outOfOrder(line, set));
    }),
  ];
}

function outOfOrder(line: LaidOutLine, { serial, markers }: SerialSet): GeometryFinding {
  const numbers = markers.map(({ body }) => body.number);
  return finding({
    code: 'order',
    severity: 'warn',
    message: text(
      `界桩 ${numbers.join('、')} 的序号 ${serial} 与其在“${line.body.name}”上的位置次序不符`,
      `Serial ${serial} of marker ${numbers.join(', ')} breaks the order along "${line.body.name}"`,
    ),
    lineId: line.id,
    markerIds: markers.map(({ id }) => id),
    divisionIds: sideIds(line.body),
    place: point(markers[0]!.position),
  });
}

/** Markers of this line alone whose number is not of its numbering. */
function foreignNumbers(line: LaidOutLine): GeometryFinding[] {
  const foreign = line.placed.filter(
    ({ body }) => body.lineIds.length === 1 && serialOn(line.body, body.number) === null,
  );
  return foreign.map(({ id, body, position }) =>
    finding({
      code: 'order',
      severity: 'note',
      message: text(
        `界桩 ${body.number} 的编号不含“${line.body.name}”的代码 ${line.body.code},未核对次序`,
        `The number of marker ${body.number} lacks the code ${line.body.code} of "${line.body.name}"; its order was not checked`,
      ),
      lineId: line.id,
      markerIds: [id],
      divisionIds: sideIds(line.body),
      place: point(position),
    }),
  );
}

/** The sets of one open run, ordered along it, that a longest rising or falling sequence leaves out. */
function outsideOrder(sets: readonly SerialSet[]): SerialSet[] {
  const upward = [...sets].sort((a, b) => a.chainageM - b.chainageM || a.serial - b.serial);
  const downward = [...sets].sort((a, b) => b.chainageM - a.chainageM || a.serial - b.serial);
  const [rising, falling] = [rise(upward), rise(downward)];
  // Of two equal answers the one that follows the ends, so that reversing the line names the same markers.
  const ends = sets.length > 0 && upward[0]!.serial <= upward.at(-1)!.serial;
  const risingWins = rising.size > falling.size || (rising.size === falling.size && ends);
  const kept = risingWins ? rising : falling;
  return sets.filter((set) => !kept.has(set));
}

const rise = (sets: readonly SerialSet[]): Set<SerialSet> =>
  new Set(
    longestRising(
      sets.map(({ serial }) => serial),
      'strict',
    ).map((i) => sets[i]!),
  );

/** As `outsideOrder` on a ring: of all places to begin, only those where the serials turn back need to be tried. */
function outsideOnRing(sets: readonly SerialSet[]): SerialSet[] {
  let best: SerialSet[] | null = null;
  for (const along of [sets, [...sets].reverse()]) {
    along.forEach((set, i) => {
      if (set.serial > along.at(i - 1)!.serial) return;
      const kept = rise([...along.slice(i), ...along.slice(0, i)]);
      if (best === null || kept.size > sets.length - best.length) best = sets.filter((s) => !kept.has(s));
    });
  }
  return best ?? [];
}
