import { useCallback, useRef } from 'react';

/** A handler whose identity stays while what it does follows the rendering: children that take it need not render anew. */
export function useEvent<Arguments extends unknown[], Result>(
  handler: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const latest = useRef(handler);
  latest.current = handler;
  return useCallback((...args: Arguments) => latest.current(...args), []);
}
