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

/** Whether a rule sets two names apart: both of its kinds, within its area, known far and wide where it asks for that. */
export function setsApart(
  rule: Pick<NamingRule, 'kinds' | 'importantOnly' | 'scope'>,
  proposed: ProposedName,
  name: ExistingName,
): SameArea {
  if (rule.kinds !== null && !(rule.kinds.includes(proposed.kind) && rule.kinds.includes(name.kind))) return 'no';
  const area = sameArea(proposed, name, rule.scope ?? 'nation');
  if (!rule.importantOnly || area === 'no') return area;
  if (proposed.important === false || name.important === false) return 'no';
  return proposed.important === null || name.important === null ? 'unknown' : area;
}
