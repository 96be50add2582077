import { facilityKinds, genericTerms } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { ChangedName } from './changed-names.ts';
import type { RecordText } from './record-texts.ts';

/** A changed name in a text. `unknown`: it may be another place. */
export interface FoundName {
  name: ChangedName;
  state: 'certain' | 'unknown';
}

/** Where several names of the register begin alike. */
const KEY_LENGTH = 2;

/**
 * Finds changed names in the texts of records, by these rules:
 *
 * - Scope. A county's name means that county everywhere, a township's within its county, any other within its township. Beyond
 *   the county it is not found; in another township of the county, or where the record's divisions are not known, it may be.
 * - Longer names. An old name within a longer name of the register that holds there (西沟 in 西沟门) is not found; neither is
 *   one within the new name.
 * - Bounds. Where neither the text's end, a division's suffix, a generic term nor the words of a facility stand beside it, it may
 *   be a part of a name that is not in the register.
 * - A name that another place of the scope bears today may mean that one.
 * - Titles of documents keep their words: one of a day before the change is not found, others may be.
 * - A name of one character is found only as the whole text.
 */
export class OldNameFinder {
  readonly #byBeginning = new Map<string, ChangedName[]>();
  readonly #names: RegisteredNames;

  constructor(snapshot: Snapshot, changed: readonly ChangedName[]) {
    this.#names = new RegisteredNames(snapshot);
    for (const name of changed) {
      const key = name.old.slice(0, KEY_LENGTH);
      const others = this.#byBeginning.get(key);
      if (others) others.push(name);
      else this.#byBeginning.set(key, [name]);
    }
  }

  /** Each changed name once, as certain as its most certain occurrence. */
  find(text: RecordText): FoundName[] {
    const { words } = text;
    const found = new Map<ChangedName, FoundName['state']>();
    if (words.length === 1) {
      for (const name of this.#byBeginning.get(words) ?? []) this.#add(found, text, name, 0);
      return [...found].map(([name, state]) => ({ name, state }));
    }
    for (let at = 0; at + KEY_LENGTH <= words.length; at++) {
      for (const name of this.#byBeginning.get(words.slice(at, at + KEY_LENGTH)) ?? [])
        if (words.startsWith(name.old, at)) this.#add(found, text, name, at);
    }
    return [...found].map(([name, state]) => ({ name, state }));
  }

  #add(found: Map<ChangedName, FoundName['state']>, text: RecordText, name: ChangedName, at: number): void {
    if (found.get(name) === 'certain') return;
    const state = this.#judge(text, name, at);
    if (state !== null) found.set(name, state);
  }

  #judge(text: RecordText, name: ChangedName, at: number): FoundName['state'] | null {
    const scope = inScope(text, name);
    if (scope === null) return null;
    const { document, words } = text;
    const isOlder = name.since !== null && (document?.of ?? name.since) < name.since;
    if (isOlder) return null;
    if (name.now !== null && isWithin(words, name.now, at, name.old.length)) return null;
    if (this.#names.hasLonger(name, words, at)) return null;
    const isOwn = text.placeId === name.placeId && words === name.old;
    const isClear =
      isOwn || (scope === 'certain' && isBounded(words, at, name.old) && !this.#names.isBorneByAnother(name));
    return isClear && document === null ? 'certain' : 'unknown';
  }
}

function inScope({ countyIds, townshipIds, placeId }: RecordText, name: ChangedName): FoundName['state'] | null {
  if (placeId === name.placeId || name.scope === 'everywhere') return 'certain';
  if (countyIds.length === 0) return 'unknown';
  if (!countyIds.includes(name.countyId)) return null;
  if (name.scope === 'county') return 'certain';
  return townshipIds.includes(name.townshipId!) ? 'certain' : 'unknown';
}

/** Whether a longer name stands in the text so that it holds the part from `at`. */
function isWithin(words: string, longer: string, at: number, length: number): boolean {
  for (let from = Math.max(0, at + length - longer.length); from <= at; from++)
    if (longer.length > length && words.startsWith(longer, from)) return true;
  return false;
}

const divisionSuffix = /[省市县区旗镇乡村街道社组会]$/u;
const noLetter = /^[^\p{L}]/u;
const terms = [...new Set(Object.values(genericTerms).flat())];
/** Pairs of characters in the words for kinds of facilities: 敬老, 老院 … */
const facilityWords = new Set(
  facilityKinds.flatMap(({ label: { zh } }) => Array.from(zh).flatMap((c, i, all) => (i === 0 ? [] : all[i - 1]! + c))),
);

function isBounded(words: string, at: number, old: string): boolean {
  const before = words.slice(0, at);
  const after = words.slice(at + old.length);
  const beginsHere = before === '' || divisionSuffix.test(before) || /[^\p{L}]$/u.test(before);
  const endsHere =
    after === '' ||
    noLetter.test(after) ||
    divisionSuffix.test(old) ||
    terms.some((term) => after.startsWith(term)) ||
    facilityWords.has(after.slice(0, 2));
  return beginsHere && endsHere;
}

/** All names of the register, by county; those of divisions and of the other names of places too. */
class RegisteredNames {
  readonly #byCounty = new Map<string, Map<string, Set<string>>>();
  readonly #everywhere = new Map<string, Set<string>>();
  readonly #divisionIds = new Map<string, string>();
  #longest = 0;

  constructor({ records, divisions }: Snapshot) {
    for (const [id, { standardName, otherNames, countyId, status, namesDivisionId }] of records.placeName) {
      if (namesDivisionId !== null) this.#divisionIds.set(id, namesDivisionId);
      // Who bears a name today is told by its id; who bore it, by none.
      this.#add(countyId, standardName, status === 'inUse' ? (namesDivisionId ?? id) : null);
      for (const { name, kind } of otherNames)
        this.#add(countyId, name, kind === 'former' ? null : (namesDivisionId ?? id));
    }
    divisions.bodies.forEach(({ name, level }, row) => {
      const county = divisions.county[row]!;
      const everywhere = level === 'city' || level === 'county';
      this.#add(everywhere ? null : (divisions.ids[county] ?? null), name, divisions.ids[row]!);
    });
  }

  #add(countyId: string | null, name: string, bearer: string | null): void {
    let names = this.#everywhere;
    if (countyId !== null) {
      names = this.#byCounty.get(countyId) ?? new Map<string, Set<string>>();
      this.#byCounty.set(countyId, names);
    }
    const bearers = names.get(name) ?? new Set();
    if (bearer !== null) bearers.add(bearer);
    names.set(name, bearers);
    this.#longest = Math.max(this.#longest, name.length);
  }

  #bearers(countyId: string, name: string): ReadonlySet<string> | undefined {
    return this.#byCounty.get(countyId)?.get(name) ?? this.#everywhere.get(name);
  }

  hasLonger({ countyId, old }: ChangedName, words: string, at: number): boolean {
    const until = at + old.length;
    for (let from = Math.max(0, until - this.#longest); from <= at; from++) {
      const last = Math.min(words.length, from + this.#longest);
      for (let to = until; to <= last; to++)
        if (to - from > old.length && this.#bearers(countyId, words.slice(from, to)) !== undefined) return true;
    }
    return false;
  }

  isBorneByAnother({ countyId, old, placeId }: ChangedName): boolean {
    const own = this.#divisionIds.get(placeId) ?? placeId;
    return [...(this.#bearers(countyId, old) ?? [])].some((bearer) => bearer !== own);
  }
}
