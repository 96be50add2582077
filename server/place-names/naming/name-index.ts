import { nameKinds, type NameKind } from '../../../gis-data/naming/index.ts';
import { alikeTable, comparable, skeleton } from './characters.ts';
import type { ExistingName } from './contract.ts';
import { readingsOfCharacter, writtenReadings, type Reading } from './readings.ts';
import { splitName } from './split.ts';

/** Kinds that are compared with each other: roads, estates and buildings share the names of a built-up area. */
export const groupOf: Readonly<Record<NameKind, NameKind>> = {
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

/** Readings of a 专名: those of the reviewed spelling, else all of each character. */
export function readingsOf(compared: ComparedName, written: string | null): readonly Reading[] {
  const length = [...compared.specific].length;
  const reviewed = written === null ? null : writtenReadings(compared.text, written);
  return reviewed?.slice(0, length) ?? [...compared.specific].map(readingsOfCharacter);
}

/** Room for syllables in a key; should two keys coincide, the comparison of the names decides. */
const SYLLABLES = 4096;

/** Keys of all ways to read the first two syllables, so that two names that can be read alike share one. */
function soundKeys(kind: NameKind, readings: readonly Reading[]): number[] {
  const start = nameKinds.indexOf(groupOf[kind]) * SYLLABLES + readings.length;
  const keys: number[] = [];
  for (const first of readings[0]?.toneless ?? [0]) {
    const begun = start * SYLLABLES + (first % SYLLABLES);
    for (const second of readings[1]?.toneless ?? [0]) keys.push(begun * SYLLABLES + (second % SYLLABLES));
  }
  return [...new Set(keys)];
}

/**
 * The names that exist, found by 专名 as written, as it may be misread, and as it sounds. A name that is put in again under its id replaces the one before.
 */
export class NameIndex {
  private readonly alike: ReadonlyMap<string, string>;
  private readonly names = new Map<string, IndexedName>();
  private readonly byShape = new Map<string, IndexedName[]>();
  private readonly bySound = new Map<number, IndexedName[]>();

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
    for (const key of this.shapeKeys(indexed)) addTo(this.byShape, key, indexed);
    for (const key of soundKeysOf(indexed)) addTo(this.bySound, key, indexed);
  }

  remove(id: string): void {
    const indexed = this.names.get(id);
    if (!indexed) return;
    this.names.delete(id);
    for (const key of this.shapeKeys(indexed)) takeFrom(this.byShape, key, indexed);
    for (const key of soundKeysOf(indexed)) takeFrom(this.bySound, key, indexed);
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
    const keys = soundKeys(kind, readings);
    if (keys.length === 1) return this.bySound.get(keys[0]!) ?? [];
    return [...new Set(keys.flatMap((key) => this.bySound.get(key) ?? []))];
  }

  private shapeKey = (kind: NameKind, text: string) => `${groupOf[kind]}~${skeleton(text, this.alike)}`;

  private shapeKeys({ kind, compared }: IndexedName): string[] {
    const [part, whole] = [this.shapeKey(kind, compared.specific), this.shapeKey(kind, compared.text)];
    return part === whole ? [whole] : [part, whole];
  }
}

const soundKeysOf = ({ kind, compared, pinyin }: IndexedName): number[] =>
  soundKeys(kind, readingsOf(compared, pinyin));

function addTo<Key>(buckets: Map<Key, IndexedName[]>, key: Key, name: IndexedName): void {
  const bucket = buckets.get(key);
  if (bucket) bucket.push(name);
  else buckets.set(key, [name]);
}

function takeFrom<Key>(buckets: Map<Key, IndexedName[]>, key: Key, name: IndexedName): void {
  const left = buckets.get(key)!.filter((other) => other !== name);
  if (left.length > 0) buckets.set(key, left);
  else buckets.delete(key);
}
