import type { Text } from '../../gis-data/catalogue/index.ts';
import { placeNameCategories } from '../../gis-data/catalogue/index.ts';
import { locate, outsideStudyArea } from '../divisions/rules.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { PlaceNameBody } from './contract.ts';
import { positionOfGeometry } from './geometry.ts';
import { generatedPinyin, polyphones, spelt } from './pinyin.ts';
import { takesBackRenaming } from './renaming.ts';

const spellingRules: Text = {
  zh: '《中国地名汉语拼音字母拼写规则(汉语地名部分)》',
  en: 'Rules for spelling Chinese place names in Hanyu Pinyin (1984)',
};

/** Rules for one changed place name. The rules on naming itself are those of `naming/`. */
export function placeNameRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as PlaceNameBody;
  const before = effect.before as unknown as PlaceNameBody | null;
  return [
    ...codeFindings(body, before, effect),
    ...divisionFindings(body, effect, after),
    ...positionFindings(body, effect, after),
    ...nameFindings(body, before, effect),
    ...pinyinFindings(body, before, effect),
    ...dateFindings(body, effect, after),
    ...mergeFindings(body, effect, after),
  ];
}

function codeFindings(body: PlaceNameBody, before: PlaceNameBody | null, effect: Effect): Finding[] {
  const findings: Finding[] = [];
  if (before !== null && before.code !== body.code) {
    findings.push(
      finding(
        'block',
        'code-changed',
        {
          zh: `地名代码由系统分配,不得修改(原为 ${before.code ?? '未分配'})`,
          en: `The code of a place name is allotted by the register and never changed (it is ${before.code ?? 'not allotted'})`,
        },
        effect,
        'code',
      ),
    );
  }
  const category = placeNameCategories.find(({ code }) => code === body.category);
  if (effect.op === 'create' && !category?.confirmed) {
    findings.push(
      finding(
        'note',
        'category-unconfirmed',
        {
          zh: `类别代码 ${body.category} 尚未与 GB/T 18521 的类别表核对;代码分配后类别位不再变`,
          en: `Category ${body.category} has not been checked against the table of GB/T 18521; the code keeps it once allotted`,
        },
        effect,
        'category',
        { zh: 'GB/T 18521-2001', en: 'GB/T 18521-2001' },
      ),
    );
  }
  return findings;
}

const levelNames: Record<'county' | 'township' | 'village', Text> = {
  county: { zh: '县(市、区)', en: 'county' },
  township: { zh: '乡镇(街道)', en: 'township' },
  village: { zh: '村(社区)', en: 'village' },
};

function divisionFindings(body: PlaceNameBody, effect: Effect, { records }: Snapshot): Finding[] {
  const chain = [
    { field: 'countyId', id: body.countyId, level: 'county', parent: null as string | null },
    { field: 'townshipId', id: body.townshipId, level: 'township', parent: body.countyId },
    { field: 'villageId', id: body.villageId, level: 'village', parent: body.townshipId },
  ] as const;
  return chain.flatMap(({ field, id, level, parent }) => {
    if (id === null) return [];
    const division = records.division.get(id);
    if (!division || division.level !== level) {
      const { zh, en } = levelNames[level];
      const message = {
        zh: `没有这个${zh}(${id}),请选择已登记的区划`,
        en: `There is no such ${en} (${id}); choose a registered one`,
      };
      return [finding('block', 'unknown-division', message, effect, field)];
    }
    if (level === 'county' || division.parentId === parent) return [];
    const message = {
      zh: `“${division.name}”不属于所填的上级区划`,
      en: `"${division.name}" does not belong to the stated division above it`,
    };
    return [finding('block', 'division-mismatch', message, effect, field)];
  });
}

const placeFields = new Set(['geometry', 'countyId', 'townshipId']);

function positionFindings(body: PlaceNameBody, effect: Effect, after: Snapshot): Finding[] {
  const position = positionOfGeometry(body.geometry);
  if (position === null || (effect.op === 'update' && !effect.changedFields.some((f) => placeFields.has(f)))) return [];
  const place = locate(after, ...position);
  if (place === null) return [];
  const outside = outsideStudyArea(place, effect, 'geometry');
  if (outside) return [outside];
  // A line or area may well have its middle next door; a point may not.
  if (body.geometry!.type !== 'Point') return [];
  if (place.countyId !== null && place.countyId !== body.countyId) {
    const message = { zh: '位置落在所填县(市、区)之外', en: 'The place lies outside the stated county' };
    return [finding('warn', 'position-in-other-county', message, effect, 'geometry')];
  }
  if (body.townshipId !== null && place.townshipId !== null && place.townshipId !== body.townshipId) {
    const message = { zh: '位置落在所填乡镇(街道)之外', en: 'The place lies outside the stated township' };
    return [finding('warn', 'position-in-other-township', message, effect, 'geometry')];
  }
  return [];
}

