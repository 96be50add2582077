import { reservedWordLists, type ReservedWord, type ReservedWordKind } from '../../../../gis-data/naming/index.ts';
import { found, milder, type NamingFunction } from '../context.ts';

const meant: Readonly<Record<ReservedWordKind, { zh: string; en: string }>> = {
  leader: { zh: '国家领导人的名字', en: 'the name of a leader of the state' },
  person: { zh: '人名', en: 'the name of a person' },
  role: { zh: '文艺作品中的人物角色名称', en: 'the name of a character in a work of art' },
  foreign: { zh: '外国人名或地名', en: 'the name of a foreign person or place' },
  company: { zh: '企业名称或者商标名称', en: 'the name of a company or a brand' },
  grand: { zh: '大而不当的词语', en: 'a word too grand for a place' },
};

/** Which list a word is on: a shipped one, or the bureau's own with its source and day. */
function listOf({ kind, listed }: ReservedWord): { zh: string; en: string } {
  const { zh, en } = reservedWordLists[kind];
  return listed
    ? {
        zh: `(本局${zh};${listed.source},${listed.on})`,
        en: ` (the bureau’s list of ${en}; ${listed.source}, ${listed.on})`,
      }
    : { zh: `(随附${zh})`, en: ` (shipped list of ${en})` };
}

/** Words of a list; an everyday word, or one that is said to have no connection with the reserved one, weighs less. */
export const reservedWord: NamingFunction = ({ proposed, words }, rule) =>
  words
    .filter(({ word }) => rule.words.includes(word.kind))
    .map(({ word, span }) => {
      const said = proposed.unrelatedWords.find((other) => other.word === word.word);
      const { zh, en } = meant[word.kind];
      const list = listOf(word);
      if (said) {
        return found(
          rule,
          `“${word.word}”与${zh}同形${list.zh};申请人说明不存在特定联系:${said.reason}`,
          `“${word.word}” is written like ${en}${list.en}; said to have no connection with it: ${said.reason}`,
          { severity: 'note', span },
        );
      }
      return word.everyday
        ? found(
            rule,
            `“${word.word}”可能是${zh}${list.zh},也是常用词;请说明是否存在特定联系`,
            `“${word.word}” may be ${en}${list.en}, and is an everyday word too; say whether there is a connection`,
            { severity: milder(rule.severity), span },
          )
        : found(
            rule,
            `“${word.word}”是${zh}${list.zh},不作地名`,
            `“${word.word}” is ${en}${list.en}, which places are not named after`,
            {
              span,
            },
          );
    });
