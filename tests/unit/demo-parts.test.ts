import { describe, expect, it } from 'vitest';
import { toPlane, toPosition } from '../../scripts/demo/plane.ts';
import { randomStream } from '../../server/random.ts';
import { shareOut, sum } from '../../scripts/demo/shares.ts';

describe('randomStream', () => {
  const draw = (seed: number, subject: string) => {
    const random = randomStream(seed, subject);
    return Array.from({ length: 5 }, () => random.next());
  };

  it('repeats itself for a seed and subject, and differs for another of either', () => {
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });

  it('is spread evenly over the integers asked for, both ends included', () => {
    const random = randomStream(7, 'dice');
    const counts = new Map<number, number>();
    for (let i = 0; i < 6000; i++) {
      const n = random.integer(1, 6);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = randomStream(3, 'cards').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });
});

describe('shareOut', () => {
  it('gives whole shares by largest remainder that sum to the total', () => {
    expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareOut(7, [5, 3, 2])).toEqual([4, 2, 1]);
    expect(sum(shareOut(3_216_053, [0.3, 1.7, 2.2, 9.1]))).toBe(3_216_053);
  });

  it('passes what a cap keeps from one entry on to the others', () => {
    expect(shareOut(10, [8, 1, 1], [4, 10, 10])).toEqual([4, 3, 3]);
  });

  it('refuses a total that the caps cannot hold', () => {
    expect(() => shareOut(10, [1, 1], [4, 4])).toThrow(RangeError);
  });
});

describe('the local plane', () => {
  it('goes there and back to a metre', () => {
    expect(toPosition(toPlane([117.93912, 40.97634]))).toEqual([117.93912, 40.97634]);
  });
});
