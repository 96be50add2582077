import { useEffect, useState } from 'react';
import { api, ProblemError } from '../../api/client.ts';
import type { Session } from '../../api/queries.ts';

const storageKey = 'yzt-field-account';

/** Who works with this device: signed in now, or the last one who was, while the server cannot be asked. */
export interface FieldAccount {
  id: string;
  /** What it signs in with; cases name their teams by it, and entries their author. */
  username: string;
  name: string;
  confirmed: boolean;
}

/** The account kept on this device; one kept by an older program lacks the name that it signs in with. */
function storedAccount(): FieldAccount | null {
  const kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Partial<FieldAccount> | null;
  return kept?.username === undefined ? null : { ...(kept as FieldAccount), confirmed: false };
}

const lastKey = 'yzt-field-last-account';

/** Whoever worked with this device last, also when its session has ended meanwhile; null once it signed out. */
export const lastAccount = (): Pick<FieldAccount, 'id' | 'username'> | null =>
  JSON.parse(localStorage.getItem(lastKey) ?? 'null') as Pick<FieldAccount, 'id' | 'username'> | null;

/** Names the key that pictures of whoever works with this device are encrypted with. */
export const keyIdNow = (): string => storedAccount()?.id ?? 'device';

/** @returns undefined until it is known */
export function useAccount(): { account: FieldAccount | null | undefined; ask(): void } {
  const [account, setAccount] = useState<FieldAccount | null | undefined>();
  const ask = () => {
    api<Session>('/api/v1/session')
      .then(({ user }) => {
        const known = user && { id: user.id, username: user.username, name: user.name };
        if (known) {
          localStorage.setItem(storageKey, JSON.stringify(known));
          localStorage.setItem(lastKey, JSON.stringify({ id: known.id, username: known.username }));
        } else localStorage.removeItem(storageKey);
        setAccount(known && { ...known, confirmed: true });
      })
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        setAccount(storedAccount());
      });
  };
  useEffect(() => {
    ask();
    addEventListener('online', ask);
    return () => removeEventListener('online', ask);
  }, []);
  return { account, ask };
}

export const signIn = (username: string, password: string) =>
  api('/api/auth/sign-in/username', { method: 'POST', body: { username, password } });
export async function signOut(): Promise<void> {
  await api('/api/auth/sign-out', { method: 'POST', body: {} });
  localStorage.removeItem(lastKey);
}

/** Whether the device believes to have a network. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const change = () => setOnline(navigator.onLine);
    addEventListener('online', change);
    addEventListener('offline', change);
    return () => {
      removeEventListener('online', change);
      removeEventListener('offline', change);
    };
  }, []);
  return online;
}