function nameFindings(body: PlaceNameBody, before: PlaceNameBody | null, effect: Effect): Finding[] {
  const findings: Finding[] = [];
  const renamed = before !== null && before.standardName !== body.standardName && !takesBackRenaming(before, body);
  if (renamed && !body.otherNames.some(({ name, kind }) => kind === 'former' && name === before.standardName)) {
    findings.push(
      finding(
        'block',
        'former-name-lost',
        {
          zh: `更名后须把原名“${before.standardName}”列为曾用名`,
          en: `After a renaming the old name "${before.standardName}" must stay as a former name`,
        },
        effect,
        'otherNames',
      ),
    );
  }
  if (renamed && body.approvingDocument === before.approvingDocument) {
    const message = { zh: '更名未注明批准文件', en: 'The renaming states no approving document' };
    findings.push(finding('warn', 'renaming-without-document', message, effect, 'approvingDocument'));
  }
  const backwards = body.otherNames.find(({ from, to }) => from !== null && to !== null && from >= to);
  if (backwards) {
    const message = {
      zh: `“${backwards.name}”的止日应晚于起日`,
      en: `"${backwards.name}" must end after the day it began`,
    };
    findings.push(finding('block', 'name-dates', message, effect, 'otherNames'));
  }
  return findings;
}

function pinyinFindings(body: PlaceNameBody, before: PlaceNameBody | null, effect: Effect): Finding[] {
  const concerned =
    effect.op === 'create' || effect.changedFields.some((field) => field === 'standardName' || field === 'pinyin');
  if (!concerned) return [];
  if (body.pinyin === null) {
    const message = { zh: '未填汉语拼音', en: 'The pinyin is not stated' };
    return [finding('warn', 'pinyin-missing', message, effect, 'pinyin', spellingRules)];
  }
  const stale =
    before !== null &&
    before.standardName !== body.standardName &&
    before.pinyin !== null &&
    !effect.changedFields.includes('pinyin');
  if (stale) {
    const message = {
      zh: '名称已改,拼音仍为原名的',
      en: 'The name changed, but the pinyin is still that of the old one',
    };
    return [finding('warn', 'pinyin-stale', message, effect, 'pinyin', spellingRules)];
  }
  if (body.pinyin.origin !== 'generated') return [];
  const several = polyphones(body.standardName);
  const generated = spelt(generatedPinyin(body.standardName, body.category));
  if (spelt(body.pinyin) !== generated) {
    const message = {
      zh: `拼音注明为自动生成,但与生成结果“${generated}”不同;人工改过的请注明“已审定”`,
      en: `The pinyin is said to be generated but is not what is generated ("${generated}"); mark a changed one as reviewed`,
    };
    return [finding('warn', 'pinyin-not-generated', message, effect, 'pinyin', spellingRules)];
  }
  if (several.length === 0) return [];
  const zh = several.map(({ character, readings }) => `${character}(${readings.join('、')})`).join(',');
  const en = several.map(({ character, readings }) => `${character} (${readings.join(', ')})`).join('; ');
  const message = { zh: `含多音字,读音待审:${zh}`, en: `Characters with several readings, to be reviewed: ${en}` };
  return [finding('note', 'polyphonic', message, effect, 'pinyin', spellingRules)];
}

function dateFindings(body: PlaceNameBody, effect: Effect, { asOf }: Snapshot): Finding[] {
  const future = (['namedOn', 'approvedOn', 'asOfDate'] as const).find((field) => (body[field] ?? '') > asOf);
  if (future === undefined) return [];
  const message = { zh: '日期在将来', en: 'The date lies in the future' };
  return [finding('warn', 'date-in-future', message, effect, future)];
}

function mergeFindings(body: PlaceNameBody, effect: Effect, { records }: Snapshot): Finding[] {
  if (body.mergedIntoId === null || !effect.changedFields.includes('mergedIntoId')) return [];
  const survivor = records.placeName.get(body.mergedIntoId);
  if (survivor?.mergedIntoId !== null || body.mergedIntoId === effect.id) {
    const message = {
      zh: '只能并入另一条未被合并的地名记录',
      en: 'A record can only be merged into another one that was not merged itself',
    };
    return [finding('block', 'merged-into-none', message, effect, 'mergedIntoId')];
  }
  if (body.status === 'historical') return [];
  const message = { zh: '已并入其他记录的地名应为历史地名', en: 'A record that was merged into another is historical' };
  return [finding('block', 'merged-in-use', message, effect, 'mergedIntoId')];
}
