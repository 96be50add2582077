import { expect, test } from 'vitest';
import { readView, viewAddress, type View } from '../../web/field/app/view.ts';

test('an address brings back the view, whatever the ids hold', () => {
  const views: View[] = [
    { name: 'areas' },
    { name: 'prepare' },
    { name: 'account' },
    { name: 'outbox' },
    { name: 'area', areaId: 'l1.l2' },
    { name: 'marker', areaId: 'l/1#', markerId: 'm 1/2' },
    { name: 'review' },
    { name: 'case', areaId: 'l/1#', caseId: 'c1' },
  ];
  expect(views.map((view) => readView(viewAddress(view)))).toEqual(views);
});

test('a malformed address is the list of areas', () => {
  for (const hash of ['', '#', '#/', '#/nonsense', '#/area', '#/area/%E0%A4%A', '#/marker/x'])
    expect(readView(hash)).toEqual({ name: 'areas' });
});
