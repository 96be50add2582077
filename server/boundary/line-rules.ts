import { bbox } from '@turf/turf';
import {
  boundaryLevels,
  inspectionCycleYears,
  markerNumberPatterns,
  type BoundaryLevel,
} from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { clauses } from './clauses.ts';
import type { BoundaryLineBody } from './contract.ts';
import { linesOfCode, markersOfNumber, markersOnLine } from './lookups.ts';

/** Level of the divisions that a line of a level runs between; the study area's part of a province is the city. */
export const sideLevel: Readonly<Record<BoundaryLevel, 'city' | 'county' | 'township'>> = {
  province: 'city',
  city: 'city',
  county: 'county',
  township: 'township',
};

/** How far beyond the study area's extent a line may reach, degrees. */
const EXTENT_MARGIN_DEGREES = 0.05;

/** Rules for one changed line. */
export function lineRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return remainingMarkers(effect, after);
  const body = effect.after as unknown as BoundaryLineBody;
  return [
    ...codeFindings(body, effect, after),
    ...sideFindings(body, effect, after),
    ...markerFindings(body, effect, after),
    ...geometryFindings(body, effect, after),
    ...dateFindings(body, effect, after),
  ];
}

function remainingMarkers(effect: Effect, after: Snapshot): Finding[] {
  const count = markersOnLine(after, effect.id).length;
  if (count === 0) return [];
  return [
    finding(
      'block',
      'line-in-use',
      {
        zh: `“${effect.label}”终止后仍有 ${count} 个界桩登记在其上,须在同一变更中一并处理`,
        en: `${count} markers would still stand on "${effect.label}" after its end; change them in the same change set`,
      },
      effect,
    ),
  ];
}

function codeFindings(body: BoundaryLineBody, effect: Effect, after: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const level = body.level as BoundaryLevel;
  if (!markerNumberPatterns[level].lineCode.test(body.code)) {
    const { label } = boundaryLevels.find(({ id }) => id === level)!;
    const digits = /\{(\d+)\}/.exec(markerNumberPatterns[level].lineCode.source)![1]!;
    findings.push(
      finding(
        'block',
        'line-code-pattern',
        {
          zh: `${label.zh}的代码应为 ${digits} 位数字,“${body.code}”不是`,
          en: `The code of a ${label.en.toLowerCase()} has ${digits} digits; "${body.code}" has not`,
        },
        effect,
        'code',
        clauses.survey,
      ),
    );
  }
  const other = linesOfCode(after, body.code).find((id) => id !== effect.id);
  if (other !== undefined) {
    const { name } = after.records.boundaryLine.get(other)!;
    findings.push(
      finding(
        'block',
        'duplicate-code',
        { zh: `界线代码 ${body.code} 已用于“${name}”`, en: `Line code ${body.code} already belongs to "${name}"` },
        effect,
        'code',
      ),
    );
  }
  return findings;
}

function sideFindings(body: BoundaryLineBody, effect: Effect, after: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const [first, second] = body.sides;
  if (first.divisionId === null && second.divisionId === null) {
    findings.push(
      finding(
        'block',
        'no-own-side',
        {
          zh: '界线两侧至少有一侧应是已登记的区划',
          en: 'At least one side of a line must be a registered division',
        },
        effect,
        'sides',
      ),
    );
  } else if (first.divisionId === second.divisionId) {
    findings.push(
      // Divisions that become one leave the line between them behind; it is ended by its own change.
      finding(
        effect.op === 'create' ? 'block' : 'warn',
        'same-sides',
        {
          zh: '界线两侧是同一个区划;因区划合并而失去意义的界线及其界桩须另行终止',
          en: 'Both sides of the line are the same division; end a line that a merger made meaningless, and its markers',
        },
        effect,
        'sides',
      ),
    );
  }
  const wanted = sideLevel[body.level as BoundaryLevel];
  for (const { divisionId, name } of body.sides) {
    if (divisionId === null) continue;
    const division = after.records.division.get(divisionId);
    if (!division) {
      findings.push(
        finding(
          'block',
          'unknown-division',
          { zh: `没有“${name}”这个区划(${divisionId})`, en: `There is no division "${name}" (${divisionId})` },
          effect,
          'sides',
        ),
      );
    } else if (division.level !== wanted) {
      const level = boundaryLevels.find(({ id }) => id === body.level)!.label;
      findings.push(
        finding(
          'block',
          'side-level',
          {
            zh: `“${division.name}”不是${level.zh}一侧应有的区划级别`,
            en: `"${division.name}" is not of the level that a ${level.en.toLowerCase()} runs between`,
          },
          effect,
          'sides',
        ),
      );
    }
  }
  return findings;
}

