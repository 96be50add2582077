import { signConditions, text } from '../../gis-data/catalogue/index.ts';
import type { PlaceNameBody } from '../place-names/contract.ts';
import { comparable } from '../place-names/naming/characters.ts';
import { lettersOf, polyphones, spelt } from '../place-names/pinyin.ts';
import type { PlaceNameSignBody, SignDefect } from './contract.ts';

/**
 * What is wrong with a sign on a day: GB 17733 asks that it shows the standard name and its pinyin. The pinyin is compared by
 * its letters, since signs are written in capitals and may leave out tones and spaces. What nobody has recorded is no defect.
 * @param name the place name that it stands for; null where its record has ended
 * @param asOf ISO date
 */
export function signDefects(sign: PlaceNameSignBody, name: PlaceNameBody | null, asOf: string): SignDefect[] {
  return [
    ...endedName(sign, name),
    ...(name === null ? [] : [...wrongText(sign, name), ...wrongPinyin(sign, name)]),
    ...poorCondition(sign),
    ...overdueInspection(sign, asOf),
  ];
}

function endedName(sign: PlaceNameSignBody, name: PlaceNameBody | null): SignDefect[] {
  if (name?.status === 'inUse' || sign.condition === 'missing') return [];
  const called = name?.standardName ?? sign.text ?? sign.placeNameId;
  const reason = text(
    `“${called}”已不使用,标志应拆除或改设`,
    `“${called}” is no longer in use; the sign is to be removed or replaced`,
  );
  return [{ kind: 'nameEnded', state: 'certain', reason }];
}

function wrongText(sign: PlaceNameSignBody, name: PlaceNameBody): SignDefect[] {
  const { standardName, otherNames, namedOn } = name;
  if (sign.text === null || sign.condition === 'missing' || sign.text === standardName) return [];
  const former = otherNames.find((other) => other.kind === 'former' && other.name === sign.text);
  if (former) {
    const since = former.to ?? namedOn;
    const reason = text(
      `标志上为原名“${sign.text}”,${since === null ? '' : `${since} 起`}标准名称为“${standardName}”`,
      `It shows the former name “${sign.text}”; the standard name ${since === null ? 'is' : `since ${since} is`} “${standardName}”`,
    );
    return [{ kind: 'oldName', state: 'certain', reason }];
  }
  const other = otherNames.find(({ name: called }) => called === sign.text);
  const why = other
    ? text(',是别名或简称', ', which is an alias or a short form')
    : comparable(sign.text) === standardName
      ? text(',用了繁体、异体或不可见字符', ', in traditional, variant or invisible characters')
      : text('', '');
  const reason = text(
    `标志上为“${sign.text}”${why.zh};标准名称为“${standardName}”`,
    `It shows “${sign.text}”${why.en}; the standard name is “${standardName}”`,
  );
  return [{ kind: 'textDiffers', state: 'certain', reason }];
}

/** A pinyin made by rule of a name with characters of several readings proves nothing: somebody has to review it first. */
function wrongPinyin(sign: PlaceNameSignBody, { pinyin, standardName }: PlaceNameBody): SignDefect[] {
  if (sign.pinyinText === null || sign.condition === 'missing' || pinyin === null) return [];
  const standard = spelt(pinyin);
  if (lettersOf(sign.pinyinText) === lettersOf(standard)) return [];
  const isReviewed = pinyin.origin !== 'generated' || polyphones(standardName).length === 0;
  const reason = isReviewed
    ? text(
        `标志上的拼音为“${sign.pinyinText}”,标准拼音为“${standard}”`,
        `Its pinyin is “${sign.pinyinText}”; the standard one is “${standard}”`,
      )
    : text(
        `标志上的拼音为“${sign.pinyinText}”,登记的“${standard}”含多音字且未审定,请先审定读音`,
        `Its pinyin is “${sign.pinyinText}”; the registered “${standard}” has characters with several readings and is not reviewed: review it first`,
      );
  return [{ kind: 'pinyinDiffers', state: isReviewed ? 'certain' : 'unknown', reason }];
}

function poorCondition({ condition, conditionAsOf }: PlaceNameSignBody): SignDefect[] {
  if (condition === null || condition === 'intact') return [];
  const { label } = signConditions.find(({ id }) => id === condition)!;
  const reason = text(
    `${conditionAsOf === null ? '' : `${conditionAsOf} `}巡查:${label.zh}`,
    `Found ${label.en.toLowerCase()}${conditionAsOf === null ? '' : ` on ${conditionAsOf}`}`,
  );
  return [{ kind: 'condition', state: 'certain', reason }];
}

function overdueInspection({ nextInspectionOn }: PlaceNameSignBody, asOf: string): SignDefect[] {
  if (nextInspectionOn === null || nextInspectionOn >= asOf) return [];
  const reason = text(`应于 ${nextInspectionOn} 前巡查`, `It was to be inspected by ${nextInspectionOn}`);
  return [{ kind: 'overdue', state: 'certain', reason }];
}
