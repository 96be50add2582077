import { liveQuery } from 'dexie';
import { useEffect, useState, type DependencyList } from 'react';

/** What a question to the phone's database answers, asked again whenever that changes; undefined at first. */
export function useLive<T>(ask: () => Promise<T>, dependencies: DependencyList): T | undefined {
  const [value, setValue] = useState<T>();
  useEffect(() => {
    const subscription = liveQuery(ask).subscribe(setValue);
    return () => subscription.unsubscribe();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, dependencies);
  return value;
}
