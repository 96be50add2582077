import { otherNameKinds, type Text } from '../../../gis-data/catalogue/index.ts';
import type { MatchHow, MatchKind } from '../contract.ts';
import type { Fit } from './find.ts';

const ways: Readonly<Record<Exclude<MatchHow, 'fuzzy' | 'near' | 'within'>, Text>> = {
  exact: { zh: '完全相同', en: 'the same' },
  prefix: { zh: '开头相同', en: 'begins so' },
  contains: { zh: '包含', en: 'contains it' },
  code: { zh: '代码开头相同', en: 'code begins so' },
  pinyin: { zh: '拼音相同', en: 'same pinyin' },
  initials: { zh: '拼音首字母相同', en: 'same initials' },
  homophone: { zh: '读音相同', en: 'sounds the same' },
};

function kindWord(kind: MatchKind): Text | null {
  if (kind === 'standard') return null;
  if (kind === 'later') return { zh: '后来的名称', en: 'later name' };
  return otherNameKinds.find(({ id }) => id === kind)!.label;
}

/** Why a name is in a result, in a few words. */
export function reasonText({ how, edits }: Fit, kind: MatchKind, matched: string, distanceM: number | null): Text {
  if (how === 'within') return { zh: '在所选范围内', en: 'Within the chosen area' };
  if (how === 'near') {
    const metres = Math.round(distanceM ?? 0);
    return metres === 0 ? { zh: '就在此处', en: 'Right here' } : { zh: `相距 ${metres} 米`, en: `${metres} m away` };
  }
  const way = how === 'fuzzy' ? { zh: `相近,差 ${edits} 处`, en: `similar, ${edits} different` } : ways[how];
  const word = kindWord(kind);
  if (word === null) return { zh: way.zh, en: way.en[0]!.toUpperCase() + way.en.slice(1) };
  return { zh: `${word.zh}“${matched}”${way.zh}`, en: `${word.en} "${matched}": ${way.en}` };
}
