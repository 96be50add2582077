import { placeNameClassOf, type PlaceNameClassId } from '../../../gis-data/catalogue/index.ts';
import { genericTermRules, type NameKind } from '../../../gis-data/naming/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { PlaceNameBody } from '../contract.ts';
import { positionOfGeometry } from '../geometry.ts';
import type { NameState } from '../names-on.ts';
import { spelt } from '../pinyin.ts';
import type { ExistingName, NameAreas } from './contract.ts';
import { NameIndex } from './name-index.ts';

const kindOfClass: Readonly<Record<PlaceNameClassId, NameKind>> = {
  sea: 'naturalFeature',
  water: 'naturalFeature',
  land: 'naturalFeature',
  administrative: 'countyOrHigher',
  selfGoverning: 'village',
  otherArea: 'other',
  settlement: 'hamlet',
  transport: 'facility',
  utilities: 'facility',
  memorial: 'other',
  building: 'building',
  organisation: 'other',
};

/** Categories that the class alone does not tell apart: 乡级行政区, 城镇居民点. */
const kindOfCategory: Readonly<Record<string, NameKind>> = { '215': 'township', '221': 'estate' };

const endsInTermOf = (name: string, kind: NameKind): boolean =>
  genericTermRules.some(({ term, kinds }) => kinds.includes(kind) && name.endsWith(term));

/** What a registered name is the name of: by its category, and its 通名 where the category is too wide. */
export function kindOf({ category, standardName }: Pick<PlaceNameBody, 'category' | 'standardName'>): NameKind {
  const ofCategory = kindOfCategory[category.slice(0, 3)];
  if (ofCategory) return ofCategory;
  const placeClass = placeNameClassOf(category);
  const kind = placeClass === null ? 'other' : kindOfClass[placeClass.id];
  if (placeClass?.id === 'transport' && endsInTermOf(standardName, 'road') && !endsInTermOf(standardName, 'facility')) {
    return 'road';
  }
  return placeClass?.id === 'memorial' && endsInTermOf(standardName, 'park') ? 'park' : kind;
}

/**
 * The areas of a place by its divisions. Built-up areas are not registered: a town or township counts as having one of
 * its own, and the subdistricts of a county as one together.
 */
export function areasOf(
  { records }: Pick<Snapshot, 'records'>,
  countyId: string | null,
  townshipId: string | null,
): NameAreas {
  const county = countyId === null ? undefined : records.division.get(countyId);
  const township = townshipId === null ? undefined : records.division.get(townshipId);
  return {
    province: county?.code.slice(0, 2) ?? null,
    county: countyId,
    township: townshipId,
    builtUpArea: township?.type === 'subdistrict' ? countyId : townshipId,
  };
}

/** The standard name of a record, and its former ones under ids of their own. */
export const namesOf = (snapshot: Pick<Snapshot, 'records'>, id: string, body: NameState): ExistingName[] =>
  namesOfState(areasOf(snapshot, body.countyId, body.townshipId), id, body);

/** The same, of a place whose areas are known. */
export function namesOfState(areas: NameAreas, id: string, body: NameState): ExistingName[] {
  const common = {
    ...areas,
    kind: kindOf(body),
    important: null,
    position: positionOfGeometry(body.geometry),
  };
  const standard: ExistingName = {
    ...common,
    id,
    text: body.standardName,
    pinyin: body.pinyin?.origin === 'reviewed' ? spelt(body.pinyin) : null,
    former: body.status === 'historical',
  };
  const former = body.otherNames.flatMap(({ name, kind, pinyin }, position): ExistingName[] =>
    kind === 'former' ? [{ ...common, id: `${id}#${position}`, text: name, pinyin, former: true }] : [],
  );
  return [standard, ...former];
}

/** An index that does not change while it is borrowed. */
export interface BorrowedNames {
  index: NameIndex;
  giveBack(): void;
}

/** The register's names as the rules compare them; each new snapshot changes only what differs from the one before. */
export function registerNames(): (snapshot: Snapshot) => BorrowedNames {
  let following = followRegister();
  return (snapshot) => {
    if (following.borrowers > 0 && !following.isAt(snapshot)) following = followRegister();
    const lender = following;
    lender.borrowers++;
    return { index: lender.indexOf(snapshot), giveBack: () => void lender.borrowers-- };
  };
}

function followRegister() {
  const index = new NameIndex();
  const held = new Map<string, { body: PlaceNameBody; ids: string[] }>();
  let divisions: unknown = null;
  let of: string | null = null;

  return {
    borrowers: 0,
    isAt: (snapshot: Snapshot) => snapshot.id === of,
    indexOf(snapshot: Snapshot): NameIndex {
      if (snapshot.id === of) return index;
      // Areas come from the divisions, so that all names are read again when those change.
      const isOther = divisions !== snapshot.divisions.bodies;
      const { placeName } = snapshot.records;
      for (const [id, { ids }] of held) {
        if (placeName.has(id)) continue;
        for (const one of ids) index.remove(one);
        held.delete(id);
      }
      for (const [id, body] of placeName) {
        const before = held.get(id);
        if (!isOther && before?.body === body) continue;
        for (const one of before?.ids ?? []) index.remove(one);
        const names = namesOf(snapshot, id, body);
        for (const name of names) index.put(name);
        held.set(id, { body, ids: names.map((name) => name.id) });
      }
      divisions = snapshot.divisions.bodies;
      of = snapshot.id;
      return index;
    },
  };
}
