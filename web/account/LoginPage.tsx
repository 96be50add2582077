import { Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from '../api/queries.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useSignIn, type Credentials } from './queries.ts';

/** Page to return to after signing in; only a path of this application. */
export function returnPath(state: unknown): string {
  const from = (state as { from?: unknown } | null)?.from;
  return typeof from === 'string' && from.startsWith('/') && !from.startsWith('//') ? from : '/';
}

/** Signs in with user name and password and goes back to where the user came from. */
export default function LoginPage() {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const { state, search } = useLocation();
  const user = useSession().data?.user;
  const signIn = useSignIn();
  const goOn = () => void navigate(state ? returnPath(state) : { pathname: '/', search }, { replace: true });

  return (
    <div style={{ display: 'grid', placeItems: 'start center', padding: '8vh 16px' }}>
      <Card
        title={<h1 style={{ fontSize: 16, margin: 0 }}>{t('signInTitle')}</h1>}
        style={{ width: 380, maxWidth: '100%' }}
      >
        {user ? (
          <>
            <p>{t('signedInAs', { name: user.name })}</p>
            <Button type="primary" onClick={goOn}>
              {t('goOn')}
            </Button>
          </>
        ) : (
          <>
            <p style={{ marginTop: 0 }}>{t('signInHelp')}</p>
            {signIn.error && <ProblemAlert error={signIn.error} />}
            <Form<Credentials>
              layout="vertical"
              requiredMark={false}
              onFinish={(values) => signIn.mutate(values, { onSuccess: goOn })}
            >
              <Form.Item
                name="username"
                label={t('username')}
                rules={[{ required: true, message: t('usernameRequired') }]}
              >
                <Input autoComplete="username" autoFocus />
              </Form.Item>
              <Form.Item
                name="password"
                label={t('password')}
                rules={[{ required: true, message: t('passwordRequired') }]}
              >
                <Input.Password autoComplete="current-password" />
              </Form.Item>
              <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
                {t('signIn')}
              </Button>
            </Form>
          </>
        )}
      </Card>
    </div>
  );
}
