import { namingRules, type NameKind } from '../../../gis-data/naming/index.ts';
import type { NameState } from '../names-on.ts';
import { comparedKey } from '../search/database/keys.ts';
import { alikeTable, skeleton } from './characters.ts';
import { nameAreas } from './contract.ts';
import { aboutOthers } from './engine.ts';
import { comparedName, groupOf, readingsOf, type ComparedName } from './name-index.ts';
import { syllableOf, type Reading } from './readings.ts';
import { namesOfState } from './register-names.ts';

const alike = alikeTable([]);
const nowhere = nameAreas.parse({});

/** Kinds whose names must differ beyond their county. */
const wideKinds: ReadonlySet<NameKind> = new Set(
  namingRules
    .filter(({ check, scope }) => aboutOthers.has(check) && (scope === 'nation' || scope === 'province'))
    .flatMap(({ kinds }) => kinds ?? []),
);

/** The area within which a rule may set names of a kind apart; null where it is not known, and none does. */
const areaOf = (kind: NameKind, countyId: string | null): string | null => (wideKinds.has(kind) ? '' : countyId);

/** Key of names of a kind that are written like a text, or may be taken for it. */
export function shapeKeys(kind: NameKind, countyId: string | null, text: string): number[] {
  const area = areaOf(kind, countyId);
  return area === null ? [] : [comparedKey(`shape~${groupOf[kind]}~${area}~${skeleton(text, alike)}`)];
}

/** Syllables that names are told apart by before they are compared. */
const SYLLABLES = 3;

/** Keys of all ways to read the beginning of a 专名, with its length. */
export function soundKeys(kind: NameKind, countyId: string | null, readings: readonly Reading[]): number[] {
  const area = areaOf(kind, countyId);
  if (area === null) return [];
  let begun = [`sound~${groupOf[kind]}~${area}~${readings.length}`];
  for (const { toneless } of readings.slice(0, SYLLABLES)) {
    begun = begun.flatMap((start) => toneless.map((number) => `${start}~${syllableOf(number)}`));
  }
  return begun.map(comparedKey);
}

const keysOf = (kind: NameKind, countyId: string | null, compared: ComparedName, pinyin: string | null): number[] => [
  ...shapeKeys(kind, countyId, compared.specific),
  ...shapeKeys(kind, countyId, compared.text),
  ...soundKeys(kind, countyId, readingsOf(compared, pinyin)),
];

/** Keys under which the naming rules find a record by the names that one of its states gives it. */
export function comparedKeysOf(state: NameState): number[] {
  const names = namesOfState(nowhere, '', state);
  return [
    ...new Set(
      names.flatMap(({ kind, text, pinyin }) => keysOf(kind, state.countyId, comparedName(text, kind), pinyin)),
    ),
  ];
}
