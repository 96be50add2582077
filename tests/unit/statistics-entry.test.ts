import { describe, expect, it } from 'vitest';
import type { StatisticCell } from '../../server/statistics/contract.ts';
import { readAmount } from '../../web/statistics/amounts.ts';
import { amountsOf, cellKey, changeOf, isStale, noEdits, rebased, typedInto } from '../../web/statistics/entries.ts';
import { isBlock, layOut } from '../../web/statistics/paste.ts';
import { periodEndsUntil } from '../../web/statistics/periods.ts';

describe('a typed figure', () => {
  it.each([
    ['', { value: null }],
    [' 0 ', { value: 0 }],
    ['1,436', { value: 1436 }],
    ['12,345,678.5', { value: 12_345_678.5 }],
    ['１２３', { value: 123 }],
    ['-3', { value: -3 }],
    ['95%', { error: 'percent' }],
    ['95％', { error: 'percent' }],
    ['1,43', { error: 'notNumber' }],
    ['1.2.3', { error: 'notNumber' }],
    ['无', { error: 'notNumber' }],
    ['1e5', { error: 'notNumber' }],
    ['0x10', { error: 'notNumber' }],
  ])('%j is %j', (typed, read) => {
    expect(readAmount(typed)).toEqual(read);
  });
});

describe('a pasted block', () => {
  const names = ['甲市', '乙县', '丙县'];

  it('is told from a single figure', () => {
    expect(isBlock('12\n')).toBe(false);
    expect(isBlock('12\t13')).toBe(true);
    expect(isBlock('12\r\n13\r\n')).toBe(true);
  });

  it('runs from the focused cell, empty cells and all', () => {
    expect(layOut('1\t\r\n3\t4\r\n', { row: 1, column: 2 }, names, 4)).toEqual({
      cells: [
        { row: 1, column: 2, text: '1' },
        { row: 1, column: 3, text: '' },
        { row: 2, column: 2, text: '3' },
        { row: 2, column: 3, text: '4' },
      ],
      outside: [],
    });
  });

  it('loses nothing beyond the edges without saying so', () => {
    const { cells, outside } = layOut('1\t2\n3\t4', { row: 2, column: 3 }, names, 4);
    expect(cells).toEqual([{ row: 2, column: 3, text: '1' }]);
    expect(outside).toEqual(['2', '3', '4']);
  });

  it('follows the names in its first column', () => {
    const { cells, outside } = layOut('区划\t数\n丙县\t7\n丁县\t8\n甲市\t9', { row: 0, column: 1 }, names, 4);
    expect(cells).toEqual([
      { row: 2, column: 1, text: '7' },
      { row: 0, column: 1, text: '9' },
    ]);
    expect(outside).toEqual(['区划', '数', '丁县', '8']);
  });
});

describe('an edit', () => {
  const set = { periodEnd: '2024-12-31', sourceDocument: ' 文 ', statedOn: '2025-01-20' };
  const empty: StatisticCell = { indicatorId: '4', divisionId: 'c1', figure: null, previous: null };
  const figure = {
    id: 's1',
    version: 3,
    periodEnd: '2024-12-31',
    numerator: null,
    denominator: null,
    value: 0.9,
    sourceDocument: '旧文',
    statedOn: null,
    demo: true,
  };
  const stated: StatisticCell = { ...empty, figure };
  const only = (edits: ReturnType<typeof typedInto>) => edits.get(cellKey(empty))!;

  it('makes a new figure, unknown where nothing is typed', () => {
    const edit = only(typedInto(noEdits, empty, 'numerator', '7'));
    expect(changeOf(edit, set)).toEqual({
      type: 'statistic',
      op: 'create',
      id: edit.newId,
      effectiveFrom: '2024-12-31',
      fields: {
        indicatorId: '4',
        divisionId: 'c1',
        periodEnd: '2024-12-31',
        numerator: 7,
        denominator: null,
        value: null,
        sourceDocument: '文',
        statedOn: '2025-01-20',
        demo: false,
      },
    });
  });

  it('corrects a figure against its version, and gives up a share stated without parts', () => {
    const edit = only(typedInto(typedInto(noEdits, stated, 'numerator', '9'), stated, 'denominator', '12'));
    expect(changeOf(edit, set)).toMatchObject({
      op: 'update',
      id: 's1',
      baseVersion: 3,
      fields: { numerator: 9, denominator: 12, value: null, demo: false },
    });
  });

  it('is none once what is registered is typed again', () => {
    const counted: StatisticCell = { ...empty, indicatorId: '6', figure: { ...figure, value: 40 } };
    const edits = typedInto(noEdits, counted, 'value', '41');
    expect(edits.size).toBe(1);
    expect(typedInto(edits, counted, 'value', '40').size).toBe(0);
    const respelt = typedInto(noEdits, counted, 'value', '40.0').get(cellKey(counted))!;
    expect(changeOf(respelt, set)).toBeNull();
  });

  it('keeps what cannot be read as it was typed, and sends nothing of it', () => {
    const edit = only(typedInto(typedInto(noEdits, empty, 'numerator', '七'), empty, 'denominator', '12'));
    expect(edit.typed).toEqual({ numerator: '七', denominator: '12' });
    expect(amountsOf(edit).errors).toEqual([{ part: 'numerator', error: 'notNumber' }]);
    expect(changeOf(edit, set)).toBeNull();
  });

  it('is stale when someone else stated or corrected the figure, until it is put on top of theirs', () => {
    const edits = typedInto(noEdits, empty, 'numerator', '7');
    expect(isStale(only(edits), empty)).toBe(false);
    expect(isStale(only(edits), stated)).toBe(true);
    const mine = only(rebased(edits, only(edits), figure));
    expect(isStale(mine, stated)).toBe(false);
    expect(isStale(mine, { ...stated, figure: { ...figure, version: 4 } })).toBe(true);
    expect(changeOf(mine, set)).toMatchObject({ op: 'update', id: 's1', baseVersion: 3, fields: { numerator: 7 } });
  });
});

describe('periods that can be entered', () => {
  it('have ended by the day, the newest first', () => {
    expect(periodEndsUntil('2026-09-30').slice(0, 4)).toEqual(['2026-09-30', '2026-06-30', '2026-03-31', '2025-12-31']);
    expect(periodEndsUntil('2026-09-29')[0]).toBe('2026-06-30');
  });
});
