import type { NameScope, NamingRule } from '../../../gis-data/naming/index.ts';
import type { ExistingName, NameAreas, ProposedName } from './contract.ts';

/** Whether two names belong to the same area; `unknown` where that is not on record. */
export type SameArea = 'yes' | 'no' | 'unknown';

const areaOf: Readonly<Record<Exclude<NameScope, 'nation'>, keyof NameAreas>> = {
  province: 'province',
  county: 'county',
  township: 'township',
  builtUpArea: 'builtUpArea',
};

/** The area of a scope that a name belongs to; null: not known. */
export const areaIn = (name: NameAreas, scope: Exclude<NameScope, 'nation'>): string | null => name[areaOf[scope]];

/**
 * Whether two names lie within one area of a scope. Where that is not known, they may do so only within one county (or
 * province, for a county): most names of the country would be possible neighbours otherwise.
 */
export function sameArea(a: NameAreas, b: NameAreas, scope: NameScope): SameArea {
  if (scope === 'nation') return 'yes';
  const [inA, inB] = [areaIn(a, scope), areaIn(b, scope)];
  if (inA !== null && inB !== null) return inA === inB ? 'yes' : 'no';
  if (scope === 'province') return 'unknown';
  const around = scope === 'county' ? 'province' : 'county';
  return a[around] !== null && a[around] === b[around] ? 'unknown' : 'no';
}

/**
 * Whether a rule sets two names apart: both of its kinds, of its province, within its area, and known far and wide where
 * it asks for that.
 */
export function setsApart(
  rule: Pick<NamingRule, 'kinds' | 'province' | 'importantOnly' | 'scope'>,
  proposed: ProposedName,
  name: ExistingName,
): SameArea {
  if (rule.kinds !== null && !(rule.kinds.includes(proposed.kind) && rule.kinds.includes(name.kind))) return 'no';
  const area = sameArea(proposed, name, rule.scope ?? 'nation');
  const conditions = [
    rule.importantOnly ? both(proposed.important, name.important, true) : 'yes',
    rule.province === null ? 'yes' : both(proposed.province, name.province, rule.province),
    area,
  ] as const;
  if (conditions.includes('no')) return 'no';
  return conditions.includes('unknown') ? 'unknown' : 'yes';
}

/** Whether two values are as asked; null is not known. */
function both<T>(a: T | null, b: T | null, asked: T): SameArea {
  const known = [a, b].filter((value) => value !== null);
  if (known.some((value) => value !== asked)) return 'no';
  return known.length === 2 ? 'yes' : 'unknown';
}
