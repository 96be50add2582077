import { isDeepStrictEqual } from 'node:util';
import {
  markerNumberPatterns,
  markerStandings,
  type BoundaryLevel,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import type { PointGeometry } from '../divisions/contract.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { clauses } from './clauses.ts';
import type { BoundaryLineBody, BoundaryMarkerBody } from './contract.ts';
import { markersOfNumber } from './lookups.ts';
import { publicHeight, publicPosition } from './public-form.ts';
import { distanceToAreaM, outsideStudyAreaM } from './study-area.ts';

type Side = BoundaryMarkerBody['sides'][number];

/** Least number of reference objects on a register card. */
const LEAST_REFERENCES = 3;
/** How far outside the study area, or from a side's county, a marker may lie, metres: the outlines are good to 200 m. */
const POSITION_TOLERANCE_M = 2000;

/** Rules for one changed marker. Those about its position ask only of a position that the change itself brings. */
export function markerRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return endFindings(effect);
  const body = effect.after as unknown as BoundaryMarkerBody;
  const lines = body.lineIds.flatMap((id) => after.records.boundaryLine.get(id) ?? []);
  const say: Say = (severity, code, field, zh, en, clause = null) =>
    finding(severity, code, { zh, en }, effect, field, clause);
  return [
    ...lineFindings(body, after, say),
    ...numberFindings(body, lines, effect, after, say),
    ...standingFindings(body, lines, say),
    ...divisionFindings(body, after, say),
    ...sideFindings(body, lines, after, say),
    ...positionFindings(body, effect, after, say),
    ...roundedFindings(body, effect, say),
    ...cardFindings(body, after, say),
  ];
}

type Say = (
  severity: Finding['severity'],
  code: string,
  field: string,
  zh: string,
  en: string,
  clause?: Text | null,
) => Finding;

/** A marker of unknown state may well stand, so only one known as lost goes without a word. */
function endFindings(effect: Effect): Finding[] {
  if (effect.before?.state === 'lost') return [];
  return [
    finding(
      'warn',
      'marker-stands',
      {
        zh: `界桩 ${effect.label} 未登记为“丢失”:界桩不得擅自移动或损毁,终止记录须有依据`,
        en: `Marker ${effect.label} is not on record as lost: nobody may move or damage a marker, so ending its record needs a ground`,
      },
      effect,
      null,
      clauses.markersStay,
    ),
  ];
}

function lineFindings({ lineIds }: BoundaryMarkerBody, after: Snapshot, say: Say): Finding[] {
  const findings = lineIds
    .filter((id) => !after.records.boundaryLine.has(id))
    .map((id) => say('block', 'unknown-line', 'lineIds', `没有这条界线(${id})`, `There is no such line (${id})`));
  if (new Set(lineIds).size < lineIds.length) {
    findings.push(say('block', 'line-twice', 'lineIds', '同一条界线填了两次', 'The same line is named twice'));
  }
  return findings;
}

function numberFindings(
  { number, standing }: BoundaryMarkerBody,
  lines: readonly BoundaryLineBody[],
  effect: Effect,
  after: Snapshot,
  say: Say,
): Finding[] {
  const findings: Finding[] = [];
  const fitting = markerStandings.find(({ id }) => id === standing);
  const letters = (fitting ? [fitting] : markerStandings).flatMap((each): readonly string[] => each.letters);
  const fits = lines.some(({ code, level }) => {
    const { serialDigits } = markerNumberPatterns[level as BoundaryLevel];
    const rest = number.startsWith(code) ? number.slice(code.length) : '';
    return (
      new RegExp(`^\\d{${serialDigits}}$`).test(rest.slice(0, serialDigits)) &&
      letters.includes(rest.slice(serialDigits))
    );
  });
  if (lines.length > 0 && !fits) {
    const codes = lines.map(({ code }) => code).join('/');
    const wanted = letters.map((letter) => letter || '无').join('/');
    const inEnglish = letters.map((letter) => letter || 'none').join('/');
    findings.push(
      say(
        'block',
        'number-pattern',
        'number',
        `界桩号“${number}”应为界线代码(${codes})+ 3 位序号 + 类型字母(${wanted})`,
        `Marker number "${number}" must be the line's code (${codes}), a serial of 3 digits and the letter of its standing (${inEnglish})`,
        clauses.survey,
      ),
    );
  }
  if (markersOfNumber(after, number).some((id) => id !== effect.id)) {
    findings.push(
      say(
        'block',
        'duplicate-number',
        'number',
        `界桩号 ${number} 已用于另一界桩`,
        `Marker number ${number} already belongs to another marker`,
      ),
    );
  }
  return findings;
}

