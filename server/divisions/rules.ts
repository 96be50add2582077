import { bbox, booleanPointInPolygon, pointToPolygonDistance } from '@turf/turf';
import { divisionLevels, divisionTypes } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import { NONE, type DivisionTable, type Snapshot } from '../snapshot/snapshot.ts';
import type { BoundaryGeometry, DivisionBody } from './contract.ts';
import { dependentsIn, namesByDivision, type Dependent } from './references.ts';
import { groupBy } from '../indicators/group-by.ts';

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

/** How far outside the study area a place may lie before it is refused, metres. */
export const studyAreaToleranceM = 2000;

/** The refusal of a place too far outside the study area; null where it is near enough. */
export function outsideStudyArea({ outsideM }: Place, effect: Effect, field: string): Finding | null {
  if (outsideM <= studyAreaToleranceM) return null;
  const km = (outsideM / 1000).toFixed(1);
  const message = {
    zh: `位置在研究区域之外约 ${km} 公里,请核对坐标及其坐标系`,
    en: `The place lies about ${km} km outside the study area; check the coordinates and their system`,
  };
  return finding('block', 'outside-study-area', message, effect, field);
}

const levelRank = new Map(divisionLevels.map((l, i) => [l.id, i]));

/** Rules for one changed division: its place in the tree, its code, name and counts, and what still depends on it. */
export function divisionRules(effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [...dependentFindings(effect, after), ...bornNames(effect, after)];
  const body = effect.after as unknown as DivisionBody;
  return [
    ...treeFindings(body, effect, after),
    ...countFindings(body, effect),
    ...codeFindings(body, effect, after),
    ...nameFindings(body, effect, before, after),
  ];
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

/** Names of records that a finding spells out before it only counts the rest. */
const namedRecords = 5;

const typeWords: Record<Dependent['type'], { zh: string; en: string }> = {
  division: { zh: '下级区划', en: 'divisions' },
  divisionEvent: { zh: '沿革', en: 'lineage entries' },
  facility: { zh: '设施', en: 'facilities' },
  statistic: { zh: '统计', en: 'statistics' },
  boundaryLine: { zh: '界线', en: 'boundary lines' },
  boundaryMarker: { zh: '界桩', en: 'boundary markers' },
  placeName: { zh: '地名', en: 'place names' },
  placeNameSign: { zh: '地名标志', en: 'place-name signs' },
  reservedWord: { zh: '禁限用词', en: 'reserved words' },
};

/** A division that ends must leave nothing behind: what belongs to it has to move in the same change set. */
function dependentFindings(effect: Effect, after: Snapshot): Finding[] {
  const left = groupBy(dependentsIn(after).get(effect.id) ?? [], ({ type }) => type);
  return [...left].map(([type, dependents]) => {
    const ids = new Set(dependents.map(({ id }) => id));
    const names = [...ids].slice(0, namedRecords).map((id) => nameOf(type, id, after));
    const more = ids.size > names.length;
    const { zh, en } = typeWords[type];
    return finding(
      'block',
      'division-in-use',
      {
        zh: `“${effect.label}”终止后仍有 ${ids.size} 个${zh}归属于它(${names.join('、')}${more ? '等' : ''}),须在同一变更中移交`,
        en: `${ids.size} ${en} would still belong to "${effect.label}" after its end (${names.join(', ')}${more ? ', …' : ''}); move them in the same change set`,
      },
      effect,
    );
  });
}

/** Names that a division bore end with it: they turn historical, or a division of the same name goes on with them. */
function bornNames(effect: Effect, after: Snapshot): Finding[] {
  const { placeName } = after.records;
  const inUse = (namesByDivision(after).get(effect.id) ?? []).filter((id) => placeName.get(id)!.status === 'inUse');
  if (inUse.length === 0) return [];
  const names = inUse.map((id) => placeName.get(id)!.standardName).join('、');
  return [
    finding(
      'warn',
      'name-outlives-division',
      {
        zh: `“${effect.label}”终止后地名“${names}”仍为现用,请在同一变更中转为历史地名`,
        en: `The place name "${names}" would still be in use after the end of "${effect.label}"; make it historical in the same change set`,
      },
      effect,
    ),
  ];
}

function nameOf(type: Dependent['type'], id: string, { records }: Snapshot): string {
  if (type === 'statistic') {
    const { indicatorId, periodEnd } = records.statistic.get(id)!;
    return `${indicatorId} ${periodEnd}`;
  }
  if (type === 'boundaryMarker') return records.boundaryMarker.get(id)!.number;
  if (type === 'placeName') return records.placeName.get(id)!.standardName;
  const body = records[type].get(id);
  return body && 'name' in body ? body.name : id;
}

/** 《地名管理条例》: a name is not given twice within its scope. */
const duplicateNameClause = { zh: '《地名管理条例》第八、九条', en: 'Regulation on Place Names, arts. 8–9' };

/** Division ids by level and name. */
const nameIndexes = new WeakMap<DivisionTable, ReadonlyMap<string, readonly string[]>>();

function sameNames({ divisions }: Snapshot, { level, name }: DivisionBody): readonly string[] {
  let byName = nameIndexes.get(divisions);
  if (!byName) {
    byName = groupBy(divisions.ids, (id) => {
      const body = divisions.bodies[divisions.indexById.get(id)!]!;
      return `${body.level} ${body.name}`;
    });
    nameIndexes.set(divisions, byName);
  }
  return byName.get(`${level} ${name}`) ?? [];
}

/**
 * A name that another division of the level has already: townships in the whole register, which is the part of the
 * province that is known here, villages in their county. Asked only of a division that comes into the scope with this
 * name, so that names given long ago do not hold other changes up.
 */
function nameFindings(body: DivisionBody, effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  if (body.level === 'township')
    return [...ownNameFindings(body, effect, before, after), ...villageNameFindings(effect, before, after)];
  return body.level === 'village' ? ownNameFindings(body, effect, before, after) : [];
}

function ownNameFindings(body: DivisionBody, effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  const [county] = countyOf(effect.id, after);
  const sameScope = body.level === 'township' || countyOf(effect.id, before)[0] === county;
  if (effect.before !== null && effect.before.name === body.name && sameScope) return [];
  const other = sameNames(after, body).find(
    (id) => id !== effect.id && (body.level === 'township' || countyOf(id, after)[0] === county),
  );
  if (other === undefined) return [];
  const place = after.records.division.get(countyOf(other, after)[0] ?? '')?.name ?? '';
  return [
    finding(
      'block',
      'duplicate-name',
      {
        zh: `${place}已有“${body.name}”(${after.records.division.get(other)!.code}),名称不得重复`,
        en: `${place} has a "${body.name}" already (${after.records.division.get(other)!.code}); a name may not be given twice`,
      },
      effect,
      'name',
      duplicateNameClause,
    ),
  ];
}

/** Villages that come to another county with their township and meet their own names there. */
function villageNameFindings(effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  const [county] = countyOf(effect.id, after);
  if (effect.before === null || countyOf(effect.id, before)[0] === county) return [];
  const met = [...after.records.division].filter(
    ([id, village]) =>
      village.parentId === effect.id &&
      sameNames(after, village).some((other) => other !== id && countyOf(other, after)[0] === county),
  );
  if (met.length === 0) return [];
  const names = met.map(([, { name }]) => name);
  const { name } = after.records.division.get(county!)!;
  return [
    finding(
      'warn',
      'duplicate-village-names',
      {
        zh: `“${effect.label}”的 ${names.length} 个村(社区)与${name}已有的重名:${names.join('、')}`,
        en: `${names.length} villages of "${effect.label}" meet their own names in ${name}: ${names.join(', ')}`,
      },
      effect,
      'parentId',
      duplicateNameClause,
    ),
  ];
}

/** County division that a division is or lies in, as a list for scope checks; the city itself has none. */
export function countyOf(divisionId: string, snapshot: Snapshot): string[] {
  const row = snapshot.divisions.indexById.get(divisionId);
  const county = row === undefined ? NONE : snapshot.divisions.county[row]!;
  return county === NONE ? [] : [snapshot.divisions.ids[county]!];
}
