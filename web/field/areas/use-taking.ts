import { useEffect, useRef, useState } from 'react';
import type { PrepareProgress, TakeOptions } from './prepare.ts';

/** One fetching of an area: how far it is and why it ended early. It ends when the view is left. */
export function useTaking() {
  const [progress, setProgress] = useState<PrepareProgress | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const run = async (work: (options: Required<TakeOptions>) => Promise<void>) => {
    const { signal } = leaving.current;
    setRefusal(null);
    setProgress({ done: 0, total: 0 });
    try {
      await work({ signal, onProgress: setProgress });
    } catch (error) {
      if (!signal.aborted) setRefusal(error);
    } finally {
      setProgress(null);
    }
  };
  return { progress, refusal, run };
}
