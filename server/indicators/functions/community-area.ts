import { indicatorDefinition, text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import { townshipOf } from '../../snapshot/facility-place.ts';
import { isOperating, NONE, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import type { EvidenceRow, IndicatorFinding } from '../contract.ts';
import { divisionUnit, evidenceRowOf, facilityRecords, facilityUnit, inWords, sentences } from '../evidence.ts';
import { reaches, type Amounts, type Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/** Floor area of some community facilities, m²: what is confirmed and the least and the most it can be. */
interface Area {
  confirmedM2: number;
  lowerM2: number;
  upperM2: number;
  /** Rows of the facilities that count or may count. */
  facilities: number[];
  /** Rows of those whose area or status is not known. */
  open: number[];
}

/** Number of households: the least and the most it can be; equal when known, `Infinity` when nothing bounds it. */
interface Households {
  least: number;
  most: number;
}

interface VillageSums {
  households: number;
  householdsComplete: boolean;
  population: number;
}

/**
 * No. 9: floor area of operating community facilities (m²) per 100 households. Numerators are m², denominators hundreds
 * of households. A township's households are its own count, else the sum of its villages if all are known; otherwise
 * they range from the known villages' sum to the population, since no household is without a person.
 */
export function communityArea(snapshot: Snapshot, parameters: RuleParameters, reuse: Reuse): Counted {
  const areas = areasByTownship(snapshot, parameters.unknownFloorAreaUpperBoundM2);
  const villages = villageSums(snapshot);
  const rows: EvidenceRow[] = [];
  const unbounded: string[] = [];
  for (const township of snapshot.divisions.ofLevel('township')) {
    const households = householdsOf(snapshot, township, villages.get(township));
    if (households.most === Infinity) unbounded.push(snapshot.divisions.bodies[township]!.name);
    const area = areas.get(township) ?? noArea();
    rows.push(
      reuse.row('township', snapshot.divisions.ids[township]!, area.facilities) ??
        townshipRow(snapshot, township, area, households),
    );
  }
  const unplaced = areas.get(NONE)?.facilities ?? [];
  rows.push(...unplaced.map((row) => unplacedRow(snapshot, row, parameters.unknownFloorAreaUpperBoundM2)));
  return { rows, findings: findingsOf(unplaced.length, unbounded), openEnded: false };
}

const noArea = (): Area => ({ confirmedM2: 0, lowerM2: 0, upperM2: 0, facilities: [], open: [] });

function areasByTownship(snapshot: Snapshot, unknownUpperM2: number): Map<number, Area> {
  const areas = new Map<number, Area>();
  for (const row of snapshot.facilities.ofKinds(['communityFacility'])) {
    if (isOperating(snapshot, row) === 'no') continue;
    const township = townshipOf(snapshot, row);
    const area = areas.get(township) ?? noArea();
    areas.set(township, area);
    const one = areaOf(snapshot, row, unknownUpperM2);
    area.confirmedM2 += one.lowerM2;
    area.lowerM2 += one.lowerM2;
    area.upperM2 += one.upperM2;
    area.facilities.push(row);
    if (one.lowerM2 !== one.upperM2) area.open.push(row);
  }
  return areas;
}

function areaOf(snapshot: Snapshot, row: number, unknownUpperM2: number): { lowerM2: number; upperM2: number } {
  const areaM2 = snapshot.facilities.attribute('floorAreaM2')[row]!;
  const certain = isOperating(snapshot, row) === 'yes' && !Number.isNaN(areaM2);
  return { lowerM2: certain ? areaM2 : 0, upperM2: Number.isNaN(areaM2) ? unknownUpperM2 : areaM2 };
}

function villageSums({ divisions }: Snapshot): Map<number, VillageSums> {
  const sums = new Map<number, VillageSums>();
  for (const village of divisions.ofLevel('village')) {
    const township = divisions.township[village]!;
    const sum = sums.get(township) ?? { households: 0, householdsComplete: true, population: 0 };
    sums.set(township, sum);
    const households = divisions.households[village]!;
    if (Number.isNaN(households)) sum.householdsComplete = false;
    else sum.households += households;
    // Stays NaN once one village's population is unknown: the sum is then no upper bound.
    sum.population += divisions.population[village]!;
  }
  return sums;
}

function householdsOf({ divisions }: Snapshot, township: number, villages: VillageSums | undefined): Households {
  const own = divisions.households[township]!;
  if (!Number.isNaN(own)) return { least: own, most: own };
  if (villages?.householdsComplete) return { least: villages.households, most: villages.households };
  const least = villages?.households ?? 0;
  const population = [divisions.population[township]!, villages?.population ?? Number.NaN].find(
    (p) => !Number.isNaN(p),
  );
  return { least, most: population === undefined ? Infinity : Math.max(population, least) };
}

const per100 = (areaM2: number, households: number): Amounts => ({
  numerator: areaM2,
  denominator: households / 100,
});

function townshipRow(snapshot: Snapshot, township: number, area: Area, households: Households): EvidenceRow {
  const { divisions, facilities } = snapshot;
  const known = households.least === households.most;
  const bounded = households.most !== Infinity;
  const lower = bounded ? per100(area.lowerM2, households.most) : per100(0, households.least);
  const upper = per100(area.upperM2, households.least);
  return evidenceRowOf(divisionUnit(snapshot, township, 'township'), {
    verdict: verdictOf(lower, upper, bounded),
    reason: reasonOf(snapshot, area, households),
    confirmed: known ? per100(area.confirmedM2, households.most) : undefined,
    lower,
    upper,
    records: facilityRecords(snapshot, area.facilities),
    demo: divisions.bodies[township]!.demo || area.facilities.some((row) => facilities.bodies[row]!.demo),
  });
}

function verdictOf(lower: Amounts, upper: Amounts, bounded: boolean): Truth {
  const target = indicatorDefinition('9').target!;
  if (!reaches(upper, target)) return 'no';
  return bounded && reaches(lower, target) ? 'yes' : 'unknown';
}

function reasonOf(snapshot: Snapshot, area: Area, { least, most }: Households): Text {
  const confirmed = area.facilities.length - area.open.length;
  const m2 = inWords(area.confirmedM2);
  const parts = [text(`${confirmed} 处设施共 ${m2} 平方米`, `Facilities: ${confirmed}, together ${m2} m²`)];
  if (least === most) parts.push(text(`户数 ${inWords(most)}`, `${inWords(most)} households`));
  else parts.push(text('户数未知', 'number of households unknown'));
  if (least === most && most > 0) {
    const figure = inWords((area.confirmedM2 / most) * 100);
    parts.push(text(`每百户 ${figure} 平方米`, `${figure} m² per 100 households`));
  }
  if (area.open.length > 0) {
    const names = area.open.map((row) => snapshot.facilities.bodies[row]!.name);
    parts.push(text(`面积或状态未知:${names.join('、')}`, `area or status unknown: ${names.join(', ')}`));
  }
  return sentences(parts);
}

/** A facility of no known township: its area counts for the city, and for no township. */
function unplacedRow(snapshot: Snapshot, row: number, unknownUpperM2: number): EvidenceRow {
  const { lowerM2, upperM2 } = areaOf(snapshot, row, unknownUpperM2);
  const { name, demo } = snapshot.facilities.bodies[row]!;
  return evidenceRowOf(facilityUnit(snapshot, row), {
    verdict: 'unknown',
    reason: text(
      `${name}未注明所在的乡镇(街道):面积计入全市,不计入任何乡镇(街道)`,
      `${name} does not state its township: its area counts for the city and for no township`,
    ),
    confirmed: { numerator: lowerM2, denominator: 0 },
    lower: { numerator: lowerM2, denominator: 0 },
    upper: { numerator: upperM2, denominator: 0 },
    records: facilityRecords(snapshot, [row]),
    demo,
  });
}

function findingsOf(unplaced: number, unbounded: readonly string[]): IndicatorFinding[] {
  const findings: IndicatorFinding[] = [];
  if (unplaced > 0) {
    findings.push({
      code: 'unplaced-facilities',
      message: text(
        `${unplaced} 个社区综合服务设施未注明乡镇(街道):计入全市,不计入任何乡镇(街道)`,
        `${unplaced} community facilities without a stated township count for the city and for no township`,
      ),
      clause: null,
    });
  }
  if (unbounded.length > 0) {
    findings.push({
      code: 'households-unknown',
      message: text(
        `户数和人口均未知,区间只含已知户数:${unbounded.join('、')}`,
        `Households and population unknown, so that the range holds for the known households only: ${unbounded.join(', ')}`,
      ),
      clause: null,
    });
  }
  return findings;
}
