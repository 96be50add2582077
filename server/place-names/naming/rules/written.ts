import { standardFormOf } from '../../../../gis-data/naming/index.ts';
import { codePoint, isCompatibility, isHan, isInvisible, isStandard } from '../characters.ts';
import { found, type NamingFunction } from '../context.ts';

/** Longest text that is looked at, characters; the register takes no longer name. */
export const MOST_CHARACTERS = 60;
/** Longest 专名 that is read at a glance, characters: municipal rules ask for 6 to 8. */
const LONG_SPECIFIC = 8;

const digit = /^[0-9]$/u;

/** Characters of a text that something is to be said about, with their places; each place once. */
const charactersOf = (text: string, which: (character: string) => boolean): { character: string; at: number }[] =>
  [...text].flatMap((character, at) => (which(character) ? [{ character, at }] : []));

export const length: NamingFunction = ({ proposed, compared }, rule) => {
  const count = [...proposed.text].length;
  if (count > MOST_CHARACTERS) {
    return [
      found(
        rule,
        `名称有 ${count} 个字符,最多 ${MOST_CHARACTERS} 个,未作其他检查`,
        `The name has ${count} characters, ${MOST_CHARACTERS} at most; nothing else was checked`,
        { severity: 'block' },
      ),
    ];
  }
  if (compared.text === '') {
    return [found(rule, '名称中没有文字', 'The name has no characters that can be read', { severity: 'block' })];
  }
  const specific = [...compared.specific].length;
  if (specific > LONG_SPECIFIC) {
    return [
      found(
        rule,
        `专名“${compared.specific}”有 ${specific} 个字,宜在 ${LONG_SPECIFIC} 个字以内`,
        `The specific term “${compared.specific}” has ${specific} characters; ${LONG_SPECIFIC} or fewer are easy to read`,
      ),
    ];
  }
  return [];
};

export const invisibleCharacter: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, isInvisible).map(({ character, at }) =>
    found(
      rule,
      `第 ${at + 1} 个字符 ${codePoint(character)} 不可见,请删去`,
      `Character ${at + 1}, ${codePoint(character)}, cannot be seen; remove it`,
      { span: [at, at + 1] },
    ),
  );

export const compatibilityCharacter: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, (c) => isCompatibility(c) && !isInvisible(c)).map(({ character, at }) =>
    found(
      rule,
      `第 ${at + 1} 个字符“${character}”(${codePoint(character)})是兼容字符,请改为“${character.normalize('NFKC')}”`,
      `Character ${at + 1}, “${character}” (${codePoint(character)}), only stands for “${character.normalize('NFKC')}”; write that`,
      { span: [at, at + 1] },
    ),
  );

export const notChinese: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, (c) => !isHan(c) && !digit.test(c) && !isInvisible(c) && !isCompatibility(c)).map(
    ({ character, at }) =>
      found(
        rule,
        `第 ${at + 1} 个字符“${character}”不是汉字;地名用规范汉字书写`,
        `Character ${at + 1}, “${character}”, is no Chinese character; names are written in standard ones`,
        { span: [at, at + 1] },
      ),
  );

export const digits: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, (c) => digit.test(c)).map(({ character, at }) =>
    found(
      rule,
      `第 ${at + 1} 个字符是阿拉伯数字“${character}”,地名中的数用汉字书写`,
      `Character ${at + 1} is the digit “${character}”; numbers in names are written in characters`,
      { span: [at, at + 1] },
    ),
  );

const onlyOrdinal = /^第?[〇零一二三四五六七八九十百千两0-9]+[号组队期]?$/u;

export const ordinal: NamingFunction = ({ compared }, rule) =>
  onlyOrdinal.test(compared.specific) && compared.specific !== compared.text
    ? [
        found(
          rule,
          `专名“${compared.specific}”只是序数,不能与他处区别`,
          `The specific term “${compared.specific}” is only a number, which tells no place from another`,
        ),
      ]
    : [];

export const traditionalForm: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, (c) => standardFormOf.has(c)).map(({ character, at }) =>
    found(
      rule,
      `第 ${at + 1} 个字“${character}”是繁体字或异体字,规范字是“${standardFormOf.get(character)}”`,
      `Character ${at + 1}, “${character}”, is a traditional or variant form; the standard one is “${standardFormOf.get(character)}”`,
      { span: [at, at + 1] },
    ),
  );

export const rareCharacter: NamingFunction = ({ proposed }, rule) =>
  charactersOf(proposed.text, (c) => isHan(c) && !isStandard(c) && !standardFormOf.has(c) && !isCompatibility(c)).map(
    ({ character, at }) =>
      found(
        rule,
        `第 ${at + 1} 个字“${character}”(${codePoint(character)})不在《通用规范汉字表》的 8105 字内,应避免使用生僻字`,
        `Character ${at + 1}, “${character}” (${codePoint(character)}), is not among the 8,105 of the national table; rare characters are to be avoided`,
        { span: [at, at + 1] },
      ),
  );
