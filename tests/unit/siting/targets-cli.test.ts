import { describe, expect, it } from 'vitest';
import { targetsQuestionOf, type TargetsOptions } from '../../../scripts/commands/siting-targets.ts';

class Usage extends Error {}
const asked = (options: Partial<TargetsOptions>, countyIds: string[] = []) =>
  targetsQuestionOf({ indicator: ['8'], minimise: 'cost', ...options }, countyIds, {
    usage: (message) => new Usage(message),
  });

describe('the options of siting targets', () => {
  it('name targets by indicator, reading and value', () => {
    expect(asked({ indicator: ['8', '3/fullCoverage', '7=0.6', '7/destituteCareHomes=0.7'] }).targets).toEqual([
      { indicatorId: '8', reading: null },
      { indicatorId: '3', reading: 'fullCoverage' },
      { indicatorId: '7', reading: null, value: 0.6 },
      { indicatorId: '7', reading: 'destituteCareHomes', value: 0.7 },
    ]);
    expect(asked({ value: '0.6' }).targets).toEqual([{ indicatorId: '8', reading: null, value: 0.6 }]);
  });

  it('leave what is not asked for to the defaults, and carry what is', () => {
    expect(asked({})).toMatchObject({ minimise: 'cost', limits: {}, alternatives: 3, timeLimitSeconds: 60, seed: 1 });
    const question = asked(
      { actions: 'build, addFunction', county: ['130802'], budget: '5e6', count: '9', pin: ['a'], alternatives: '0' },
      ['d130802'],
    );
    expect(question).toMatchObject({
      actions: ['build', 'addFunction'],
      countyIds: ['d130802'],
      limits: { budgetYuan: 5_000_000, count: 9 },
      pinned: ['a'],
      alternatives: 0,
    });
  });

  it('are refused by their own names', () => {
    const refusal = (options: Partial<TargetsOptions>) => {
      try {
        asked(options);
      } catch (error) {
        if (error instanceof Usage) return error.message;
        throw error;
      }
      return null;
    };
    expect(refusal({ actions: 'demolish' })).toMatch(/^--actions: /);
    expect(refusal({ budget: '' })).toMatch(/^--budget: /);
    expect(refusal({ count: '-1' })).toMatch(/^--count: /);
    expect(refusal({ indicator: ['8=high'] })).toMatch(/^--indicator: /);
    expect(refusal({ asOf: 'tomorrow' })).toMatch(/^--as-of: /);
    expect(refusal({ indicator: ['8', '7'], value: '0.6' })).toMatch(/^--value /);
  });
});
