import { useEffect, useState } from 'react';
import type { DueCases } from '../../server/naming-cases/contract.ts';

/**
 * How many place-name cases fall due, as the server tells it while the account is signed in; null before it does. A page
 * that nobody looks at does not listen: a browser holds six connections to a server, for all its pages.
 */
export function useDueCases(signedIn: boolean): DueCases | null {
  const [due, setDue] = useState<DueCases | null>(null);
  useEffect(() => {
    if (!signedIn) return;
    let source: EventSource | null = null;
    const follow = () => {
      source?.close();
      source = null;
      if (document.hidden) return;
      source = new EventSource('/api/v1/events');
      source.addEventListener('namingCases', ({ data }: MessageEvent<string>) => setDue(JSON.parse(data) as DueCases));
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
      setDue(null);
    };
  }, [signedIn]);
  return due;
}
