import {
  facilityFunctionIndex,
  facilityFunctions,
  facilityKind,
  kindsOffering,
  text,
  worklistDefinition,
  type RuleParameters,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../indicators/contract.ts';
import { listing, sentences } from '../indicators/evidence.ts';
import { groupBy } from '../indicators/group-by.ts';
import type { Assessment } from '../indicators/index.ts';
import { townshipOf } from '../snapshot/facility-place.ts';
import { isOperating, offersAll, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { NearestFacility, WorklistEntry } from './contract.ts';
import { clauseText } from './entry.ts';

/** The indicator that counts townships with a comprehensive centre; its evidence says which ones fall short, and why. */
const INDICATOR = '8';

/**
 * Townships that no. 8 does not count as covered, each with the facility that needs the fewest steps to be a centre with
 * all functions: a step is a function to add, opening it, or making it a centre.
 */
export function missingFunctions(
  snapshot: Snapshot,
  assessment: Assessment,
  { townshipCentre }: RuleParameters,
): WorklistEntry[] {
  const candidates = snapshot.facilities.ofKinds(kindsOffering(townshipCentre.functions));
  const byTownship = groupBy(candidates, (row) => townshipOf(snapshot, row));
  return assessment
    .evidence(INDICATOR)
    .filter((row) => row.unitType === 'township' && row.verdict !== 'yes')
    .map((row) => {
      const rows = byTownship.get(snapshot.divisions.indexById.get(row.unitId)!) ?? [];
      return entryOf(row, nearestOf(snapshot, rows, townshipCentre), townshipCentre.functions.length);
    });
}

function nearestOf(
  snapshot: Snapshot,
  rows: readonly number[],
  rule: RuleParameters['townshipCentre'],
): NearestFacility | null {
  const facilities = rows
    .filter((row) => snapshot.facilities.bodies[row]!.status !== 'closed')
    .map((row) => nearness(snapshot, row, rule));
  facilities.sort((a, b) => stepsOf(a) - stepsOf(b) || a.unknown.length - b.unknown.length);
  return facilities[0] ?? null;
}

function nearness(snapshot: Snapshot, row: number, rule: RuleParameters['townshipCentre']): NearestFacility {
  const { ids, bodies } = snapshot.facilities;
  const answered = (answer: Truth) => rule.functions.filter((id) => offersAll(snapshot, row, [id]) === answer);
  return {
    id: ids[row]!,
    name: bodies[row]!.name,
    kind: bodies[row]!.kind,
    ofKind: (rule.kinds as readonly string[]).includes(bodies[row]!.kind),
    operating: isOperating(snapshot, row),
    offers: answered('yes').length,
    required: rule.functions.length,
    missing: answered('no'),
    unknown: answered('unknown'),
  };
}

/** Steps that are certainly needed; what is unknown may turn out to be there. */
const stepsOf = (facility: NearestFacility): number =>
  facility.missing.length + (facility.operating === 'no' ? 1 : 0) + (facility.ofKind ? 0 : 1);

function entryOf(row: EvidenceRow, nearest: NearestFacility | null, functionCount: number): WorklistEntry {
  return {
    key: `division:${row.unitId}`,
    state: row.verdict === 'unknown' ? 'unknown' : 'certain',
    subject: { type: 'division', id: row.unitId, label: row.unitName },
    fields: [],
    countyId: row.countyId,
    countyName: row.countyName,
    townshipId: row.townshipId,
    townshipName: row.townshipName,
    reason: row.reason,
    action: nearest ? actionFor(nearest) : text('新建区域养老服务中心', 'Build a regional elder-care centre'),
    clause: clauseText(worklistDefinition('missing-functions').clause!),
    // Where nothing stands, it takes a building, its opening as a centre, and every function.
    rank: nearest ? stepsOf(nearest) : functionCount + 3,
    indicatorIds: [INDICATOR],
    nearest,
    demo: row.demo,
  };
}

const labels = (ids: readonly string[]): Text =>
  listing(ids.map((id) => facilityFunctions[facilityFunctionIndex.get(id)!]!.label));

function actionFor(nearest: NearestFacility): Text {
  const steps: Text[] = [];
  const { unknown, missing, operating, ofKind } = nearest;
  if (operating === 'unknown') steps.push(text('查明是否运营', 'find out whether it operates'));
  if (unknown.length > 0) {
    const named = labels(unknown);
    steps.push(text(`查明是否有:${named.zh}`, `find out whether it offers: ${named.en}`));
  }
  if (!ofKind) {
    const { label } = facilityKind(nearest.kind);
    steps.push(
      text(`由${label.zh}改建为区域养老服务中心`, `turn it from a ${label.en.toLowerCase()} into a regional centre`),
    );
  }
  if (operating === 'no') steps.push(text('开业运营', 'open it'));
  if (missing.length > 0) {
    const named = labels(missing);
    steps.push(text(`增设:${named.zh}`, `add: ${named.en}`));
  }
  const todo = sentences(steps);
  return text(`${nearest.name}:${todo.zh}`, `${nearest.name}: ${todo.en}`);
}
