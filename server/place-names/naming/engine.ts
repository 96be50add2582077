import { namingRules, type GenericTermRule, type NamingRule } from '../../../gis-data/naming/index.ts';
import type { ExistingName, NamingAnswer, NamingFinding, NamingSettings, ProposedName } from './contract.ts';
import type { Likeness, NameSource, NamingContext, Neighbour } from './context.ts';
import { comparedName, NameIndex, readingsOf, type ComparedName, type IndexedName } from './name-index.ts';
import { readingsOfCharacter, soundAlike, spelt, usualReadings, writtenReadings, type Reading } from './readings.ts';
import { namingFunctions } from './rules/index.ts';
import { MOST_CHARACTERS } from './rules/written.ts';
import { setsApart } from './scope.ts';
import { splitName } from './split.ts';
import { suggestionsFor } from './suggestions.ts';
import { wordFinder } from './words.ts';

/** Rules of a day and a province; where the province is not known, those of all provinces, which then say less. */
export function rulesInForce(date: string, province: string | null): NamingRule[] {
  return namingRules.filter(
    (rule) =>
      rule.from <= date &&
      (rule.until === null || date < rule.until) &&
      (rule.province === null || province === null || rule.province === province),
  );
}

export interface CheckOptions {
  /** Whether to look for alternatives that pass. */
  suggest?: boolean;
}

export interface NamingEngine {
  /** What the rules say about one name beside those of an index. */
  check(proposed: ProposedName, index: NameIndex, options?: CheckOptions): NamingAnswer;
  /**
   * The same for many names, each beside the others too: the answer for the name at a place of the list. A name of the
   * batch is known by `row:` and its place in the list, from 1.
   */
  batch(
    proposed: readonly ProposedName[],
    options?: CheckOptions,
  ): (position: number, index: NameIndex) => NamingAnswer;
}

const order = { block: 0, warn: 1, note: 2 } as const;

/** Rows of a batch as names to compare with. */
export const rowId = (position: number): string => `row:${position + 1}`;

/** The engine of the naming rules with what a bureau adds to the lists; pure, and the same answer for the same input. */
export function namingEngine(settings: NamingSettings): NamingEngine {
  const findWords = wordFinder(settings.reservedWords);
  const ownRequirements = new Map(settings.thresholds.map(({ term, requirements }) => [term, requirements]));
  const requirementsOf = (term: GenericTermRule) => ownRequirements.get(term.term) ?? term.requirements;
  const remembered = new Map<string, NamingRule[]>();
  const inForceOn = ({ date, province }: ProposedName): NamingRule[] => {
    const key = `${date} ${province ?? ''}`;
    const rules = remembered.get(key) ?? rulesInForce(date, province);
    remembered.set(key, rules);
    return rules;
  };

  const assess = (proposed: ProposedName, sources: readonly NameSource[], ownId: string | null): NamingAnswer => {
    const inForce = inForceOn(proposed);
    if (proposed.text.length > MOST_CHARACTERS * 2) {
      return answer(proposed, '', null, refusedAtOnce(proposed, inForce));
    }
    const compared = comparedName(proposed.text, proposed.kind, proposed.genericTerm);
    const { generic } = splitName(compared.text, proposed.kind, proposed.genericTerm);
    const readings = readingsOf(compared, proposed.pinyin);
    const context: NamingContext = {
      proposed,
      compared,
      generic,
      readings,
      sources,
      neighbours: sources.flatMap((source) => neighboursOf(proposed, compared, readings, inForce, source, ownId)),
      inForce,
      words: findWords(compared.specific, proposed.text),
      requirementsOf,
    };
    const findings = inForce.flatMap((rule) => namingFunctions[rule.check](context, rule));
    return answer(proposed, compared.specific, compared.generic, strongest(findings));
  };

  const withSuggestions = (
    proposed: ProposedName,
    found: NamingAnswer,
    sources: readonly NameSource[],
    ownId: string | null,
  ): NamingAnswer => ({
    ...found,
    suggestions: suggestionsFor(proposed, found, sources, requirementsOf, (other) => assess(other, sources, ownId)),
  });

  return {
    check(proposed, index, { suggest = true } = {}) {
      const sources = [{ index, source: 'register' as const }];
      const found = assess(proposed, sources, null);
      return suggest ? withSuggestions(proposed, found, sources, null) : found;
    },
    batch(proposed, { suggest = false } = {}) {
      const others = new NameIndex(proposed.map(asExisting), settings.lookAlikeGroups);
      return (position, index) => {
        const sources = [
          { index, source: 'register' as const },
          { index: others, source: 'batch' as const },
        ];
        const one = proposed[position]!;
        const found = assess(one, sources, rowId(position));
        return suggest ? withSuggestions(one, found, sources, rowId(position)) : found;
      };
    },
  };
}

const asExisting = (proposed: ProposedName, position: number): ExistingName => ({
  ...proposed,
  id: rowId(position),
  text: proposed.text.slice(0, MOST_CHARACTERS * 2),
  former: false,
});

