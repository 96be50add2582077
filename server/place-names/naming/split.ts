import { genericTermRules, type GenericTermRule, type NameKind } from '../../../gis-data/naming/index.ts';

/** 专名 and 通名 of a name. */
export interface SplitName {
  specific: string;
  /** null: none was found. */
  generic: GenericTermRule | null;
}

const byTerm = new Map<string, GenericTermRule[]>();
for (const rule of genericTermRules) byTerm.set(rule.term, [...(byTerm.get(rule.term) ?? []), rule]);
const longest = Math.max(...genericTermRules.map(({ term }) => term.length));

/**
 * Splits a name at the longest 通名 that it ends in, one of its kind before one of another; a name that is nothing but a
 * 通名 has an empty 专名.
 *
 * @param term 通名 as applied for; counts where the name ends in it
 */
export function splitName(text: string, kind: NameKind, term: string | null): SplitName {
  const endings: GenericTermRule[] = [];
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    endings.push(...(byTerm.get(text.slice(-length)) ?? []));
  }
  const asked = term === null ? [] : endings.filter((rule) => rule.term === term);
  const generic = [...asked, ...endings].find((rule) => rule.kinds.includes(kind)) ?? asked[0] ?? endings[0] ?? null;
  return { specific: generic === null ? text : text.slice(0, text.length - generic.term.length), generic };
}
