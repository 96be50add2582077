import { indicatorDefinition, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../indicators/contract.ts';
import { figureOf, isCount, type Amounts } from '../../indicators/figure.ts';
import { facilityKindsRead, walkingIndicators } from '../../indicators/functions/index.ts';
import { assess, type Assessment } from '../../indicators/index.ts';
import { partsOf } from '../../indicators/row-parts.ts';
import { groupBy } from '../../indicators/group-by.ts';
import type { Network } from '../../network/graph.ts';
import type { Effect } from '../../registry/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { countsRow, type Goal } from './goals.ts';
import { scaleOf, type Scale } from './score.ts';

/**
 * By evidence row, how much its score changes for each goal; rows of which nothing changes are absent. A row that is the sum
 * of its villages stands here as these.
 */
export type RowChanges = ReadonlyMap<string, readonly number[]>;

/** What effects do to the goals. */
export interface Changes {
  readonly changes: RowChanges;
  /**
   * Rows among them that may or may not be counted as things are. A ratio takes the lesser of 0 and their score, so that
   * what changes is their score as if it were certain, which starts from these values for each goal.
   */
  readonly capped: RowChanges;
  /** Those of them that are certain to be counted afterwards. */
  readonly lifted: ReadonlySet<string>;
  /** Those of them whose share comes to be all there is, so that no more of the same raises it further. */
  readonly full: ReadonlySet<string>;
  /** Whether a goal loses by a row, or a unit of its indicator loses what it has. */
  readonly loses: boolean;
  /** Units that come to hold. */
  readonly proven: readonly Proven[];
}

/** What becomes of a unit that comes to hold, in the words of its evidence. */
export interface Proven {
  indicatorId: string;
  row: EvidenceRow;
}

/** A goal's figure at one end of what is known: what is proven. */
export interface GoalFigure {
  lower: number | null;
  upper: number | null;
  met: boolean;
}

interface IndicatorRows {
  rows: readonly EvidenceRow[];
  same: ReadonlySet<EvidenceRow>;
  byKey: ReadonlyMap<string, EvidenceRow>;
  goals: readonly number[];
  isQuotient: boolean;
  /** A quotient that is 1 at most. */
  isShare: boolean;
}

/** Waits for its turn. @returns whether there is time for another question */
export type Turn = () => Promise<boolean>;

/**
 * Asks the indicators' own functions what effects do to the goals. Nothing here knows a rule: an action's effect is the
 * difference between the evidence rows of the snapshot and those of the snapshot with the action done.
 */
export class Probe {
  readonly snapshot: Snapshot;
  readonly goals: readonly Goal[];
  readonly scales: readonly Scale[];
  readonly base: Assessment;
  /** For each goal the sum of its rows' scores as things are. */
  readonly totals: readonly number[];
  readonly #parameters: RuleParameters;
  readonly #network: Network | null;
  readonly #indicators = new Map<string, IndicatorRows>();
  /** Kinds of facility that walks of the goals' indicators lead to. */
  readonly #walkedTo: ReadonlySet<string>;

  constructor(snapshot: Snapshot, parameters: RuleParameters, network: Network | null, goals: readonly Goal[]) {
    this.snapshot = snapshot;
    this.goals = goals;
    this.scales = goals.map(scaleOf);
    this.#parameters = parameters;
    this.#network = network;
    this.base = this.#assess(snapshot);
    const walked = goals.filter(({ indicatorId }) => walkingIndicators.has(indicatorId));
    this.#walkedTo = new Set(walked.flatMap(({ indicatorId }) => facilityKindsRead[indicatorId]!(parameters)));
    for (const { indicatorId } of goals) {
      const rows = this.base.evidence(indicatorId);
      this.#indicators.set(indicatorId, {
        rows,
        same: new Set(rows),
        byKey: new Map(rows.map((row) => [keyOf(indicatorId, row), row])),
        goals: goals.flatMap((goal, g) => (goal.indicatorId === indicatorId ? [g] : [])),
        isQuotient: !isCount(indicatorDefinition(indicatorId).unit),
        isShare: indicatorDefinition(indicatorId).unit === 'ratio',
      });
    }
    this.totals = this.#totalsOf(this.base);
  }

  /** How much each evidence row's scores change under effects. */
  changes(effects: readonly Effect[]): Changes {
    return this.#found(effects);
  }

  /**
   * Whether a goal loses by effects, or a unit of its indicator loses what it has: a reading that leaves some units out is no
   * reason to take from them.
   */
  isLoss(effects: readonly Effect[]): boolean {
    return this.#found(effects).loses;
  }

  /**
   * The changes of each of many sets of effects by itself. Sets in different townships are asked about together: a row
   * tells by its records whose change it is, since it follows from these alone (as `Reuse` has it). Where it does not tell,
   * its sets are asked about one by one; and so is every set that may change who walks where, as walks go beyond townships.
   * @param turn called before each question, so that others get a turn; where it says that there is no more time, the
   * sets to be asked about one by one have no answer
   */
  async changesOfEach(sets: readonly (readonly Effect[])[], turn: Turn): Promise<(Changes | null)[]> {
    const answers: (FoundChanges | null)[] = sets.map(emptyChanges);
    const walking = groupBy(sets.keys(), (i) => this.#changesWalks(sets[i]!));
    const alone: number[] = walking.get(true) ?? [];
    let left = walking.get(false) ?? [];
    while (left.length > 0) {
      const { batch, rest, unplaced } = nextBatch(sets, left);
      await turn();
      const doubtful = this.#askTogether(sets, batch, answers);
      alone.push(...unplaced, ...doubtful);
      left = rest;
    }
    for (const i of alone) answers[i] = (await turn()) ? this.#found(sets[i]!) : null;
    return answers;
  }

  /** Fills the answers of a batch in. @returns sets that must be asked about alone */
  #askTogether(
    sets: readonly (readonly Effect[])[],
    batch: readonly number[],
    answers: readonly (FoundChanges | null)[],
  ): number[] {
    const owners = new Map(batch.flatMap((i) => sets[i]!.map(({ id }) => [id, i])));
    const doubtful = new Set<number>();
    const owned: [number, ChangedRow][] = [];
    for (const changed of this.#changedRows(batch.flatMap((i) => sets[i]!))) {
      const records = [...(changed.was?.records ?? []), ...(changed.is?.records ?? [])];
      const own = [...new Set(records.flatMap(({ id }) => owners.get(id) ?? []))];
      if (own.length === 1) owned.push([own[0]!, changed]);
      else for (const i of own.length === 0 ? batch : own) doubtful.add(i);
    }
    for (const [i, changed] of owned) this.#add(answers[i]!, changed);
    return [...doubtful];
  }

  #found(effects: readonly Effect[]): FoundChanges {
    const found = emptyChanges();
    for (const changed of this.#changedRows(effects)) this.#add(found, changed);
    return found;
  }

  /** Evidence rows that are other ones than before. */
  #changedRows(effects: readonly Effect[]): ChangedRow[] {
    if (effects.length === 0) return [];
    const after = this.#assess(this.snapshot.with(effects));
    return [...this.#indicators].flatMap(([indicatorId, before]) => {
      const rows = after.evidence(indicatorId);
      return rows === before.rows ? [] : differenceOf(indicatorId, before, rows);
    });
  }

  #add(found: FoundChanges, changed: ChangedRow): void {
    const { indicatorId, was, is } = changed;
    const holds = is?.verdict === 'yes';
    if (was?.verdict === 'yes' && !holds) found.loses = true;
    let gains = false;
    for (const piece of piecesOf(changed)) gains = this.#addPiece(found, piece) || gains;
    if (holds && was?.verdict !== 'yes' && gains) found.proven.push({ indicatorId, row: is });
  }

  /** @returns whether a goal gains by it */
  #addPiece(found: FoundChanges, { indicatorId, key, was, is }: ChangedRow): boolean {
    const before = this.#indicators.get(indicatorId)!;
    const isCapped = was?.optional === true && before.isQuotient;
    const isLifted = isCapped && is?.optional === false;
    const scoreOf = (g: number, row: EvidenceRow | undefined) => {
      if (!row || !before.goals.includes(g)) return 0;
      return isCapped ? this.scales[g]!.certain(row) : this.scales[g]!.score(row);
    };
    const starts = this.goals.map((_, g) => scoreOf(g, was));
    const deltas = this.goals.map((_, g) => scoreOf(g, is) - starts[g]!);
    if (deltas.every((delta) => delta === 0) && !isLifted) return false;
    found.changes.set(key, deltas);
    if (isCapped) found.capped.set(key, starts);
    if (isLifted) found.lifted.add(key);
    if (!isCapped && before.isShare && isAll(was?.lower, is?.lower)) found.full.add(key);
    if (deltas.some((delta) => delta < 0)) found.loses = true;
    return isLifted || deltas.some((delta) => delta > 0);
  }

  /** Whether one of the facilities is of a kind that a goal's walks lead to. */
  #changesWalks(effects: readonly Effect[]): boolean {
    return effects.some(({ before, after }) =>
      [before, after].some((body) => this.#walkedTo.has((body as { kind: string } | null)?.kind ?? '')),
    );
  }

  /** The goals' sums of scores, and whether each is reached, under effects. */
  outcome(effects: readonly Effect[]): { totals: readonly number[]; figures: readonly GoalFigure[] } {
    const after = this.#assess(this.snapshot.with(effects));
    return { totals: this.#totalsOf(after), figures: this.figures(after) };
  }

  /** Each goal's figure in an assessment, by the indicators' own arithmetic. */
  figures(assessment: Assessment = this.base): GoalFigure[] {
    return this.goals.map((goal) => {
      const rows = assessment.evidence(goal.indicatorId).filter((row) => countsRow(goal, row));
      const { lower, upper, verdict } = figureOf(
        rows,
        goal.unit,
        goal.target,
        assessment.isOpenEnded(goal.indicatorId),
      );
      return { lower, upper, met: verdict === 'met' };
    });
  }

  #assess(snapshot: Snapshot): Assessment {
    return assess(snapshot, this.#parameters, this.#network);
  }

  #totalsOf(assessment: Assessment): number[] {
    return this.goals.map(({ indicatorId }, g) =>
      assessment.evidence(indicatorId).reduce((sum, row) => sum + this.scales[g]!.score(row), 0),
    );
  }
}

