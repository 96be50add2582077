import type { OpenNamingCase } from '../../../server/naming-cases/contract.ts';
import type { NameFormValues } from '../form-values.ts';
import type { CasesView } from './cases-view.ts';

/** What the form of an application holds; inputs that it shares with the record's form have the same names. */
export type OpeningValues = Partial<
  Pick<
    NameFormValues,
    | 'standardName'
    | 'category'
    | 'countyId'
    | 'townshipId'
    | 'villageId'
    | 'proper'
    | 'generic'
    | 'pinyinOrigin'
    | 'positionMode'
    | 'position'
    | 'origin'
    | 'meaning'
  >
> & { on: string; reason: string; applicant: string };

const words = (value: string | null | undefined): string | null => value?.trim() || null;

/** What is applied for, or null while too little is filled in. */
export function proposedOf(
  { kind, placeNameId }: NonNullable<CasesView['opening']>,
  values: OpeningValues,
): Pick<OpenNamingCase, 'proposal' | 'position'> | null {
  if (kind === 'cancellation') return { proposal: { kind, placeNameId: placeNameId! } };
  const standardName = words(values.standardName);
  if (standardName === null) return null;
  const proper = words(values.proper);
  const common = {
    standardName,
    pinyin:
      proper === null ? null : { proper, generic: words(values.generic), origin: values.pinyinOrigin ?? 'reviewed' },
    origin: words(values.origin),
    meaning: words(values.meaning),
  };
  if (kind === 'renaming') return { proposal: { kind, placeNameId: placeNameId!, name: common } };
  const { category, countyId, townshipId = null, villageId = null } = values;
  if (!category || !countyId) return null;
  const name = { ...common, category, countyId, townshipId, villageId, namesDivisionId: null, geometry: null };
  const { crs, x, y } = values.position ?? { crs: null, x: null, y: null };
  const entered = values.positionMode === 'enter' && crs !== null && x !== null && y !== null;
  return { proposal: { kind, name }, ...(entered ? { position: { crs, x, y } as OpenNamingCase['position'] } : {}) };
}
