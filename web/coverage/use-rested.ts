import { useEffect, useReducer, useRef } from 'react';

/** How long the hand must rest before what is slow to draw follows it, milliseconds. */
export const restMs = 150;

/**
 * The value for what is slow to draw. While something is held in the hand it follows only when the hand rests, so that
 * no frame stands between a drop and its figures; else at once.
 */
export function useRested<T>(value: T, holding: boolean): T {
  const shown = useRef(value);
  const [, follow] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!holding) return;
    const timer = setTimeout(() => {
      shown.current = value;
      follow();
    }, restMs);
    return () => clearTimeout(timer);
  }, [value, holding]);
  if (!holding) shown.current = value;
  return shown.current;
}
