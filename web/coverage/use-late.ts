import { useEffect, useState } from 'react';

/** True once `waiting` has been true for a second: what comes sooner needs no notice. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return setLate(false);
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waiting && late;
}
