import { useState, type FormEvent } from 'react';
import { signIn, signOut, type FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useWords } from '../app/words.ts';

export function AccountView({ account, onChange }: { account: FieldAccount | null | undefined; onChange(): void }) {
  const { t } = useWords();
  const [refusal, setRefusal] = useState<unknown>(null);
  const act = (work: Promise<unknown>) => {
    setRefusal(null);
    work.then(onChange, setRefusal);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    act(signIn(String(form.get('username')), String(form.get('password'))));
  };
  if (account) {
    return (
      <section className="card">
        <p>
          {account.confirmed
            ? t('account.signedIn', { name: account.name })
            : t('account.expired', { name: account.name })}
        </p>
        <Refusal error={refusal} />
        {account.confirmed && (
          <button type="button" onClick={() => act(signOut())}>
            {t('account.signOut')}
          </button>
        )}
      </section>
    );
  }
  return (
    <section className="card">
      <p>{t('account.needed')}</p>
      <form onSubmit={submit}>
        <label>
          {t('account.username')}
          <input name="username" autoComplete="username" required />
        </label>
        <label>
          {t('account.password')}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <Refusal error={refusal} />
        <button type="submit" className="main">
          {t('account.signIn')}
        </button>
      </form>
    </section>
  );
}
