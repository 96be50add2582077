import { bbox, booleanPointInPolygon, pointToPolygonDistance } from '@turf/turf';
import { divisionLevels, divisionTypes } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import { NONE, type DivisionTable, type Snapshot } from '../snapshot/snapshot.ts';
import type { BoundaryGeometry, DivisionBody, DivisionEventBody } from './contract.ts';

/** Where a point lies. `outsideM` is 0 inside the study area, else metres to its nearest county. */
export interface Place {
  countyId: string | null;
  townshipId: string | null;
  outsideM: number;
}

interface Area {
  id: string;
  box: readonly number[];
  boundary: BoundaryGeometry;
}

const areaCache = new WeakMap<DivisionTable, { counties: Area[]; townships: Area[] }>();

function areasOf(divisions: DivisionTable): { counties: Area[]; townships: Area[] } {
  let areas = areaCache.get(divisions);
  if (!areas) {
    const ofLevel = (level: 'county' | 'township'): Area[] =>
      divisions.ofLevel(level).flatMap((row) => {
        const { boundary } = divisions.bodies[row]!;
        return boundary ? [{ id: divisions.ids[row]!, box: bbox(boundary), boundary }] : [];
      });
    areas = { counties: ofLevel('county'), townships: ofLevel('township') };
    areaCache.set(divisions, areas);
  }
  return areas;
}

const inBox = (box: readonly number[], x: number, y: number) =>
  x >= box[0]! && y >= box[1]! && x <= box[2]! && y <= box[3]!;

/**
 * The county and township in which a point lies.
 * @param longitude degrees, EPSG:4490
 * @param latitude degrees, EPSG:4490
 * @returns null when the snapshot has no county boundaries to compare with
 */
export function locate(snapshot: Snapshot, longitude: number, latitude: number): Place | null {
  const { counties, townships } = areasOf(snapshot.divisions);
  if (counties.length === 0) return null;
  const point = [longitude, latitude];
  const containing = (areas: readonly Area[]) =>
    areas.find((a) => inBox(a.box, longitude, latitude) && booleanPointInPolygon(point, a.boundary))?.id ?? null;
  const countyId = containing(counties);
  if (countyId !== null) return { countyId, townshipId: containing(townships), outsideM: 0 };
  const distances = counties.map((a) => pointToPolygonDistance(point, a.boundary, { units: 'meters' }));
  return { countyId: null, townshipId: null, outsideM: Math.min(...distances) };
}

const levelRank = new Map(divisionLevels.map((l, i) => [l.id, i]));

/** Rules for one changed division: its place in the tree, its code, its counts, and what still depends on it. */
export function divisionRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return dependentFindings(effect, after);
  const body = effect.after as unknown as DivisionBody;
  return [...treeFindings(body, effect, after), ...countFindings(body, effect), ...codeFindings(body, effect, after)];
}

function treeFindings(body: DivisionBody, effect: Effect, snapshot: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const type = divisionTypes.find((t) => t.id === body.type)!;
  if (type.level !== body.level) {
    findings.push(
      finding(
        'block',
        'type-not-of-level',
        { zh: `“${type.label.zh}”不是这一级的区划类型`, en: `"${type.label.en}" is not a type of this level` },
        effect,
        'type',
      ),
    );
  }
  const rank = levelRank.get(body.level)!;
  if (rank === 0) {
    if (body.parentId !== null)
      findings.push(
        finding(
          'block',
          'parent-level',
          { zh: '设区市没有上级区划', en: 'A city has no division above it here' },
          effect,
          'parentId',
        ),
      );
    return findings;
  }
  const parent = body.parentId === null ? undefined : snapshot.records.division.get(body.parentId);
  if (!parent) {
    findings.push(
      finding(
        'block',
        'no-parent',
        { zh: `“${body.name}”缺少上级区划`, en: `"${body.name}" has no division above it` },
        effect,
        'parentId',
      ),
    );
  } else if (levelRank.get(parent.level) !== rank - 1) {
    findings.push(
      finding(
        'block',
        'parent-level',
        {
          zh: `“${parent.name}”不是“${body.name}”的上一级区划`,
          en: `"${parent.name}" is not of the level above "${body.name}"`,
        },
        effect,
        'parentId',
      ),
    );
  }
  return findings;
}

function countFindings(body: DivisionBody, effect: Effect): Finding[] {
  const findings: Finding[] = [];
  const ordered = (lesser: number | null, greater: number | null) =>
    lesser === null || greater === null || lesser <= greater;
  if (!ordered(body.population60, body.population)) {
    findings.push(
      finding(
        'block',
        'counts-out-of-order',
        { zh: '60 岁以上人口大于总人口', en: 'More people aged 60+ than people' },
        effect,
        'population60',
      ),
    );
  }
  if (!ordered(body.population80, body.population60)) {
    findings.push(
      finding(
        'block',
        'counts-out-of-order',
        { zh: '80 岁以上人口大于 60 岁以上人口', en: 'More people aged 80+ than aged 60+' },
        effect,
        'population80',
      ),
    );
  }
  return findings;
}

const codeIndex = new WeakMap<ReadonlyMap<string, DivisionBody>, Map<string, string[]>>();

