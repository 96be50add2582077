/**
 * Lets callers that wait share one reading: those that come while one is under way share the next, so that nobody is
 * answered with what was read before they came.
 */
export function sharedRead<T>(read: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  return () =>
    (next ??= underWay.then(() => {
      next = null;
      const reading = read();
      underWay = reading.catch(() => undefined);
      return reading;
    }));
}
