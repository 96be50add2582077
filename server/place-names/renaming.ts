import { isDeepStrictEqual } from 'node:util';
import type { OtherName, PlaceNameBody } from './contract.ts';
import { generatedPinyin, spelt } from './pinyin.ts';

/**
 * What a renaming brings with it where the writer says nothing else: the old name stays as a former one until that day,
 * the new one is in force from it, and a pinyin made by rule is made again. A reviewed one is not the new name's; a
 * minority-language one is entered by hand: both are left for the rules to ask about.
 */
export function followUps(
  before: PlaceNameBody,
  fields: Readonly<Record<string, unknown>>,
  day: string,
): Partial<PlaceNameBody> {
  const { standardName } = fields;
  if (typeof standardName !== 'string' || standardName === before.standardName) return {};
  const given = (fields.otherNames as OtherName[] | undefined) ?? before.otherNames;
  const former: OtherName = {
    name: before.standardName,
    kind: 'former',
    from: before.namedOn,
    to: day,
    pinyin: before.pinyin && spelt(before.pinyin),
    document: typeof fields.approvingDocument === 'string' ? fields.approvingDocument : null,
  };
  const kept = Array.isArray(given) && given.some(({ name, kind }) => name === former.name && kind === 'former');
  const untouched = (field: 'namedOn' | 'pinyin') =>
    fields[field] === undefined || isDeepStrictEqual(fields[field], before[field]);
  const category = typeof fields.category === 'string' ? fields.category : before.category;
  return {
    ...(kept ? {} : { otherNames: [...given, former] }),
    ...(untouched('namedOn') ? { namedOn: day } : {}),
    ...(untouched('pinyin') && (before.pinyin === null || before.pinyin.origin === 'generated')
      ? { pinyin: generatedPinyin(standardName, category) }
      : {}),
  };
}

/** Whether a change takes a renaming back: the former name stands again since the day it did, and all other names stay. */
export function takesBackRenaming(before: PlaceNameBody, after: PlaceNameBody): boolean {
  const former = before.otherNames.find(
    ({ name, kind, from }) => kind === 'former' && name === after.standardName && from === after.namedOn,
  );
  return (
    former !== undefined &&
    isDeepStrictEqual(
      before.otherNames.filter((other) => other !== former),
      after.otherNames,
    )
  );
}
