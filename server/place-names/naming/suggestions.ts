import type { Text } from '../../../gis-data/catalogue/index.ts';
import { genericTermRules, type GenericTermRule, type NameKind } from '../../../gis-data/naming/index.ts';
import { comparable, isStandard } from './characters.ts';
import type { NamingAnswer, NamingSuggestion, ProposedName } from './contract.ts';
import type { NameSource } from './context.ts';
import { meets } from './rules/generic.ts';
import { splitName } from './split.ts';

/** Most alternatives that are offered. */
const MOST = 5;

/** 通名 that fits a kind whatever its size. */
const usualTerm: Readonly<Partial<Record<NameKind, string>>> = {
  road: '路',
  estate: '小区',
  building: '楼',
  village: '村',
};

/** Characters of good meaning that take the place of one that collides, in the order in which they are tried. */
const goodCharacters = [...'兴安和平福祥瑞泰康宁荣昌盛华明德仁义信文景秀清源丰裕'];

const digitCharacters = [...'〇一二三四五六七八九'];

/** An alternative, with what was changed. */
interface Draft {
  specific: string;
  generic: string;
  reasons: readonly Text[];
}

const changed = (draft: Draft, part: Partial<Draft>, zh: string, en: string): Draft => ({
  ...draft,
  ...part,
  reasons: [...draft.reasons, { zh, en }],
});

/**
 * Alternatives that pass, by steps that are always tried in the same order: standard characters, no listed words, a 通名
 * that fits; then, where another name is in the way, the place or the side where the feature lies, or one character of
 * good meaning.
 *
 * @param assess what the rules say about a text
 */
export function suggestionsFor(
  proposed: ProposedName,
  found: NamingAnswer,
  sources: readonly NameSource[],
  requirementsOf: (term: GenericTermRule) => GenericTermRule['requirements'],
  assess: (proposed: ProposedName) => NamingAnswer,
): NamingSuggestion[] {
  if (found.verdict === 'passes' || found.specific === '') return [];
  const base = fitting(withoutWords(written(proposed), found), proposed, requirementsOf);
  const suggestions: NamingSuggestion[] = [];
  const tried = new Set([proposed.text]);
  for (const draft of variants(base, proposed, found, sources)) {
    const text = draft.specific + draft.generic;
    if (draft.specific === '' || tried.has(text)) continue;
    tried.add(text);
    // A reviewed reading and a 通名 belong to the name as it was applied for.
    const answer = assess({ ...proposed, text, pinyin: null, genericTerm: draft.generic || null });
    if (answer.verdict !== 'passes') continue;
    suggestions.push({ text, reason: joined(draft.reasons) });
    if (draft === base || suggestions.length === MOST) break;
  }
  return suggestions;
}

const joined = (reasons: readonly Text[]): Text => ({
  zh: reasons.map(({ zh }) => zh).join(';'),
  en: reasons.map(({ en }) => en).join('; '),
});

/** The name in standard characters, with numbers written out. */
function written(proposed: ProposedName): Draft {
  const standard = comparable(proposed.text).replace(/[0-9]/gu, (digit) => digitCharacters[Number(digit)]!);
  const text = [...standard].filter((character) => /\p{Script=Han}/u.test(character)).join('');
  const { specific, generic } = splitName(text, proposed.kind, proposed.genericTerm);
  const draft: Draft = { specific, generic: generic?.term ?? '', reasons: [] };
  return text === proposed.text ? draft : changed(draft, {}, '改用规范汉字', 'written in standard characters');
}

function withoutWords(draft: Draft, found: NamingAnswer): Draft {
  const words = found.findings
    .filter(({ check, severity }) => check === 'reserved-word' && severity !== 'note')
    .flatMap(({ span }) => (span ? [[...found.specific].slice(...span).join('')] : []));
  return words.reduce(
    (current, word) =>
      word !== '' && current.specific.includes(word)
        ? changed(current, { specific: current.specific.replace(word, '') }, `去掉“${word}”`, `without “${word}”`)
        : current,
    draft,
  );
}

