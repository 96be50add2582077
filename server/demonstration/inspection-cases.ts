import type { InspectionStep } from '../../gis-data/catalogue/index.ts';
import type { BoundaryLineBody, BoundaryMarkerBody } from '../boundary/contract.ts';
import { contentHashOf } from '../inspection/chain.ts';
import { inspectionChecklists, type EntryContent, type NewEntry } from '../inspection/contract.ts';
import { stepOrder, type FieldContent } from '../inspection/rules.ts';
import { defaultDeadlines } from '../inspection/schedule.ts';
import type { WrittenCase } from '../inspection/service.ts';
import { randomStream } from '../random.ts';
import { keyFor } from './key-for.ts';

type Written = NewEntry & { author: string };
type Marker = readonly [string, BoundaryMarkerBody];

/** The inspection of one line, as far as the demonstration takes it. */
interface Schedule {
  lineCode: string;
  round: number;
  year: number;
  /** The step at work; null = archived. */
  step: InspectionStep | null;
  /** Share of the line's markers that are recorded; of those, the last few wait for a signature. */
  recorded: number;
}

/**
 * Rounds of the city's plan for 2021–2025 (round 4 of 冀蒙 and 京冀; round 5 of 冀辽, 津冀, 唐承, 张承, 秦承), each at
 * another step. How far each came is invented.
 */
const schedules: readonly Schedule[] = [
  { lineCode: '1315', round: 4, year: 2026, step: 'fieldRecord', recorded: 0.5 },
  { lineCode: '1113', round: 4, year: 2026, step: 'repair', recorded: 1 },
  { lineCode: '1321', round: 5, year: 2027, step: 'plan', recorded: 0 },
  { lineCode: '1213', round: 5, year: 2022, step: null, recorded: 1 },
  { lineCode: '13021308', round: 5, year: 2023, step: null, recorded: 1 },
  { lineCode: '13031308', round: 5, year: 2023, step: 'filing', recorded: 1 },
  { lineCode: '13071308', round: 5, year: 2024, step: 'archive', recorded: 1 },
];

/** Records at the end of an unfinished field trip that only one side has signed, and that nobody has. */
const waiting = { signedByOne: 4, unsigned: 3 };
/** σ of the demonstration's measurements, metres: network RTK in the hills. */
const SIGMA_M = 0.03;
/** How far a marker that is said to have moved is found from its place, metres: well beyond 3σ. */
const MOVED_M = 1.5;
const METRES_PER_DEGREE = 111_320;

const SEED = 20260501;
const drawing = 'M4 20C10 4 16 4 18 20S30 30 36 12M40 8L52 24M52 8L40 24';

const officeOf = (side: string) => `${side}${/(省|自治区)$/.test(side) ? '民政厅' : '民政局'}`;
/** Names no person, and cannot be that of an account that signs in: user names hold no `·`. */
const accountOf = (office: string) => `演示·${office}`;

/**
 * Cases of the demonstration (演示数据). Offices wrote them; the administrator is on the first side of each, so that one
 * can go on from there.
 * @param administrator account of the first administrator
 */
export function demonstrationCases(
  lines: ReadonlyMap<string, BoundaryLineBody>,
  markers: ReadonlyMap<string, BoundaryMarkerBody>,
  administrator: string,
): WrittenCase[] {
  return schedules.flatMap((schedule) => {
    const line = [...lines].find(([, { code, demo }]) => demo && code === schedule.lineCode);
    if (line === undefined) return [];
    const own = [...markers]
      .filter(([, { lineIds }]) => lineIds.includes(line[0]))
      .sort(([, a], [, b]) => (a.number < b.number ? -1 : 1));
    return [writtenCase(schedule, line[0], line[1], own, administrator)];
  });
}

function writtenCase(
  schedule: Schedule,
  lineId: string,
  line: BoundaryLineBody,
  markers: readonly Marker[],
  administrator: string,
): WrittenCase {
  const { round, year, step } = schedule;
  const [first, second] = line.sides.map(({ name }) => officeOf(name)) as [string, string];
  const file = new CaseWriter(`${schedule.lineCode} ${year}`, { first: accountOf(first), second: accountOf(second) });
  const opened = file.write('first', at(year - 1, '11-10'), {
    kind: 'opened',
    lineId,
    round,
    year,
    title: `${line.name}第 ${round} 轮联合检查(演示)`,
    deadlines: defaultDeadlines(year, `${year}-01-01`),
    teams: [
      { side: 'first', office: first, members: [accountOf(first), administrator] },
      { side: 'second', office: second, members: [accountOf(second)] },
    ],
    demo: true,
  });
  const finished = step === null ? stepOrder : stepOrder.slice(0, stepOrder.indexOf(step));
  const finish = (done: InspectionStep, day: string, document: string | null = null) => {
    if (!finished.includes(done)) return;
    for (const { id } of inspectionChecklists[done]) {
      file.write('first', at(year, day), { kind: 'checklist', step: done, item: id, done: true, note: '' });
    }
    file.write('first', at(year, day), { kind: 'stepDone', step: done, document });
  };
  finish('plan', '03-20', '联检实施方案(演示)');
  finish('deskCheck', '05-20');
  inspectMarkers(file, schedule, markers, finished.includes('fieldRecord'));
  finish('fieldRecord', '09-05');
  if (finished.includes('repair') || step === 'repair') repairMarkers(file, schedule, markers);
  finish('repair', '10-10');
  finish('report', '11-05', '联检报告(演示)');
  finish('filing', '12-01', '备案函(演示)');
  finish('archive', '12-20');
  return { opened, further: file.entries.slice(1) };
}