/** Markers that the line names by number but that are not registered. */
function markerFindings(body: BoundaryLineBody, effect: Effect, after: Snapshot): Finding[] {
  const named = [
    ...body.triPoints.flatMap(({ marker }) => (marker === null ? [] : [{ field: 'triPoints', number: marker }])),
    ...body.sections.flatMap(({ fromMarker, toMarker }) => [
      { field: 'sections', number: fromMarker },
      { field: 'sections', number: toMarker },
    ]),
  ];
  const missing = new Map(
    named.filter(({ number }) => markersOfNumber(after, number).length === 0).map((each) => [each.number, each]),
  );
  return [...missing.values()].map(({ field, number }) =>
    finding(
      'warn',
      'unknown-marker',
      { zh: `没有编号为 ${number} 的界桩`, en: `There is no marker with the number ${number}` },
      effect,
      field,
    ),
  );
}

function geometryFindings({ geometry }: BoundaryLineBody, effect: Effect, after: Snapshot): Finding[] {
  if (geometry === null) return [];
  if (effect.op === 'update' && !effect.changedFields.includes('geometry')) return [];
  const vertices = geometry.coordinates.flat();
  if (vertices.some((vertex) => vertex.length !== vertices[0]!.length)) {
    return [
      finding(
        'block',
        'mixed-dimensions',
        { zh: '界线各点须一律带高程或一律不带', en: 'Either all points of the line have a height or none' },
        effect,
        'geometry',
      ),
    ];
  }
  const { divisions } = after;
  const boxes = divisions.ofLevel('county').flatMap((row) => {
    const { boundary } = divisions.bodies[row]!;
    return boundary ? [bbox(boundary)] : [];
  });
  if (boxes.length === 0) return [];
  const [west, south] = [0, 1].map((i) => Math.min(...boxes.map((b) => b[i]!)) - EXTENT_MARGIN_DEGREES);
  const [east, north] = [2, 3].map((i) => Math.max(...boxes.map((b) => b[i]!)) + EXTENT_MARGIN_DEGREES);
  const outside = vertices.filter(([x, y]) => x! < west! || x! > east! || y! < south! || y! > north!).length;
  if (outside === 0) return [];
  return [
    finding(
      'block',
      'outside-study-area',
      {
        zh: `界线有 ${outside} 个点在研究区域之外,请核对坐标及其坐标系(须为 EPSG:4490 经纬度)`,
        en: `${outside} points of the line lie outside the study area; check the coordinates and their system (longitude and latitude, EPSG:4490)`,
      },
      effect,
      'geometry',
    ),
  ];
}

function dateFindings({ lastInspectionYear, name }: BoundaryLineBody, effect: Effect, after: Snapshot): Finding[] {
  if (lastInspectionYear === null) return [];
  if (effect.op === 'update' && !effect.changedFields.includes('lastInspectionYear')) return [];
  const year = Number(after.asOf.slice(0, 4));
  if (lastInspectionYear > year) {
    return [
      finding(
        'block',
        'inspection-in-future',
        { zh: '上次联检年份在将来', en: 'The last joint inspection lies in the future' },
        effect,
        'lastInspectionYear',
      ),
    ];
  }
  const due = lastInspectionYear + inspectionCycleYears;
  if (due >= year) return [];
  return [
    finding(
      'note',
      'inspection-overdue',
      {
        zh: `“${name}”应于 ${due} 年联检(每 ${inspectionCycleYears} 年一次)`,
        en: `"${name}" was due for its joint inspection in ${due} (every ${inspectionCycleYears} years)`,
      },
      effect,
      'lastInspectionYear',
      clauses.jointInspection,
    ),
  ];
}
