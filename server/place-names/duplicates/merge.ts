import { isDeepStrictEqual } from 'node:util';
import { text } from '../../../gis-data/catalogue/index.ts';
import { problems } from '../../registry/problem.ts';
import type { OtherName, PlaceNameBody } from '../contract.ts';
import { spelt } from '../pinyin.ts';

/** Names that one record may have beside its standard one. */
const MOST_NAMES = 100;
const LONGEST_TEXT = 4000;

/** Fields that the survivor takes over where it does not know them. */
const takenOver = [
  'townshipId',
  'villageId',
  'namesDivisionId',
  'geometry',
  'origin',
  'meaning',
  'heritage',
  'asOfDate',
  'sourceDocument',
] as const satisfies readonly (keyof PlaceNameBody)[];

/**
 * What a merge changes in both records: the survivor has every name of either, with days and documents, and what it did not
 * know; the other is kept whole as historical and points to it.
 * @throws Problem conflict where the names are more than one record may have
 */
export function mergedBodies(
  survivor: PlaceNameBody,
  survivorId: string,
  merged: PlaceNameBody,
): { survivor: Partial<PlaceNameBody>; merged: Partial<PlaceNameBody> } {
  const otherNames = allNames(survivor, merged);
  if (otherNames.length > MOST_NAMES) {
    throw problems.conflict(
      text(
        `合并后有 ${otherNames.length} 个其他名称,最多 ${MOST_NAMES} 个,请先整理`,
        `The merged record would have ${otherNames.length} other names, ${MOST_NAMES} at most; tidy them up first`,
      ),
    );
  }
  const wanted: Partial<PlaceNameBody> = {
    otherNames,
    minoritySpellings: union(survivor.minoritySpellings, merged.minoritySpellings).slice(0, 10),
    photos: union(survivor.photos, merged.photos),
    history: joined(survivor.history, merged.history),
  };
  for (const field of takenOver) {
    if (survivor[field] === null && (field !== 'townshipId' || merged.countyId === survivor.countyId)) {
      Object.assign(wanted, { [field]: merged[field] });
    }
  }
  if (wanted.townshipId === null || (survivor.townshipId !== null && survivor.townshipId !== merged.townshipId)) {
    delete wanted.villageId;
  }
  if (survivor.standardName === merged.standardName) {
    wanted.pinyin = survivor.pinyin ?? merged.pinyin;
    wanted.namedOn = survivor.namedOn ?? merged.namedOn;
    wanted.approvingDocument = survivor.approvingDocument ?? merged.approvingDocument;
    wanted.approvedOn = survivor.approvedOn ?? merged.approvedOn;
  }
  const changed = Object.entries(wanted).filter(
    ([field, value]) => !isDeepStrictEqual(value, survivor[field as keyof PlaceNameBody]),
  );
  return {
    survivor: Object.fromEntries(changed),
    merged: { status: 'historical', mergedIntoId: survivorId },
  };
}

function allNames(survivor: PlaceNameBody, merged: PlaceNameBody): OtherName[] {
  const own: OtherName[] =
    merged.standardName === survivor.standardName
      ? []
      : [
          {
            name: merged.standardName,
            kind: 'alias',
            from: merged.namedOn,
            to: null,
            pinyin: merged.pinyin && spelt(merged.pinyin),
            document: merged.approvingDocument,
          },
        ];
  return union(survivor.otherNames, [...merged.otherNames, ...own]);
}

/** Both lists, without what is in the first already. */
function union<T>(first: readonly T[], second: readonly T[]): T[] {
  const all = [...first];
  for (const item of second) if (!all.some((known) => isDeepStrictEqual(known, item))) all.push(item);
  return all;
}

/** Both texts; where they do not fit together, the other one stays in the record that was merged. */
function joined(first: string | null, second: string | null): string | null {
  if (first === null || second === null || first === second) return first ?? second;
  const both = `${first}\n${second}`;
  return both.length <= LONGEST_TEXT ? both : first;
}
