const firstMs = 1000;
const longestMs = 5 * 60_000;

/**
 * How long to wait before trying again: a random time up to a limit that doubles, so that devices which lost the server at
 * one moment do not come back at one moment ("full jitter", M. Brooker, Exponential Backoff and Jitter, 2015).
 * @param failures in a row, at least 1
 * @param random at least 0, below 1
 */
export function waitMs(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(longestMs, firstMs * 2 ** (failures - 1)));
}