const refusedAtOnce = (proposed: ProposedName, inForce: readonly NamingRule[]): NamingFinding[] => {
  const blank = { proposed, compared: comparedName('', proposed.kind) } as NamingContext;
  return inForce.filter(({ check }) => check === 'length').flatMap((rule) => namingFunctions.length(blank, rule));
};

function answer(
  { text }: ProposedName,
  specific: string,
  generic: string | null,
  findings: readonly NamingFinding[],
): NamingAnswer {
  const has = (severity: NamingFinding['severity']) => findings.some((finding) => finding.severity === severity);
  return {
    text,
    verdict: has('block') ? 'refused' : has('warn') ? 'review' : 'passes',
    specific,
    generic,
    findings: [...findings],
    suggestions: [],
  };
}

const ruleOrder = new Map(namingRules.map(({ id }, position) => [id, position]));

/** Of several rules that say the same about the same name, the one that says it loudest; the gravest findings first. */
function strongest(findings: readonly NamingFinding[]): NamingFinding[] {
  const inOrder = findings.toSorted(
    (a, b) =>
      order[a.severity] - order[b.severity] ||
      ruleOrder.get(a.rule)! - ruleOrder.get(b.rule)! ||
      (a.collision?.distanceM ?? Infinity) - (b.collision?.distanceM ?? Infinity) ||
      compareText(a.collision?.id ?? '', b.collision?.id ?? '') ||
      (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0),
  );
  const seen = new Set<string>();
  return inOrder.filter(({ check, collision }) => {
    if (collision === null) return true;
    const key = `${check} ${collision.source} ${collision.id}`;
    return !seen.has(key) && seen.add(key);
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Checks that compare a name with others of its area. */
export const aboutOthers: ReadonlySet<string> = new Set(['duplicate', 'homophone', 'look-alike', 'same-specific']);

/** Names of a source that are like the proposed one, where a rule in force may set the two apart. */
function neighboursOf(
  proposed: ProposedName,
  compared: ComparedName,
  readings: readonly Reading[],
  inForce: readonly NamingRule[],
  { index, source }: NameSource,
  ownId: string | null,
): Neighbour[] {
  if (compared.text === '') return [];
  const rules = inForce.filter(({ check, kinds }) => aboutOthers.has(check) && kinds?.includes(proposed.kind));
  const skipped = source === 'register' ? proposed.replacesId : ownId;
  const concerns = (name: IndexedName) =>
    name.id !== skipped && rules.some((rule) => setsApart(rule, proposed, name) !== 'no');
  const shaped = new Set([
    ...index.shapedLike(proposed.kind, compared.specific),
    ...index.shapedLike(proposed.kind, compared.text),
  ]);
  const neighbours: Neighbour[] = [];
  for (const name of shaped) {
    if (!concerns(name)) continue;
    const how = shapeOf(compared, name.compared, index);
    if (how !== null) neighbours.push({ name, source, likeness: { how } });
  }
  for (const name of index.soundingLike(proposed.kind, readings)) {
    if (name.compared.specific === compared.specific || !concerns(name)) continue;
    const likeness = soundOf(compared, readings, proposed.pinyin, name);
    if (likeness) neighbours.push({ name, source, likeness });
  }
  return neighbours;
}

function shapeOf(a: ComparedName, b: ComparedName, index: NameIndex): Exclude<Likeness['how'], 'homophone'> | null {
  if (a.text === b.text) return 'duplicate';
  if (a.specific === b.specific) return 'same-specific';
  return index.looksLike(a.text, b.text) ? 'look-alike' : null;
}

/** How a name sounds like another; null: it does not. The usual readings are tried first, tones before none. */
function soundOf(
  compared: ComparedName,
  readings: readonly Reading[],
  written: string | null,
  name: IndexedName,
): Likeness | null {
  const others = readingsOf(name.compared, name.pinyin);
  if (!soundAlike(readings, others, 'toneless')) return null;
  const usual = usualOf(compared, written);
  const usualOfOther = usualOf(name.compared, name.pinyin);
  const sameTones = soundAlike(readings, others, 'toned');
  const [tones, reading] = soundAlike(usual, usualOfOther, 'toned')
    ? (['same', 'usual'] as const)
    : soundAlike(usual, usualOfOther, 'toneless')
      ? (['different', 'usual'] as const)
      : ([sameTones ? 'same' : 'different', 'other'] as const);
  const wholeName = genericsSoundAlike(compared.generic, name.compared.generic);
  // The same 专名 before a 通名 of another kind of thing is no homophone: a hill and a river of one name.
  if (!wholeName && compared.kind !== name.kind) return null;
  return { how: 'homophone', tones, reading, wholeName, spelt: spelt(usual) };
}

function usualOf(compared: ComparedName, written: string | null): readonly Reading[] {
  const reviewed = written === null ? null : writtenReadings(compared.text, written);
  return (reviewed ?? usualReadings(compared.text)).slice(0, [...compared.specific].length);
}

const genericsSoundAlike = (a: string | null, b: string | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    soundAlike([...a].map(readingsOfCharacter), [...b].map(readingsOfCharacter), 'toneless'));
