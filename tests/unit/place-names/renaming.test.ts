import { expect, test } from 'vitest';
import { blankPlaceName, type PlaceNameBody } from '../../../server/place-names/contract.ts';
import { followUps, takesBackRenaming } from '../../../server/place-names/renaming.ts';

const old: PlaceNameBody = {
  ...blankPlaceName,
  standardName: '旧名镇',
  category: '21500',
  countyId: 'c1',
  namedOn: '1984-05-01',
  otherNames: [{ name: '老集', kind: 'alias', from: null, to: null, pinyin: null, document: null }],
};
const fields = { standardName: '新名镇', approvingDocument: '更名批复' };
const renamed: PlaceNameBody = { ...old, ...fields, ...followUps(old, fields, '2025-01-01') };

test('a renaming is taken back by what was there before it, and by nothing less', () => {
  expect(renamed.otherNames.map(({ name, kind }) => [name, kind])).toEqual([
    ['老集', 'alias'],
    ['旧名镇', 'former'],
  ]);
  expect(takesBackRenaming(renamed, old)).toBe(true);
  expect(takesBackRenaming(renamed, { ...old, otherNames: [] })).toBe(false);
  expect(takesBackRenaming(renamed, { ...old, namedOn: '2026-01-01' })).toBe(false);
  expect(takesBackRenaming(renamed, { ...renamed, standardName: '又一名镇' })).toBe(false);
  expect(takesBackRenaming(old, renamed)).toBe(false);
});