const keyOf = (indicatorId: string, { unitType, unitId, headline, readings }: EvidenceRow): string =>
  [indicatorId, unitType, unitId, headline ? '' : readings.join()].join(' ');

interface ChangedRow {
  indicatorId: string;
  key: string;
  was: EvidenceRow | undefined;
  is: EvidenceRow | undefined;
}

interface FoundChanges extends Changes {
  changes: Map<string, number[]>;
  capped: Map<string, number[]>;
  lifted: Set<string>;
  full: Set<string>;
  loses: boolean;
  proven: Proven[];
}

const emptyChanges = (): FoundChanges => ({
  changes: new Map(),
  capped: new Map(),
  lifted: new Set(),
  full: new Set(),
  loses: false,
  proven: [],
});

/** A changed row as the villages that it is the sum of, or as itself. */
function piecesOf(changed: ChangedRow): ChangedRow[] {
  const { indicatorId, key, was, is } = changed;
  const lowerOf = (row: EvidenceRow | undefined) =>
    new Map((row && partsOf(row))?.map(({ unitId, lower }) => [unitId, lower]));
  const [before, after] = [lowerOf(was), lowerOf(is)];
  if (before.size === 0 && after.size === 0) return [changed];
  return [...new Set([...before.keys(), ...after.keys()])].map((id) => ({
    indicatorId,
    key: `${key} ${id}`,
    was: was && { ...was, lower: before.get(id) ?? nothing },
    is: is && { ...is, lower: after.get(id) ?? nothing },
  }));
}

