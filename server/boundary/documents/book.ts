import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryLineItem } from '../contract.ts';
import type { CardContent } from './card-content.ts';
import type { BookTitle } from './card-file.ts';
import { sayIn, wordOf } from './words.ts';

/** The title page of a book of all cards of a line (界桩登记表册). */
export function bookTitle(
  line: BoundaryLineItem,
  cards: readonly CardContent[],
  { language, snapshot, asOf }: { language: Language; snapshot: string; asOf: string },
): BookTitle {
  const say = sayIn(language);
  return {
    title: say('界桩登记表册', 'Book of boundary marker cards'),
    subtitle: line.name,
    marks: [...new Set(cards.flatMap(({ marks }) => marks))],
    facts: [
      [say('界线代码', 'Line code'), line.code],
      [say('级别', 'Level'), wordOf('level', line.level, language)],
      [say('毗邻方', 'Sides'), line.sides.map(({ name }) => name).join(say(' — ', ' – '))],
      [say('界桩', 'Markers'), say(`${cards.length} 颗`, String(cards.length))],
      [say('数据日期', 'As of'), asOf],
      [say('快照', 'Snapshot'), snapshot],
    ],
  };
}