/** The 通名 of the draft made to fit: one, of the kind, and not larger than the thing. */
function fitting(
  draft: Draft,
  proposed: ProposedName,
  requirementsOf: (term: GenericTermRule) => GenericTermRule['requirements'],
): Draft {
  let current = draft;
  const inner = splitName(current.specific, proposed.kind, null);
  const isBuilt = proposed.kind === 'estate' || proposed.kind === 'building';
  if (isBuilt && inner.generic && inner.generic.term.length > 1 && inner.specific !== '' && current.generic !== '') {
    const kept = current.generic;
    current = changed(
      current,
      { specific: inner.specific },
      `只留通名“${kept}”`,
      `only “${kept}” kept as generic term`,
    );
  }
  const usual = usualTerm[proposed.kind];
  const ruleOf = (term: string) =>
    genericTermRules.find((rule) => rule.term === term && rule.kinds.includes(proposed.kind)) ?? null;
  if (usual !== undefined && ruleOf(current.generic) === null) {
    return changed(current, { generic: usual }, `通名用“${usual}”`, `“${usual}” as generic term`);
  }
  for (let rule = ruleOf(current.generic); rule !== null; rule = ruleOf(current.generic)) {
    if (meets(proposed.facts, requirementsOf(rule)) !== false) break;
    const lesser = [rule.lesser, usual].find((term) => term && term !== rule.term && ruleOf(term) !== null);
    if (!lesser) break;
    current = changed(current, { generic: lesser }, `规模合用“${lesser}”`, `“${lesser}” fits the size`);
  }
  return current;
}

/** The draft itself, then the ways to set it apart from names that are in the way; whole new names where nothing is left. */
function* variants(
  base: Draft,
  proposed: ProposedName,
  found: NamingAnswer,
  sources: readonly NameSource[],
): Generator<Draft> {
  const isLeft = base.specific !== '';
  if (isLeft) yield base;
  const place = proposed.locality === null ? '' : comparable(proposed.locality);
  if (place !== '') {
    const stem = splitName(place, 'township', null).specific || place;
    const { zh, en } = { zh: `冠以所在地“${stem}”`, en: `“${stem}”, where it lies, in front` };
    if (!base.specific.startsWith(stem)) yield changed(base, { specific: stem + base.specific }, zh, en);
  }
  const side = isLeft ? sideOf(proposed, found, sources) : null;
  if (side) {
    const { zh, en } = { zh: `位于“${side.of}”的${side.zh}面`, en: `it lies ${side.en} of “${side.of}”` };
    yield changed(base, { specific: side.zh + base.specific }, zh, en);
  }
  if (isLeft) yield* withOneCharacterChanged(base);
  else yield* newNames(base);
}

/** Rare characters are changed first, then the last one, then the first. */
function* withOneCharacterChanged(base: Draft): Generator<Draft> {
  const characters = [...base.specific];
  const rare = characters.flatMap((character, at) => (isStandard(character) ? [] : [at]));
  for (const at of new Set(rare.length > 0 ? rare : [characters.length - 1, 0])) {
    for (const character of goodCharacters) {
      if (characters.includes(character)) continue;
      yield changed(
        base,
        { specific: characters.with(at, character).join('') },
        `“${characters[at]}”改为“${character}”`,
        `“${character}” in place of “${characters[at]}”`,
      );
    }
  }
}

function* newNames(base: Draft): Generator<Draft> {
  for (const [i, first] of goodCharacters.entries()) {
    const specific = first + goodCharacters[(i + 1) % goodCharacters.length]!;
    yield changed(base, { specific }, `另拟专名“${specific}”`, `a new specific term, “${specific}”`);
  }
}

/** On which side of the nearest name in the way the feature lies. */
function sideOf(
  { position }: ProposedName,
  found: NamingAnswer,
  sources: readonly NameSource[],
): { zh: string; en: string; of: string } | null {
  if (position === null) return null;
  for (const { collision } of found.findings) {
    if (!collision || collision.distanceM === null) continue;
    const index = sources.find(({ source }) => source === collision.source)!.index;
    const other = index.positionOf(collision.id);
    if (!other) continue;
    const east = (position[0] - other[0]) * Math.cos((position[1] * Math.PI) / 180);
    const north = position[1] - other[1];
    const [zh, en] =
      Math.abs(east) > Math.abs(north)
        ? east > 0
          ? (['东', 'east'] as const)
          : (['西', 'west'] as const)
        : north > 0
          ? (['北', 'north'] as const)
          : (['南', 'south'] as const);
    return { zh, en, of: collision.text };
  }
  return null;
}
