import { useEffect, useState } from 'react';
import { api, ProblemError } from '../../api/client.ts';
import type { Session } from '../../api/queries.ts';

const storageKey = 'yzt-field-account';

/** Who works with this device: signed in now, or the last one who was, while the server cannot be asked. */
export interface FieldAccount {
  id: string;
  name: string;
  confirmed: boolean;
}

/** @returns undefined until it is known */
export function useAccount(): { account: FieldAccount | null | undefined; ask(): void } {
  const [account, setAccount] = useState<FieldAccount | null | undefined>();
  const ask = () => {
    api<Session>('/api/v1/session')
      .then(({ user }) => {
        if (user) localStorage.setItem(storageKey, JSON.stringify({ id: user.id, name: user.name }));
        else localStorage.removeItem(storageKey);
        setAccount(user && { id: user.id, name: user.name, confirmed: true });
      })
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        const stored = localStorage.getItem(storageKey);
        setAccount(
          stored === null ? null : { ...(JSON.parse(stored) as { id: string; name: string }), confirmed: false },
        );
      });
  };
  useEffect(ask, []);
  return { account, ask };
}

export const signIn = (username: string, password: string) =>
  api('/api/auth/sign-in/username', { method: 'POST', body: { username, password } });
export const signOut = () => api('/api/auth/sign-out', { method: 'POST', body: {} });

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
