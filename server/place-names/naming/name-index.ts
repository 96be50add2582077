import { nameKinds, type NameKind } from '../../../gis-data/naming/index.ts';
import { alikeTable, comparable, skeleton } from './characters.ts';
import type { ExistingName } from './contract.ts';
import { readingsOfCharacter, writtenReadings, type Reading } from './readings.ts';
import { splitName } from './split.ts';

/** Kinds that are compared with each other: roads, estates and buildings share the names of a built-up area. */
const groupOf: Readonly<Record<NameKind, NameKind>> = {
  ...(Object.fromEntries(nameKinds.map((kind) => [kind, kind])) as Record<NameKind, NameKind>),
  estate: 'road',
  building: 'road',
};

/** A name in the forms in which it is compared. */
export interface ComparedName {
  /** In standard characters, without what cannot be seen. */
  text: string;
  specific: string;
  generic: string | null;
  kind: NameKind;
}

export function comparedName(text: string, kind: NameKind, term: string | null = null): ComparedName {
  const whole = comparable(text);
  const { specific, generic } = splitName(whole, kind, term);
  return { text: whole, specific: specific === '' ? whole : specific, generic: generic?.term ?? null, kind };
}

export type IndexedName = ExistingName & { compared: ComparedName };

/** Syllables by which homophones are looked up; the rest is compared one by one. */
const KEY_SYLLABLES = 3;

/** Readings of a 专名: those of the reviewed spelling, else all of each character. */
export function readingsOf(compared: ComparedName, written: string | null): readonly Reading[] {
  const length = [...compared.specific].length;
  const reviewed = written === null ? null : writtenReadings(compared.text, written);
  return reviewed?.slice(0, length) ?? [...compared.specific].map(readingsOfCharacter);
}

/** Keys of all ways to read the first syllables, so that two names that can be read alike share one. */
function soundKeys(group: string, readings: readonly Reading[]): string[] {
  return readings
    .slice(0, KEY_SYLLABLES)
    .reduce<string[]>(
      (keys, { toneless }) => keys.flatMap((key) => toneless.map((syllable) => `${key},${syllable}`)),
      [`${group}~${readings.length}`],
    );
}

/**
 * The names that exist, found by 专名 as written, as it may be misread, and as it sounds. Names of 300,000 places take
 * some 150 MB. Rows keep their order of entry; a name that is put in again under its id replaces the one before.
 */
export class NameIndex {
  private readonly alike: ReadonlyMap<string, string>;
  private readonly names = new Map<string, IndexedName>();
  private readonly byShape = new Map<string, IndexedName[]>();
  private readonly bySound = new Map<string, IndexedName[]>();

  /** @param ownGroups look-alike characters that the bureau adds */
  constructor(names: Iterable<ExistingName> = [], ownGroups: readonly string[] = []) {
    this.alike = alikeTable(ownGroups);
    for (const name of names) this.put(name);
  }

  get size(): number {
    return this.names.size;
  }

  put(name: ExistingName): void {
    this.remove(name.id);
    const indexed = { ...name, compared: comparedName(name.text, name.kind) };
    this.names.set(name.id, indexed);
    this.keysOf(indexed, (keys, key) => {
      const bucket = keys.get(key);
      if (bucket) bucket.push(indexed);
      else keys.set(key, [indexed]);
    });
  }

  remove(id: string): void {
    const indexed = this.names.get(id);
    if (!indexed) return;
    this.names.delete(id);
    this.keysOf(indexed, (keys, key) => {
      const left = keys.get(key)!.filter((other) => other !== indexed);
      if (left.length > 0) keys.set(key, left);
      else keys.delete(key);
    });
  }

  positionOf(id: string): ExistingName['position'] {
    return this.names.get(id)?.position ?? null;
  }

  /** Whether two texts look alike; a text looks like itself. */
  looksLike(a: string, b: string): boolean {
    return skeleton(a, this.alike) === skeleton(b, this.alike);
  }

  /** Names that are written like a text, as a whole or in their 专名, or may be taken for it; each once. */
  shapedLike(kind: NameKind, text: string): readonly IndexedName[] {
    return this.byShape.get(this.shapeKey(kind, text)) ?? [];
  }

  /** Names whose 专名 begins with the same syllables in some reading and is as long; each once. */
  soundingLike(kind: NameKind, readings: readonly Reading[]): readonly IndexedName[] {
    const keys = soundKeys(groupOf[kind], readings);
    if (keys.length === 1) return this.bySound.get(keys[0]!) ?? [];
    return [...new Set(keys.flatMap((key) => this.bySound.get(key) ?? []))];
  }

  private shapeKey = (kind: NameKind, text: string) => `${groupOf[kind]}~${skeleton(text, this.alike)}`;

  private keysOf(indexed: IndexedName, each: (keys: Map<string, IndexedName[]>, key: string) => void): void {
    const { compared, kind } = indexed;
    for (const key of new Set([this.shapeKey(kind, compared.specific), this.shapeKey(kind, compared.text)])) {
      each(this.byShape, key);
    }
    const readings = readingsOf(compared, indexed.pinyin);
    for (const key of soundKeys(groupOf[kind], readings)) each(this.bySound, key);
  }
}
