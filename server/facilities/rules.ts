import {
  facilityFields,
  facilityKind,
  facilityFunctions,
  type FieldDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { locate, studyAreaToleranceM } from '../divisions/rules.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FacilityBody } from './contract.ts';

/** Something wrong with one field of a facility. */
export interface FieldProblem {
  field: string;
  code: string;
  message: Text;
}

const defaultMaxLength = { text: 200, longText: 4000 } as const;

/**
 * Checks a facility against the catalogue: attributes belong to the kind and have the right type and range, functions
 * belong to the kind, orders between fields hold. Unknown (`null` or absent) is always allowed unless the field is
 * required.
 */
export function checkFacility(body: FacilityBody): FieldProblem[] {
  const kind = facilityKind(body.kind);
  const problems = checkFields(facilityFields(body.kind), body.attributes, 'attributes');
  for (const [id, offered] of Object.entries(body.functions)) {
    if (offered === null || offered === undefined) continue;
    if (!(kind.functions as readonly string[]).includes(id)) {
      const label = facilityFunctions.find((f) => f.id === id)?.label ?? { zh: id, en: id };
      problems.push({
        field: `functions.${id}`,
        code: 'function-not-of-kind',
        message: {
          zh: `${kind.label.zh}没有“${label.zh}”这项功能`,
          en: `${kind.label.en} has no function "${label.en}"`,
        },
      });
    }
  }
  for (const order of kind.orders ?? []) {
    const lesser = body.attributes[order.lesser];
    const greater = body.attributes[order.greater];
    if (typeof lesser === 'number' && typeof greater === 'number' && lesser > greater) {
      problems.push({
        field: `attributes.${order.lesser}`,
        code: order.id,
        message: {
          zh: `${order.message.zh}(${lesser} > ${greater})`,
          en: `${order.message.en} (${lesser} > ${greater})`,
        },
      });
    }
  }
  if ((body.entrance === null) !== (body.sourceCrs === null)) {
    problems.push({
      field: 'sourceCrs',
      code: 'crs-with-position',
      message: { zh: '坐标与其来源坐标系必须同时填写', en: 'A position and its source coordinate system go together' },
    });
  }
  return problems;
}

function checkFields(
  definitions: readonly FieldDefinition[],
  values: Record<string, unknown>,
  path: string,
): FieldProblem[] {
  const byId = new Map(definitions.map((d) => [d.id, d]));
  const problems: FieldProblem[] = [];
  for (const id of Object.keys(values)) {
    if (!byId.has(id)) {
      problems.push({
        field: `${path}.${id}`,
        code: 'unknown-field',
        message: { zh: `没有“${id}”这个字段`, en: `There is no field "${id}"` },
      });
    }
  }
  for (const definition of definitions) {
    const value = values[definition.id];
    const field = `${path}.${definition.id}`;
    if (value === null || value === undefined) {
      if (definition.required)
        problems.push({
          field,
          code: 'required',
          message: { zh: `请填写“${definition.label.zh}”`, en: `"${definition.label.en}" is required` },
        });
      continue;
    }
    problems.push(...checkValue(definition, value, field));
  }
  return problems;
}

function checkValue(definition: FieldDefinition, value: unknown, field: string): FieldProblem[] {
  const wrong = (code: string, zh: string, en: string): FieldProblem[] => [
    { field, code, message: { zh: `“${definition.label.zh}”${zh}`, en: `"${definition.label.en}" ${en}` } },
  ];
  switch (definition.type) {
    case 'integer':
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value))
        return wrong('not-a-number', '应为数字', 'must be a number');
      if (definition.type === 'integer' && !Number.isInteger(value))
        return wrong('not-an-integer', '应为整数', 'must be a whole number');
      const { min = -Infinity, max = Infinity } = definition;
      if (value < min || value > max)
        return wrong('out-of-range', `应在 ${min} 至 ${max} 之间`, `must lie between ${min} and ${max}`);
      return [];
    }
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('not-a-boolean', '应为是或否', 'must be yes or no');
    case 'date':
      return typeof value === 'string' && isCalendarDate(value)
        ? []
        : wrong('not-a-date', '应为日期(YYYY-MM-DD)', 'must be a date (YYYY-MM-DD)');
    case 'choice':
      return definition.choices!.some((c) => c.id === value)
        ? []
        : wrong('not-a-choice', '不在可选范围内', 'is not one of the choices');
    case 'items':
      if (!Array.isArray(value)) return wrong('not-a-list', '应为列表', 'must be a list');
      return value.flatMap((item: unknown, i) =>
        typeof item === 'object' && item !== null && !Array.isArray(item)
          ? checkFields(definition.itemFields!, item as Record<string, unknown>, `${field}.${i}`)
          : wrong('not-a-record', `第 ${i + 1} 项格式不对`, `entry ${i + 1} is malformed`),
      );
    default: {
      if (typeof value !== 'string') return wrong('not-text', '应为文字', 'must be text');
      const longest = definition.maxLength ?? defaultMaxLength[definition.type];
      return [...value].length <= longest
        ? []
        : wrong('too-long', `不能超过 ${longest} 字`, `must not exceed ${longest} characters`);
    }
  }
}

function isCalendarDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** Rules for one changed facility: its own fields, its place in the divisions, and its neighbours in the register. */
export function facilityRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as FacilityBody;
  return [
    ...checkFacility(body).map((p) => finding('block', p.code, p.message, effect, p.field)),
    ...divisionFindings(body, effect, after),
    ...positionFindings(body, effect, after),
    ...dateFindings(body, effect, after),
    ...duplicateFindings(body, effect, after),
  ];
}

function divisionFindings(body: FacilityBody, effect: Effect, snapshot: Snapshot): Finding[] {
  const { divisions } = snapshot;
  const chain = [
    { field: 'countyId', id: body.countyId, level: 'county', parent: null as string | null },
    { field: 'townshipId', id: body.townshipId, level: 'township', parent: body.countyId },
    { field: 'villageId', id: body.villageId, level: 'village', parent: body.townshipId },
  ];
  const findings: Finding[] = [];
  for (const { field, id, level, parent } of chain) {
    if (id === null) continue;
    const row = divisions.indexById.get(id);
    const division = row === undefined ? undefined : divisions.bodies[row];
    if (!division || division.level !== level) {
      findings.push(
        finding(
          'block',
          'unknown-division',
          { zh: `没有这个${levelName[level]!.zh}(${id})`, en: `There is no such ${levelName[level]!.en} (${id})` },
          effect,
          field,
        ),
      );
    } else if (level !== 'county' && division.parentId !== parent) {
      findings.push(
        finding(
          'block',
          'division-mismatch',
          {
            zh: `“${division.name}”不属于所填的上级区划`,
            en: `"${division.name}" does not belong to the stated division above it`,
          },
          effect,
          field,
        ),
      );
    }
  }
  return findings;
}

const levelName: Record<string, Text> = {
  county: { zh: '县(市、区)', en: 'county' },
  township: { zh: '乡镇(街道)', en: 'township' },
  village: { zh: '村(社区)', en: 'village' },
};

function positionFindings(body: FacilityBody, effect: Effect, snapshot: Snapshot): Finding[] {
  if (body.entrance === null || (effect.op === 'update' && !effect.changedFields.some((f) => placeFields.has(f))))
    return [];
  const [longitude, latitude] = body.entrance.coordinates;
  const place = locate(snapshot, longitude, latitude);
  if (place === null) return [];
  if (place.outsideM > studyAreaToleranceM) {
    const km = (place.outsideM / 1000).toFixed(1);
    return [
      finding(
        'block',
        'outside-study-area',
        {
          zh: `位置在研究区域之外约 ${km} 公里,请核对坐标及其坐标系`,
          en: `The position lies about ${km} km outside the study area; check the coordinates and their system`,
        },
        effect,
        'entrance',
      ),
    ];
  }
  const findings: Finding[] = [];
  if (place.countyId !== null && place.countyId !== body.countyId) {
    findings.push(
      finding(
        'warn',
        'position-in-other-county',
        { zh: '位置落在所填县(市、区)之外', en: 'The position lies outside the stated county' },
        effect,
        'entrance',
      ),
    );
  } else if (body.townshipId !== null && place.townshipId !== null && place.townshipId !== body.townshipId) {
    findings.push(
      finding(
        'warn',
        'position-in-other-township',
        { zh: '位置落在所填乡镇(街道)之外', en: 'The position lies outside the stated township' },
        effect,
        'entrance',
      ),
    );
  }
  if (body.accuracyM === null) {
    findings.push(
      finding(
        'note',
        'no-accuracy',
        { zh: '未注明坐标精度', en: 'The accuracy of the position is not stated' },
        effect,
        'accuracyM',
      ),
    );
  }
  return findings;
}

