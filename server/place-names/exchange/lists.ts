import {
  minorityLanguages,
  otherNameKinds,
  text,
  type Choice,
  type Language,
} from '../../../gis-data/catalogue/index.ts';
import { findChoice } from '../../exchange/columns.ts';
import { readDate, type Reading } from '../../exchange/values.ts';
import type { OtherName, PlaceNameBody } from '../contract.ts';

/**
 * Lists in one cell: entries are set apart by `;`, the parts of an entry by `|`; a part that is empty is not known. `\`
 * before one of the three takes away its meaning.
 */
export function writeEntries(entries: readonly (readonly (string | null)[])[]): string {
  return entries
    .map((parts) => parts.map((part) => (part ?? '').replace(/[\\|;\uff5c\uff1b]/gu, '\\$&')).join('|'))
    .join(';');
}

/** Entries of such a cell; full-width marks are read like the narrow ones. */
export function readEntries(cell: string): (string | null)[][] {
  const entries: string[][] = [['']];
  for (const [sign] of cell.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    const entry = entries.at(-1)!;
    if (sign === ';' || sign === '\uff1b') entries.push(['']);
    else if (sign === '|' || sign === '\uff5c') entry.push('');
    else entry[entry.length - 1] += sign.length > 1 && sign.startsWith('\\') ? sign.slice(1) : sign;
  }
  return entries
    .map((parts) => parts.map((part) => part.trim() || null))
    .filter((parts) => parts.some((part) => part !== null));
}

export const otherNamesHelp = text(
  '每个名称写作“类型|名称|拼音|起日|止日|文件”,多个以“;”分隔,不知道的留空;类型:曾用名、别名、简称。例:曾用名|平泉县|Píngquán Xiàn|1949-01-01|2017-04-09|民函〔2017〕62号;别名|八沟',
  'Each as "kind|name|pinyin|from|to|document", several set apart by ";", unknown parts empty; kinds: former name, alias, short form',
);
export const minorityHelp = text(
  '每种写作“语种|本民族文字|拉丁转写”,多个以“;”分隔;语种:满语、蒙古语、其他',
  'Each as "language|own script|Latin", several set apart by ";"; languages: Manchu, Mongolian, Other',
);

const labelOf = (choices: readonly Choice[], id: string, language: Language) =>
  choices.find((choice) => choice.id === id)!.label[language];

export const writeOtherNames = (names: readonly OtherName[], language: Language): string =>
  writeEntries(
    names.map(({ kind, name, pinyin, from, to, document }) => [
      labelOf(otherNameKinds, kind, language),
      name,
      pinyin,
      from,
      to,
      document,
    ]),
  );

const wrong = (code: string, zh: string, en: string) => ({ state: 'wrong' as const, code, message: text(zh, en) });
const shape = (entry: readonly (string | null)[]) => entry.map((part) => part ?? '').join('|');

export function readOtherNames(cell: string): Reading<OtherName[]> {
  const names: OtherName[] = [];
  for (const entry of readEntries(cell)) {
    const [word, name, pinyin = null, from = null, to = null, document = null] = entry;
    const kind = findChoice(otherNameKinds, word ?? '')?.id as OtherName['kind'] | undefined;
    if (kind === undefined || !name || entry.length > 6) {
      return wrong(
        'other-names',
        `“${shape(entry)}”不合格式。${otherNamesHelp.zh}`,
        `"${shape(entry)}": ${otherNamesHelp.en}`,
      );
    }
    const days = [from, to].map((day) => (day === null ? null : readDate(day)));
    const bad = days.find((day) => day?.state === 'wrong');
    if (bad?.state === 'wrong') return bad;
    const [first, last] = days.map((day) => (day?.state === 'value' ? day.value : null)) as [
      string | null,
      string | null,
    ];
    names.push({ name, kind, from: first, to: last, pinyin, document });
  }
  return { state: 'value', value: names, remarks: [] };
}

type MinoritySpellings = PlaceNameBody['minoritySpellings'];

export const writeMinoritySpellings = (spellings: MinoritySpellings, language: Language): string =>
  writeEntries(spellings.map((each) => [labelOf(minorityLanguages, each.language, language), each.text, each.latin]));

export function readMinoritySpellings(cell: string): Reading<MinoritySpellings> {
  const spellings: MinoritySpellings = [];
  for (const entry of readEntries(cell)) {
    const [word, own, latin = null] = entry;
    const language = findChoice(minorityLanguages, word ?? '')?.id as MinoritySpellings[number]['language'] | undefined;
    if (language === undefined || !own || entry.length > 3) {
      return wrong(
        'minority-spellings',
        `“${shape(entry)}”不合格式。${minorityHelp.zh}`,
        `"${shape(entry)}": ${minorityHelp.en}`,
      );
    }
    spellings.push({ language, text: own, latin });
  }
  return { state: 'value', value: spellings, remarks: [] };
}
