import { text, type DivisionLevel, type Text } from '../../gis-data/catalogue/index.ts';
import { countyOf, townshipOf } from '../snapshot/facility-place.ts';
import { NONE, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { EvidenceRow } from './contract.ts';
import type { Amounts } from './figure.ts';

type UnitIdentity = Pick<
  EvidenceRow,
  'unitType' | 'unitId' | 'unitCode' | 'unitName' | 'countyId' | 'countyName' | 'townshipId' | 'townshipName'
>;

const NOTHING: Amounts = { numerator: 0, denominator: 0 };

function unitAt(
  { divisions }: Snapshot,
  unit: Pick<EvidenceRow, 'unitType' | 'unitId' | 'unitCode' | 'unitName'>,
  county: number,
  township: number,
): UnitIdentity {
  return {
    unitType: unit.unitType,
    unitId: unit.unitId,
    unitCode: unit.unitCode,
    unitName: unit.unitName,
    countyId: county === NONE ? null : divisions.ids[county]!,
    countyName: county === NONE ? null : divisions.bodies[county]!.name,
    townshipId: township === NONE ? null : divisions.ids[township]!,
    townshipName: township === NONE ? null : divisions.bodies[township]!.name,
  };
}

/** Who a division is, as the unit of an evidence row. */
export function divisionUnit(snapshot: Snapshot, row: number, unitType: DivisionLevel): UnitIdentity {
  const { divisions } = snapshot;
  const { code, name } = divisions.bodies[row]!;
  const unit = { unitType, unitId: divisions.ids[row]!, unitCode: code, unitName: name };
  return unitAt(snapshot, unit, divisions.county[row]!, divisions.township[row]!);
}

/** Who a facility is, as the unit of an evidence row. */
export function facilityUnit(snapshot: Snapshot, row: number): UnitIdentity {
  const { code, name } = snapshot.facilities.bodies[row]!;
  const unit = { unitType: 'facility' as const, unitId: snapshot.facilities.ids[row]!, unitCode: code, unitName: name };
  return unitAt(snapshot, unit, countyOf(snapshot, row), townshipOf(snapshot, row));
}

/** References to facilities, for a row's list of records. */
export function facilityRecords({ facilities }: Snapshot, rows: readonly number[]): EvidenceRow['records'] {
  return rows.map((row) => ({ type: 'facility', id: facilities.ids[row]!, label: facilities.bodies[row]!.name }));
}

/** What a row says beside who its unit is; left-out amounts are nothing, and a row counts in the headline. */
export interface Finding {
  verdict: Truth;
  reason: Text;
  confirmed?: Amounts;
  lower?: Amounts;
  upper?: Amounts;
  optional?: boolean;
  readings?: string[];
  headline?: boolean;
  records?: EvidenceRow['records'];
  demo: boolean;
}

/** Puts an evidence row together. Names every property, because spreading made this the slowest step of an assessment. */
export function evidenceRowOf(unit: UnitIdentity, finding: Finding): EvidenceRow {
  const confirmed = finding.confirmed ?? NOTHING;
  return {
    unitType: unit.unitType,
    unitId: unit.unitId,
    unitCode: unit.unitCode,
    unitName: unit.unitName,
    countyId: unit.countyId,
    countyName: unit.countyName,
    townshipId: unit.townshipId,
    townshipName: unit.townshipName,
    verdict: finding.verdict,
    reason: finding.reason,
    numerator: confirmed.numerator,
    denominator: confirmed.denominator,
    lower: finding.lower ?? NOTHING,
    upper: finding.upper ?? NOTHING,
    optional: finding.optional ?? false,
    readings: finding.readings ?? [],
    headline: finding.headline ?? true,
    records: finding.records ?? [],
    demo: finding.demo,
  };
}

/** Joins wordings: in Chinese with `;`, in English with `; `. */
export function sentences(parts: readonly Text[]): Text {
  return text(parts.map((p) => p.zh).join(';'), parts.map((p) => p.en).join('; '));
}

/** Lists labels: in Chinese with `、`, in English with commas and in lower case. */
export function listing(labels: readonly Text[]): Text {
  return text(labels.map((l) => l.zh).join('、'), labels.map((l) => l.en.toLowerCase()).join(', '));
}

const amount = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
/** A number for a sentence: thousands separated, at most one decimal. */
export const inWords = (value: number): string => amount.format(value);

const share = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });
/** A share for a sentence, in per cent with at most one decimal. */
export const percent = (value: number): string => share.format(value);