function standingFindings(body: BoundaryMarkerBody, lines: readonly BoundaryLineBody[], say: Say): Finding[] {
  const { standing, faces, sides } = body;
  if (standing === 'triple' && (lines.length < 2 || sides.length < 3)) {
    return [
      say(
        'block',
        'triple-without-tri-point',
        'standing',
        '三立界桩立于三方交会处,须登记在至少两条界线上并写明三方',
        'Triple markers stand where three divisions meet: name at least two lines and three sides',
        clauses.survey,
      ),
    ];
  }
  if (lines.length < 2 || standing === null || standing === 'triple' || (standing === 'single' && faces === 3))
    return [];
  return [
    say(
      'warn',
      'tri-point-standing',
      'standing',
      '位于多条界线上的界桩应为三立,或为三面的单立界桩',
      'A marker on several lines is triple, or single with three faces',
      clauses.survey,
    ),
  ];
}

const placeLevels = ['county', 'township', 'village'] as const;

/** Divisions that the sides name exist, at their levels and within each other. */
function divisionFindings({ sides }: BoundaryMarkerBody, after: Snapshot, say: Say): Finding[] {
  return sides.flatMap((side) => {
    const wrong: Finding[] = [];
    const unknown = (id: string) =>
      say(
        'block',
        'unknown-division',
        'sides',
        `“${side.name}”所填的区划不存在或级别不符(${id})`,
        `A division that "${side.name}" names does not exist or is of another level (${id})`,
      );
    if (side.divisionId !== null && !after.records.division.has(side.divisionId)) wrong.push(unknown(side.divisionId));
    let parent: string | null = null;
    for (const level of placeLevels) {
      const id = side[`${level}Id`];
      if (id === null) continue;
      const division = after.records.division.get(id);
      if (division?.level !== level) wrong.push(unknown(id));
      else if (level !== 'county' && division.parentId !== parent) {
        wrong.push(
          say(
            'block',
            'division-mismatch',
            'sides',
            `“${division.name}”不属于所填的上级区划`,
            `"${division.name}" does not belong to the stated division above it`,
          ),
        );
      }
      parent = id;
    }
    if (side.divisionId === null && side.countyId !== null) {
      wrong.push(
        say(
          'block',
          'side-without-division',
          'sides',
          `“${side.name}”一侧填了县(市、区),也须填区划`,
          `Side "${side.name}" names a county and must name its division too`,
        ),
      );
    }
    return wrong;
  });
}

/** Whether a side of a marker lies on a side of its line: the same division, or within it; both beyond the study area. */
function liesOn(side: Side, lineSide: string | null, after: Snapshot): boolean {
  if (lineSide === null) return side.divisionId === null;
  const named = [side.divisionId, side.countyId, side.townshipId, side.villageId];
  if (named.includes(lineSide)) return true;
  const start = named.find((id) => id !== null) ?? null;
  let at = start;
  // As many steps as there are levels: a broken chain of parents cannot loop.
  for (let step = 0; at !== null && step < 4; step++) {
    at = after.records.division.get(at)?.parentId ?? null;
    if (at === lineSide) return true;
  }
  return false;
}

function sideFindings(
  { sides }: BoundaryMarkerBody,
  lines: readonly BoundaryLineBody[],
  after: Snapshot,
  say: Say,
): Finding[] {
  return lines.flatMap((line) =>
    line.sides.flatMap(({ divisionId, name }) =>
      sides.some((side) => liesOn(side, divisionId, after))
        ? []
        : say(
            'warn',
            'sides-do-not-fit',
            'sides',
            `界桩各方中没有“${line.name}”的“${name}”一侧`,
            `No side of the marker is on the side "${name}" of "${line.name}"`,
          ),
    ),
  );
}

function positionFindings(body: BoundaryMarkerBody, effect: Effect, after: Snapshot, say: Say): Finding[] {
  const { position, sourceCrs, sigmaM } = body;
  const findings: Finding[] = [];
  if (position !== null && sourceCrs === null) {
    findings.push(
      say(
        'block',
        'position-without-crs',
        'sourceCrs',
        '坐标须注明来源坐标系(手机地图多为 GCJ-02,偏移约 600 米),不作推测',
        'State the coordinate system that the position was given in; it is never guessed (phone maps use GCJ-02, which is off by about 600 m)',
      ),
    );
  }
  if (position === null && sourceCrs !== null) {
    findings.push(
      say(
        'block',
        'crs-without-position',
        'position',
        '填了来源坐标系而没有坐标',
        'A coordinate system without a position',
      ),
    );
  }
  if (position !== null && sigmaM === null) {
    findings.push(
      say(
        'warn',
        'position-without-sigma',
        'sigmaM',
        '未注明坐标中误差:以后无法判断界桩是否移位',
        'The standard deviation of the position is not stated: nobody can tell later whether the marker has moved',
      ),
    );
  }
  if (position === null || !isNew(effect, 'position')) return findings;
  return [...findings, ...placeFindings(body, position, after, say)];
}

