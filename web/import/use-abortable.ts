import { useEffect, useRef, useState } from 'react';

interface Abortable {
  running: boolean;
  error: unknown;
  /** Runs a request that `stop` ends; resolves to `null` when it failed or was stopped. */
  run<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  stop(): void;
}

/** A request of which one at a time runs, that can be stopped and that ends with the component. */
export function useAbortable(): Abortable {
  const controller = useRef<AbortController | null>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => () => controller.current?.abort(), []);

  async function run<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    controller.current?.abort();
    const own = new AbortController();
    controller.current = own;
    setRunning(true);
    setError(null);
    try {
      return await request(own.signal);
    } catch (failure) {
      if (!own.signal.aborted) setError(failure);
      return null;
    } finally {
      if (controller.current === own) setRunning(false);
    }
  }

  return { running, error, run, stop: () => controller.current?.abort() };
}
