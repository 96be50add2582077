import {
  facilityFunctions,
  indicatorDefinition,
  indicators,
  text,
  type IndicatorDefinition,
  type RuleParameters,
  type Target,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../indicators/contract.ts';
import { sentences } from '../indicators/evidence.ts';
import { facilityKindsRead } from '../indicators/functions/index.ts';
import { assess, type Assessment } from '../indicators/index.ts';
import type { Network } from '../network/graph.ts';
import type { Effect } from '../registry/contract.ts';
import { townshipOf } from '../snapshot/facility-place.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import type { Settlement, WorklistEntry } from './contract.ts';
import { clauseText, divisionPlace, facilityPlace } from './entry.ts';
import { decidingFields, type Outcome, type Question } from './probing.ts';
import { earliestEnd, isOpen } from './settlement.ts';
import {
  fieldKey,
  unknownFieldsOfDivision,
  unknownFieldsOfFacility,
  unknownTownship,
  type UnknownField,
} from './unknown-fields.ts';

/** Everything that waits for unknowns: what to fill in, and how far each figure is from its verdict. */
export interface DecidingUnknowns {
  entries: WorklistEntry[];
  settlements: Settlement[];
}

/** A figure with a target whose verdict the unknowns leave open: an indicator's headline, or the condition beside it. */
interface OpenFigure {
  definition: IndicatorDefinition;
  reading: { id: string; label: Text } | null;
  target: Target;
  rows: readonly EvidenceRow[];
}

/** A field with what waits for it. */
interface Wanted {
  field: UnknownField;
  indicatorIds: Set<string>;
  reasons: Map<string, Text>;
}

/** What is asked of one indicator: a question for each open unit, or for a facility of no known township. */
interface UnitQuestion extends Question<Assessment> {
  /** Row of the unit that is open; null for a facility without one. */
  row: EvidenceRow | null;
  /** Id of the facility of no known township; null where a unit is asked about. */
  unplaced: string | null;
  reason: Text;
}

/**
 * Finds the fields whose filling settles every verdict that is 数据不足, by filling them in with samples of their domains
 * and asking the indicators' own functions what that changes.
 * @param rested called between probes
 */
export async function decidingUnknowns(
  snapshot: Snapshot,
  parameters: RuleParameters,
  network: Network | null,
  rested: (fractionDone: number) => Promise<void>,
): Promise<DecidingUnknowns> {
  const assessed = (of: Snapshot) => assess(of, parameters, network);
  const base = assessed(snapshot);
  const figures = indicators.flatMap((definition) => openFigures(definition, base));
  const open = [...new Set(figures.map(({ definition }) => definition))];
  const wanted = new Map<string, Wanted>();
  const missing = new Map<string, WorklistEntry>();
  const settlements: Settlement[] = [];
  for (const [done, definition] of open.entries()) {
    const ofIndicator = figures.filter((figure) => figure.definition === definition);
    const questions = questionsOf(snapshot, definition, ofIndicator, base, parameters);
    const pause = () => rested(done / open.length);
    const fields = await decidingFields(snapshot, questions, assessed, pause);
    for (const [i, { unplaced }] of questions.entries()) {
      if (unplaced === null || fields[i]!.length > 0) continue;
      // Another one may stand in for it, until that is known: so what would be asked if the others were not there?
      const others = questions.flatMap((q) => (q.unplaced === null || q.unplaced === unplaced ? [] : [q.unplaced]));
      if (others.length === 0) continue;
      const without = snapshot.with(others.map((id) => ended(snapshot, id)));
      fields[i] = (await decidingFields(without, [questions[i]!], assessed, pause))[0]!;
    }
    questions.forEach(({ reason }, i) => fields[i]!.forEach((field) => want(wanted, field, definition.id, reason)));
    for (const figure of ofIndicator) {
      const reports = missingReports(snapshot, figure);
      for (const entry of reports) missing.set(entry.key, entry);
      settlements.push(settlementOf(figure, questions, fields, reports.length));
    }
  }
  const entries = [...wanted.values()].map((field) => entryOf(snapshot, field));
  return { entries: [...entries, ...missing.values()], settlements };
}

/** Where nothing is registered at all there is no verdict either, but nothing to fill in. */
function openFigures(definition: IndicatorDefinition, assessment: Assessment): OpenFigure[] {
  const result = assessment.result(definition.id);
  const evidence = assessment.evidence(definition.id);
  const figures: OpenFigure[] = [];
  if (definition.target && result.verdict === 'insufficient') {
    figures.push({
      definition,
      reading: null,
      target: definition.target,
      rows: evidence.filter((row) => row.headline),
    });
  }
  const condition = definition.readings?.find(({ id }) => id === definition.condition);
  if (condition?.target && result.condition?.verdict === 'insufficient') {
    figures.push({
      definition,
      reading: { id: condition.id, label: condition.label },
      target: condition.target,
      rows: evidence.filter((row) => row.readings.includes(condition.id)),
    });
  }
  return figures.filter(({ rows }) => rows.length > 0);
}

function questionsOf(
  snapshot: Snapshot,
  definition: IndicatorDefinition,
  figures: readonly OpenFigure[],
  assessment: Assessment,
  parameters: RuleParameters,
): UnitQuestion[] {
  if (definition.source === 'entered') return [];
  const rows = [...new Set(figures.flatMap((figure) => figure.rows))];
  const units = rows.filter((row) => needsAnswer(row, definition) && !isUnplaced(row, definition));
  return [
    ...units.map((row) => unitQuestion(snapshot, definition, row)),
    ...unplacedQuestions(snapshot, definition, assessment, parameters),
  ];
}

/** A unit whose denominator is not known has no share of the figure at all, and is no less open. */
const needsAnswer = (row: EvidenceRow, definition: IndicatorDefinition): boolean =>
  isOpen(row) || (definition.unit !== 'count' && row.lower.denominator === 0 && row.upper.denominator === 0);

/** A facility that stands in for the township that it does not name. */
const isUnplaced = (row: EvidenceRow, { evidenceUnit }: IndicatorDefinition): boolean =>
  row.unitType === 'facility' && evidenceUnit !== 'facility';

function unitQuestion(snapshot: Snapshot, { id }: IndicatorDefinition, row: EvidenceRow): UnitQuestion {
  const key = rowKey(row);
  return {
    row,
    unplaced: null,
    reason: text(`${row.unitName}:${row.reason.zh}`, `${row.unitName}: ${row.reason.en}`),
    fields: fieldsBehind(snapshot, row),
    alone: false,
    read: (assessment) => outcomeOf(rowsByKey(assessment.evidence(id)).get(key)),
  };
}

const rowKey = ({ unitType, unitId, headline, readings }: EvidenceRow): string =>
  `${unitType} ${unitId} ${headline} ${readings.join()}`;

const indexes = new WeakMap<readonly EvidenceRow[], ReadonlyMap<string, EvidenceRow>>();

/** Kept with the rows, because every question looks into the same ones. */
function rowsByKey(rows: readonly EvidenceRow[]): ReadonlyMap<string, EvidenceRow> {
  const index = indexes.get(rows) ?? new Map(rows.map((row) => [rowKey(row), row]));
  indexes.set(rows, index);
  return index;
}

/** A unit that is no longer counted is settled. */
function outcomeOf(row: EvidenceRow | undefined): Outcome {
  if (!row) return { words: '', reason: '', open: false };
  const { lower, upper, optional, reason } = row;
  return { words: JSON.stringify([lower, upper, optional]), reason: reason.zh, open: isOpen(row) };
}

/** Unknown fields of the records behind a row; those of the division last, because a count there changes everything. */
function fieldsBehind(snapshot: Snapshot, row: EvidenceRow): UnknownField[] {
  const facilities = row.records.flatMap(({ type, id }) => {
    const body = type === 'facility' ? snapshot.records.facility.get(id) : undefined;
    return body ? unknownFieldsOfFacility(id, body) : [];
  });
  const division = snapshot.records.division.get(row.unitId);
  return division ? [...facilities, ...unknownFieldsOfDivision(row.unitId, division)] : facilities;
}

/**
 * Facilities of no known township: where one turns out to stand can change any unit of its county, so the question is
 * what it does to the whole figure.
 */
function unplacedQuestions(
  snapshot: Snapshot,
  definition: IndicatorDefinition,
  assessment: Assessment,
  parameters: RuleParameters,
): UnitQuestion[] {
  if (definition.evidenceUnit !== 'township') return [];
  const { facilities } = snapshot;
  const kinds = facilityKindsRead[definition.id]?.(parameters) ?? [];
  return facilities
    .ofKinds(kinds)
    .filter((row) => townshipOf(snapshot, row) === NONE)
    .map((row) => {
      const body = facilities.bodies[row]!;
      const township = unknownTownship(
        snapshot,
        row,
        sampleTownships(body.countyId, assessment.evidence(definition.id)),
      )!;
      return {
        row: null,
        unplaced: facilities.ids[row]!,
        reason: text(`${body.name}未注明所在乡镇(街道)`, `${body.name} does not state its township`),
        fields: [...unknownFieldsOfFacility(facilities.ids[row]!, body), township],
        alone: true,
        read: (after) => {
          const { numerator, denominator, lower, upper, readings } = after.result(definition.id);
          const parts = readings.map((r) => [r.numerator, r.denominator, r.lower, r.upper]);
          // Whether anything is left to ask shows in whether the next field makes a difference.
          return { words: JSON.stringify([numerator, denominator, lower, upper, parts]), reason: '', open: true };
        },
      };
    });
}

/** The effect that a facility is not there. */
function ended(snapshot: Snapshot, id: string): Effect {
  const before = snapshot.records.facility.get(id)!;
  return {
    type: 'facility',
    id,
    op: 'delete',
    label: before.name,
    version: 0,
    effectiveFrom: snapshot.asOf,
    before,
    after: null,
    changedFields: [],
    row: null,
  };
}

/** One township of each answer and each reading in a county: what a facility does there depends on no more. */
function sampleTownships(countyId: string, evidence: readonly EvidenceRow[]): string[] {
  const samples = new Map<string, string>();
  for (const row of evidence) {
    if (row.unitType !== 'township' || row.countyId !== countyId) continue;
    const kind = `${row.verdict} ${row.readings.join()}`;
    if (!samples.has(kind)) samples.set(kind, row.unitId);
  }
  return [...samples.values()];
}

function want(wanted: Map<string, Wanted>, field: UnknownField, indicatorId: string, reason: Text): void {
  const key = fieldKey(field);
  const known = wanted.get(key) ?? { field, indicatorIds: new Set(), reasons: new Map() };
  known.indicatorIds.add(indicatorId);
  if (!known.reasons.has(indicatorId)) known.reasons.set(indicatorId, reason);
  wanted.set(key, known);
}

function settlementOf(
  { definition, reading, target, rows }: OpenFigure,
  questions: readonly UnitQuestion[],
  fields: readonly (readonly UnknownField[])[],
  missingStatistics: number,
): Settlement {
  const counted = new Set(rows);
  const own = questions.flatMap(({ row }, i) => (row === null || counted.has(row) ? fields[i]! : []));
  const bounded = missingStatistics === 0;
  const end = bounded ? earliestEnd(rows, definition.unit, target) : { met: null, unmet: null };
  return {
    indicatorId: definition.id,
    name: definition.name,
    reading,
    openUnits: rows.filter((row) => needsAnswer(row, definition)).length,
    fields: new Set(own.map(fieldKey)).size,
    records: new Set(own.map(({ type, id }) => `${type} ${id}`)).size,
    missingStatistics,
    earliestMet: end.met,
    earliestUnmet: end.unmet,
  };
}

/** "Indicator 8", or the name of a target in the plan's text. */
function indicatorWords(id: string): Text {
  const { planNumber, name } = indicatorDefinition(id);
  return planNumber === null ? name : text(`指标 ${planNumber}`, `Indicator ${planNumber}`);
}

function entryOf(snapshot: Snapshot, { field, indicatorIds, reasons }: Wanted): WorklistEntry {
  const { type, id, path, label } = field;
  const { name, demo } = snapshot.records[type].get(id)!;
  const place =
    type === 'facility'
      ? facilityPlace(snapshot, snapshot.facilities.indexById.get(id)!)
      : divisionPlace(snapshot, snapshot.divisions.indexById.get(id)!);
  const because = [...reasons].map(([indicatorId, reason]) => {
    const words = indicatorWords(indicatorId);
    return text(`${words.zh}——${reason.zh}`, `${words.en} – ${reason.en}`);
  });
  const first = indicatorDefinition([...indicatorIds][0]!);
  return {
    key: fieldKey(field),
    state: 'unknown',
    subject: { type, id, label: name },
    fields: [{ path, label }],
    ...place,
    reason: sentences(because),
    action: actionOf(path, label),
    clause: clauseText(first.clause),
    rank: indicatorIds.size,
    indicatorIds: [...indicatorIds],
    nearest: null,
    demo,
  };
}

function actionOf(path: string, label: Text): Text {
  const isFunction = facilityFunctions.some(({ id }) => path === `functions.${id}`);
  return isFunction
    ? text(`查明是否有“${label.zh}”`, `Find out whether it offers “${label.en}”`)
    : text(`填写“${label.zh}”`, `Fill in “${label.en}”`);
}

/** Statistics without which an entered indicator has no bounded figure. */
function missingReports(snapshot: Snapshot, { definition, rows }: OpenFigure): WorklistEntry[] {
  if (definition.source !== 'entered') return [];
  return rows
    .filter((row) => row.verdict === 'unknown')
    .flatMap((row) => {
      const divisionId = snapshot.records.statistic.get(row.unitId)?.divisionId ?? row.unitId;
      const division = snapshot.divisions.indexById.get(divisionId);
      if (division === undefined) return [];
      const { name } = definition;
      const words = indicatorWords(definition.id);
      return {
        key: `statistic:${definition.id}:${divisionId}`,
        state: 'unknown' as const,
        subject: { type: 'division' as const, id: divisionId, label: snapshot.divisions.bodies[division]!.name },
        fields: [{ path: `statistic.${definition.id}`, label: name }],
        ...divisionPlace(snapshot, division),
        reason: text(`${words.zh}——${row.reason.zh}`, `${words.en} – ${row.reason.en}`),
        action: text(`填报“${name.zh}”`, `Enter “${name.en}”`),
        clause: clauseText(definition.clause),
        rank: 1,
        indicatorIds: [definition.id],
        nearest: null,
        demo: row.demo,
      };
    });
}
