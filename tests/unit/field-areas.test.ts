import { expect, test } from 'vitest';
import { mayOpen } from '../../web/field/areas/open-to.ts';

const area = { account: 'id-jia', lineIds: ['l1', 'l2'] };
const team = (lineId: string, ...members: string[]) => ({
  lineId,
  teams: [{ side: 'second' as const, office: '乙局', members }],
});

test('an area on a shared phone opens to the account that took it along, and to the teams of cases of its lines', () => {
  expect(mayOpen(area, [], { id: 'id-jia', username: 'jia' })).toBe(true);
  expect(mayOpen(area, [], { id: 'id-yi', username: 'yi' })).toBe(false);
  expect(mayOpen(area, [team('l2', 'yi')], { id: 'id-yi', username: 'yi' })).toBe(true);
  expect(mayOpen(area, [team('l3', 'yi')], { id: 'id-yi', username: 'yi' })).toBe(false);
  expect(mayOpen(area, [team('l2', 'yi')], null)).toBe(false);
});