const nothing: Amounts = { numerator: 0, denominator: 0 };

/** Whether a share of the same whole comes to be all of it. */
const isAll = (was: Amounts | undefined, is: Amounts | undefined): boolean =>
  was !== undefined && is?.denominator === was.denominator && is.numerator === is.denominator;

/** Rows that are other ones than before. Rows that nothing touches are the base's own objects. */
function differenceOf(indicatorId: string, before: IndicatorRows, rows: readonly EvidenceRow[]): ChangedRow[] {
  const changed: ChangedRow[] = [];
  let kept = 0;
  for (const row of rows) {
    if (before.same.has(row)) kept += 1;
    else {
      const key = keyOf(indicatorId, row);
      changed.push({ indicatorId, key, was: before.byKey.get(key), is: row });
    }
  }
  const again = changed.filter(({ was }) => was !== undefined).length;
  if (kept + again === before.rows.length) return changed;
  const left = new Set(rows.map((row) => keyOf(indicatorId, row)));
  for (const [key, was] of before.byKey) if (!left.has(key)) changed.push({ indicatorId, key, was, is: undefined });
  return changed;
}

/** Sets of effects of which no two are in one township, out of those that are left. */
function nextBatch(sets: readonly (readonly Effect[])[], left: readonly number[]) {
  const [batch, rest, unplaced]: [number[], number[], number[]] = [[], [], []];
  const taken = new Set<string>();
  for (const i of left) {
    const townships = townshipsOf(sets[i]!);
    if (townships === null) unplaced.push(i);
    else if (townships.some((id) => taken.has(id))) rest.push(i);
    else {
      batch.push(i);
      for (const id of townships) taken.add(id);
    }
  }
  return { batch, rest, unplaced };
}

/** Townships that the facilities lie in before and after; null where one is not known. */
function townshipsOf(effects: readonly Effect[]): string[] | null {
  const ids = effects.flatMap(({ before, after }) =>
    [before, after].flatMap((body) => (body ? [(body as { townshipId: string | null }).townshipId] : [])),
  );
  return ids.every((id) => id !== null) ? ids : null;
}