/** Whether the change itself brings the field's value. */
const isNew = ({ before, after }: Effect, field: string) =>
  before === null || !isDeepStrictEqual(before[field], after![field]);

function placeFindings(body: BoundaryMarkerBody, { coordinates }: PointGeometry, after: Snapshot, say: Say): Finding[] {
  const km = (metres: number) => (metres / 1000).toFixed(1);
  const outside = outsideStudyAreaM(after, coordinates);
  if (outside !== null && outside > POSITION_TOLERANCE_M) {
    return [
      say(
        'block',
        'outside-study-area',
        'position',
        `位置在研究区域之外约 ${km(outside)} 公里,请核对坐标及其坐标系`,
        `The position lies about ${km(outside)} km outside the study area; check the coordinates and their system`,
      ),
    ];
  }
  return body.sides.flatMap(({ countyId }) => {
    const county = countyId === null ? undefined : after.records.division.get(countyId);
    if (!county?.boundary) return [];
    const distance = distanceToAreaM(county.boundary, coordinates);
    if (distance <= POSITION_TOLERANCE_M) return [];
    return say(
      'warn',
      'position-far-from-side',
      'position',
      `位置距所填一侧“${county.name}”约 ${km(distance)} 公里`,
      `The position lies about ${km(distance)} km from its side ${county.name}`,
    );
  });
}

/**
 * A position that is the public form of the registered one: somebody who may not see it precisely sent back what they
 * were shown. Nothing surveyed falls on the grid and in the same cell.
 */
function roundedFindings(body: BoundaryMarkerBody, { before }: Effect, say: Say): Finding[] {
  if (before === null) return [];
  const was = before as unknown as BoundaryMarkerBody;
  const pairs: [string, PointGeometry | null, PointGeometry | null][] = [
    ['position', was.position, body.position],
    ...body.references.map((reference): [string, PointGeometry | null, PointGeometry | null] => [
      'references',
      was.references.find(({ name }) => name === reference.name)?.position ?? null,
      reference.position,
    ]),
  ];
  const fields = new Set(
    pairs
      .filter(
        ([, old, now]) => old && now && !isDeepStrictEqual(old, now) && isDeepStrictEqual(publicPosition(old), now),
      )
      .map(([field]) => field),
  );
  const findings: Finding[] = [];
  if (was.heightM !== null && body.heightM !== was.heightM && body.heightM === publicHeight(was.heightM)) {
    findings.push(
      say(
        'warn',
        'rounded-height',
        'heightM',
        '这是登记高程取整后的值,请核对是否为实测',
        'This is the registered height, rounded; check that it was measured',
      ),
    );
  }
  const rounded = [...fields].map((field) =>
    say(
      'block',
      'rounded-position',
      field,
      '这是对外显示的取整坐标,不得用来覆盖登记的精确坐标',
      'This is the rounded position that is shown to the public; it may not replace the registered one',
    ),
  );
  return [...findings, ...rounded];
}

/** What a register card has and this one lacks. */
function cardFindings(body: BoundaryMarkerBody, after: Snapshot, say: Say): Finding[] {
  const findings: Finding[] = [];
  if (body.references.length < LEAST_REFERENCES) {
    findings.push(
      say(
        'warn',
        'few-references',
        'references',
        `方位物 ${body.references.length} 个,登记表要求至少 ${LEAST_REFERENCES} 个`,
        `${body.references.length} reference objects; the register card asks for at least ${LEAST_REFERENCES}`,
        clauses.survey,
      ),
    );
  }
  if (body.heightM !== null && body.heightDatum === null) {
    findings.push(
      say('warn', 'height-without-datum', 'heightDatum', '未注明高程基准', 'The datum of the height is not stated'),
    );
  }
  for (const field of ['setOn', 'stateAsOf'] as const) {
    if (body[field] !== null && body[field] > after.asOf) {
      findings.push(say('warn', 'date-in-future', field, '日期在将来', 'The date lies in the future'));
    }
  }
  return findings;
}
