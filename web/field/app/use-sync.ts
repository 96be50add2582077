import { useCallback, useEffect, useState } from 'react';
import { database } from '../store/database.ts';
import type { Round } from '../sync/outbox.ts';
import type { FieldAccount } from './session.ts';
import { useLive } from './use-live.ts';

/** What sends is not needed for a start. */
const outbox = async () => (await import('../outbox/outbox.ts')).outbox();

/** What is known of sending what waits on this device. */
export interface Sending {
  /** How the last round went; null before the first. */
  round: Round | null;
  busy: boolean;
  error: unknown;
  /** One round now. */
  send(): void;
}

/** Sends what waits by itself while there is a network and somebody is signed in, and when it is asked to. */
export function useSync(account: FieldAccount | null | undefined, online: boolean): Sending {
  const [round, setRound] = useState<Round | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const waits = useLive(
    // The newest first: it is what waits, if anything does.
    async () =>
      (await database.outboxItems
        .orderBy('order')
        .reverse()
        .filter(({ state }) => state === 'waiting')
        .first()) !== undefined,
    [],
  );
  const sender = online && account?.confirmed ? account.username : null;
  useEffect(() => {
    if (sender === null || waits === undefined) return undefined;
    const stop = new AbortController();
    outbox()
      .then((box) => box.run(stop.signal, setRound))
      .catch(setError);
    return () => stop.abort();
  }, [sender, waits]);
  const send = useCallback(() => {
    setBusy(true);
    setError(null);
    outbox()
      .then((box) => box.sync())
      .then(setRound, setError)
      .finally(() => setBusy(false));
  }, []);
  return { round, busy, error, send };
}
