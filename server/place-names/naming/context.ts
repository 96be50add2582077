import type { GenericTermRule, NamingRule, ReservedWord } from '../../../gis-data/naming/index.ts';
import { inverse } from '../../boundary/survey/geodesic.ts';
import type { CollidingName, ExistingName, NamingFinding, ProposedName } from './contract.ts';
import type { ComparedName, IndexedName, NameIndex } from './name-index.ts';
import type { Reading } from './readings.ts';

/** Names to compare with, and where they are from. */
export interface NameSource {
  index: NameIndex;
  source: CollidingName['source'];
}

/** How the name of a neighbour is like the proposed one. */
export type Likeness =
  | { how: 'duplicate' }
  | { how: 'look-alike' }
  | { how: 'same-specific' }
  | { how: 'homophone'; tones: 'same' | 'different'; reading: 'usual' | 'other'; wholeName: boolean; spelt: string };

/** A name that is like the proposed one. */
export interface Neighbour {
  name: IndexedName;
  source: CollidingName['source'];
  likeness: Likeness;
}

/** A word of a list, with its characters in the proposed text; null where those are not one by one the compared ones. */
export interface FoundWord {
  word: ReservedWord;
  span: [number, number] | null;
}

/** What the function of a rule works on. */
export interface NamingContext {
  proposed: ProposedName;
  compared: ComparedName;
  generic: GenericTermRule | null;
  readings: readonly Reading[];
  sources: readonly NameSource[];
  neighbours: readonly Neighbour[];
  /** Rules in force, those of all checks. */
  inForce: readonly NamingRule[];
  /** Words of the lists that occur in the 专名. */
  words: readonly FoundWord[];
  requirementsOf: (term: GenericTermRule) => GenericTermRule['requirements'];
}

/** What a rule says about a name. */
export type NamingFunction = (context: NamingContext, rule: NamingRule) => NamingFinding[];

type Extra = Partial<Pick<NamingFinding, 'severity' | 'span' | 'collision' | 'tones' | 'reading'>>;

/** A finding of a rule, with the severity of the rule unless another is given. */
export const found = (rule: NamingRule, zh: string, en: string, extra: Extra = {}): NamingFinding => ({
  rule: rule.id,
  check: rule.check,
  severity: rule.severity,
  clause: rule.clause,
  message: { zh, en },
  span: null,
  collision: null,
  tones: null,
  reading: null,
  ...extra,
});

/** A milder word where something is not known. */
export const milder = (severity: NamingFinding['severity']): NamingFinding['severity'] =>
  severity === 'block' ? 'warn' : 'note';

/** Length of the shortest line between two places, metres; null where one is not known. */
const distanceM = (a: ProposedName['position'], b: ProposedName['position']): number | null =>
  a === null || b === null ? null : Math.round(inverse(a, b).distanceM);

export const collidingName = (
  proposed: ProposedName,
  name: ExistingName,
  source: CollidingName['source'],
): CollidingName => ({
  id: name.id,
  text: name.text,
  kind: name.kind,
  source,
  distanceM: distanceM(proposed.position, name.position),
});