const at = (year: number, day: string) => `${year}-${day}T10:00:00+08:00`;

/** Writes the entries of one case. */
class CaseWriter {
  readonly entries: Written[] = [];
  readonly #label: string;
  readonly #accounts: { first: string; second: string };

  constructor(label: string, accounts: { first: string; second: string }) {
    this.#label = label;
    this.#accounts = accounts;
  }

  write(side: 'first' | 'second', deviceTime: string, content: EntryContent): Written {
    const key = keyFor(`${this.#label} ${this.entries.length}`);
    const entry = { key, deviceTime, content, author: this.#accounts[side] };
    this.entries.push(entry);
    return entry;
  }

  sign(side: 'first' | 'second', signedAt: string, of: readonly Written[]): void {
    if (of.length === 0) return;
    const contentHashes = of.map(contentHashOf);
    const content = {
      kind: 'signature' as const,
      of: of.map(({ key }) => key),
      contentHashes,
      side,
      drawing,
      signedAt,
    };
    this.write(side, signedAt, content);
  }
}

function inspectMarkers(file: CaseWriter, schedule: Schedule, markers: readonly Marker[], finished: boolean): void {
  const { year, recorded } = schedule;
  const random = randomStream(SEED, `inspection ${schedule.lineCode}`);
  const visited = markers.slice(0, Math.round(markers.length * recorded));
  const records = visited.map(([id, body], i) => {
    const day = `0${6 + Math.floor((2 * i) / visited.length)}-${String(1 + (i % 28)).padStart(2, '0')}`;
    return file.write(i % 3 === 0 ? 'second' : 'first', at(year, day), fieldContent(id, body, year, day, random));
  });
  if (records.length === 0) return;
  const open = finished ? { signedByOne: 0, unsigned: 0 } : waiting;
  const signedByFirst = records.slice(0, records.length - open.unsigned);
  const signedByBoth = signedByFirst.slice(0, signedByFirst.length - open.signedByOne);
  file.sign('first', at(year, '08-20'), signedByFirst);
  file.sign('second', at(year, '08-21'), signedByBoth);
  const stateOf = ({ content }: (typeof records)[number]) => (content.kind === 'fieldRecord' ? content.state : null);
  const doubted =
    records.find((record) => stateOf(record) === 'moved') ?? records.find((record) => stateOf(record) !== 'intact');
  if (doubted === undefined) return;
  const words = '我方对该界桩现状的认定有不同意见,应由双方会同复核(演示)';
  file.write('second', at(year, '08-21'), { kind: 'dissent', of: doubted.key, side: 'second', words });
}

function fieldContent(
  markerId: string,
  body: BoundaryMarkerBody,
  year: number,
  day: string,
  random: { next(): number },
): FieldContent {
  const state = body.state ?? 'intact';
  const absent = state === 'notReached' || state === 'lost' || body.position === null;
  const shift = state === 'moved' ? MOVED_M : SIGMA_M * (2 * random.next() - 1);
  const [longitude, latitude] = body.position?.coordinates ?? [0, 0];
  const measured = {
    position: {
      type: 'Point' as const,
      coordinates: [longitude, Number((latitude + shift / METRES_PER_DEGREE).toFixed(8))] as [number, number],
    },
    sourceCrs: 'EPSG:4490',
    sigmaM: SIGMA_M,
    heightM: body.heightM,
    heightDatum: body.heightM === null ? null : body.heightDatum,
    method: 'gnssRtk',
    readings: 20,
    rejected: 1,
    measuredAt: at(year, day),
  };
  return {
    kind: 'fieldRecord',
    markerId,
    markerVersion: 1,
    state,
    measured: absent ? null : measured,
    finding: '',
    photos: [],
    belowAccuracy: false,
  };
}

const repairs: Readonly<Record<string, string>> = {
  damaged: '修补桩体、描红注记(演示)',
  lost: '按方位物交会恢复并重新埋设(演示)',
};

function repairMarkers(file: CaseWriter, { year }: Schedule, markers: readonly Marker[]): void {
  const done = markers.flatMap(([markerId, { state }]) => {
    const work = repairs[state ?? ''];
    if (work === undefined) return [];
    return [file.write('first', at(year, '09-20'), { kind: 'repair', markerId, work, measured: null, photos: [] })];
  });
  file.sign('first', at(year, '09-28'), done);
  file.sign('second', at(year, '09-28'), done);
}