const placeFields = new Set(['entrance', 'countyId', 'townshipId', 'sourceCrs', 'accuracyM']);

function dateFindings(body: FacilityBody, effect: Effect, snapshot: Snapshot): Finding[] {
  const findings: Finding[] = [];
  if (body.status === 'operating' && body.statusSince !== null && body.statusSince > snapshot.asOf) {
    findings.push(
      finding(
        'block',
        'operating-in-future',
        { zh: '状态为“运营”,起始日期却在将来', en: 'The status is "operating" but starts in the future' },
        effect,
        'statusSince',
      ),
    );
  }
  if (body.asOfDate !== null && body.asOfDate > snapshot.asOf) {
    findings.push(
      finding(
        'warn',
        'as-of-in-future',
        { zh: '数据截止日期在将来', en: 'The as-of date of the data lies in the future' },
        effect,
        'asOfDate',
      ),
    );
  }
  const { builtYear } = body.attributes;
  const operatingYear =
    body.status === 'operating' && body.statusSince !== null ? Number(body.statusSince.slice(0, 4)) : null;
  // A building put up again on the same site is younger than the service in it, so this asks and does not refuse.
  if (typeof builtYear === 'number' && operatingYear !== null && builtYear > operatingYear) {
    findings.push(
      finding(
        'warn',
        'dates-out-of-order',
        {
          zh: `建成年份(${builtYear})晚于运营起始年份(${operatingYear});非重建的请核对`,
          en: `Built (${builtYear}) after it began to operate (${operatingYear}); check unless it was rebuilt`,
        },
        effect,
        'attributes.builtYear',
      ),
    );
  }
  return findings;
}

interface Neighbours {
  byCode: Map<string, string[]>;
  byNameAndPlace: Map<string, string[]>;
}

const neighbourCache = new WeakMap<Snapshot['records']['facility'], Neighbours>();

const nameKey = (body: FacilityBody) =>
  `${body.kind}|${body.countyId}|${body.townshipId ?? ''}|${body.villageId ?? ''}|${body.name}`;

function neighbours(snapshot: Snapshot): Neighbours {
  const records = snapshot.records.facility;
  let found = neighbourCache.get(records);
  if (!found) {
    found = { byCode: new Map(), byNameAndPlace: new Map() };
    for (const [id, body] of records) {
      if (body.code !== null) push(found.byCode, body.code, id);
      push(found.byNameAndPlace, nameKey(body), id);
    }
    neighbourCache.set(records, found);
  }
  return found;
}

function push(map: Map<string, string[]>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids) ids.push(id);
  else map.set(key, [id]);
}

function duplicateFindings(body: FacilityBody, effect: Effect, snapshot: Snapshot): Finding[] {
  const { byCode, byNameAndPlace } = neighbours(snapshot);
  const findings: Finding[] = [];
  const other = (ids: readonly string[] | undefined) => ids?.find((id) => id !== effect.id);
  const sameCode = body.code === null ? undefined : other(byCode.get(body.code));
  if (sameCode !== undefined) {
    const name = snapshot.records.facility.get(sameCode)!.name;
    findings.push(
      finding(
        'block',
        'duplicate-code',
        { zh: `编号 ${body.code} 已用于“${name}”`, en: `Code ${body.code} already belongs to "${name}"` },
        effect,
        'code',
      ),
    );
  }
  if (effect.op === 'create' && other(byNameAndPlace.get(nameKey(body))) !== undefined) {
    findings.push(
      finding(
        'warn',
        'same-name',
        {
          zh: `同一地点已有同名同类设施“${body.name}”`,
          en: `A facility of this kind and name, "${body.name}", exists at this place`,
        },
        effect,
        'name',
      ),
    );
  }
  return findings;
}