function codeFindings(body: DivisionBody, effect: Effect, snapshot: Snapshot): Finding[] {
  const records = snapshot.records.division;
  let byCode = codeIndex.get(records);
  if (!byCode) {
    byCode = new Map();
    for (const [id, division] of records) byCode.set(division.code, [...(byCode.get(division.code) ?? []), id]);
    codeIndex.set(records, byCode);
  }
  const other = byCode.get(body.code)?.find((id) => id !== effect.id);
  if (other === undefined) return [];
  const name = records.get(other)!.name;
  return [
    finding(
      'block',
      'duplicate-code',
      { zh: `区划代码 ${body.code} 已用于“${name}”`, en: `Division code ${body.code} already belongs to "${name}"` },
      effect,
      'code',
    ),
  ];
}

/** A division that ends must leave nothing behind: children and facilities have to move in the same change set. */
function dependentFindings(effect: Effect, after: Snapshot): Finding[] {
  const children = [...after.records.division.values()].filter((d) => d.parentId === effect.id).length;
  const facilities = [...after.records.facility.values()].filter(
    (f) => f.countyId === effect.id || f.townshipId === effect.id || f.villageId === effect.id,
  ).length;
  const statistics = [...after.records.statistic.values()].filter((s) => s.divisionId === effect.id).length;
  if (children + facilities + statistics === 0) return [];
  return [
    finding(
      'block',
      'division-in-use',
      {
        zh: `“${effect.label}”下仍有 ${children} 个下级区划、${facilities} 个设施、${statistics} 项统计,须在同一变更中移交`,
        en: `"${effect.label}" still has ${children} divisions, ${facilities} facilities and ${statistics} statistics; move them in the same change set`,
      },
      effect,
    ),
  ];
}

/** Rules for one entry of the lineage. */
export function divisionEventRules(effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as DivisionEventBody;
  const findings: Finding[] = [];
  const missing = (id: string) => !before.records.division.has(id) && !after.records.division.has(id);
  const unknownTo = body.toIds.filter(missing);
  if (unknownTo.length > 0) {
    findings.push(
      finding(
        'block',
        'unknown-division',
        {
          zh: `变更后的区划不存在:${unknownTo.join('、')}`,
          en: `Resulting divisions do not exist: ${unknownTo.join(', ')}`,
        },
        effect,
        'toIds',
      ),
    );
  }
  const shape = eventShapes[body.kind];
  if (
    body.fromIds.length < shape.from[0] ||
    body.fromIds.length > shape.from[1] ||
    body.toIds.length < shape.to[0] ||
    body.toIds.length > shape.to[1]
  ) {
    findings.push(finding('block', 'event-shape', shape.message, effect, 'fromIds'));
  }
  if (makesCycle(effect.id, body, after)) {
    findings.push(
      finding(
        'block',
        'lineage-cycle',
        {
          zh: '沿革成环:区划不能由自己的后继而来',
          en: 'The lineage would be circular: a division cannot descend from its own successor',
        },
        effect,
        'toIds',
      ),
    );
  }
  return findings;
}

type EventShape = { from: [number, number]; to: [number, number]; message: { zh: string; en: string } };

const eventShapes: Record<DivisionEventBody['kind'], EventShape> = {
  establish: {
    from: [0, Infinity],
    to: [1, 1],
    message: { zh: '设立须有一个新区划', en: 'An establishment has one new division' },
  },
  abolish: {
    from: [1, 1],
    to: [0, Infinity],
    message: { zh: '撤销须有一个原区划', en: 'An abolition has one former division' },
  },
  merge: {
    from: [2, Infinity],
    to: [1, 1],
    message: {
      zh: '合并须有两个以上原区划和一个新区划',
      en: 'A merger has two or more former divisions and one result',
    },
  },
  split: {
    from: [1, 1],
    to: [2, Infinity],
    message: {
      zh: '拆分须有一个原区划和两个以上新区划',
      en: 'A split has one former division and two or more results',
    },
  },
  rename: {
    from: [1, 1],
    to: [1, 1],
    message: { zh: '更名须有一个原区划和一个新区划', en: 'A renaming has one division before and one after' },
  },
  transfer: { from: [1, 1], to: [1, 1], message: { zh: '改隶须有一个区划', en: 'A transfer concerns one division' } },
};

/** Whether the lineage, read from former to resulting divisions, would return to where it began. */
function makesCycle(eventId: string, event: DivisionEventBody, snapshot: Snapshot): boolean {
  const next = new Map<string, Set<string>>();
  const add = (e: DivisionEventBody) => {
    for (const from of e.fromIds) {
      const targets = next.get(from) ?? new Set();
      for (const to of e.toIds) if (to !== from) targets.add(to);
      next.set(from, targets);
    }
  };
  for (const [id, other] of snapshot.divisionEvents) if (id !== eventId) add(other);
  add(event);
  const reached = new Set<string>();
  const queue = event.toIds.filter((to) => !event.fromIds.includes(to));
  while (queue.length > 0) {
    const at = queue.pop()!;
    if (event.fromIds.includes(at)) return true;
    if (reached.has(at)) continue;
    reached.add(at);
    queue.push(...(next.get(at) ?? []));
  }
  return false;
}

/** County division that a division is or lies in, as a list for scope checks; the city itself has none. */
export function countyOf(divisionId: string, snapshot: Snapshot): string[] {
  const row = snapshot.divisions.indexById.get(divisionId);
  const county = row === undefined ? NONE : snapshot.divisions.county[row]!;
  return county === NONE ? [] : [snapshot.divisions.ids[county]!];
}
