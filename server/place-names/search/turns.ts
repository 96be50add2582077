import { setImmediate } from 'node:timers/promises';

/** Time after which long work lets other requests have their turn, milliseconds. */
const TURN_MS = 10;

/** Does something for the numbers from 0 up to, not including, `count`; other requests have their turn in between. */
export async function eachInTurns(count: number, work: (at: number) => void): Promise<void> {
  let since = performance.now();
  for (let at = 0; at < count; at++) {
    work(at);
    if (performance.now() - since < TURN_MS) continue;
    await setImmediate();
    since = performance.now();
  }
}

/** Numbers that are sorted at once; the sorted runs are then merged. */
const RUN = 1024;

/** The numbers from 0 up to, not including, `count` in the order of a comparison; other requests have their turn in between. */
export async function sortedInTurns(count: number, compare: (a: number, b: number) => number): Promise<Int32Array> {
  let from = new Int32Array(count);
  let to = new Int32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  await eachInTurns(Math.ceil(count / RUN), (run) => void from.subarray(run * RUN, (run + 1) * RUN).sort(compare));
  for (let width = RUN; width < count; width *= 2) {
    let [left, right, middle, end] = [0, 0, 0, 0];
    await eachInTurns(count, (at) => {
      if (at % (2 * width) === 0) {
        left = at;
        right = middle = Math.min(count, at + width);
        end = Math.min(count, at + 2 * width);
      }
      const takesLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
      to[at] = takesLeft ? from[left++]! : from[right++]!;
    });
    [from, to] = [to, from];
  }
  return from;
}
