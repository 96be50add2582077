import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useSession, type Session } from '../api/queries.ts';
import { DivisionName } from '../facilities/DivisionName.tsx';
import { Data } from '../ui/Data.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import { useSignOut } from './queries.ts';

type SignedIn = NonNullable<Session['user']>;

/** Who is signed in, with role and counties, password and sign-out; or the way to sign in. */
export function AccountMenu() {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const session = useSession();
  if (!session.data) return null;
  if (session.data.user) return <SignedInMenu user={session.data.user} />;
  const signIn = () => void navigate({ pathname: '/login', search }, { state: { from: pathname + search } });
  return pathname === '/login' ? null : (
    <Button size="small" icon={<UserOutlined />} onClick={signIn}>
      {t('signIn')}
    </Button>
  );
}

export default AccountMenu;

function SignedInMenu({ user }: { user: SignedIn }) {
  const { t } = useTranslation('account');
  const [open, setOpen] = useState(false);
  const [changingPassword, setChangingPassword] = useState(false);
  const signOut = useSignOut();
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        content={
          <div style={{ width: 240 }}>
            <div>
              <strong>
                <Data>{user.name}</Data>
              </strong>
            </div>
            <div>
              {t('role')}: {t(`role_${user.role}`)}
            </div>
            <div style={{ marginBottom: 8 }}>
              {t('scope')}: <Scope countyIds={user.countyScope} />
            </div>
            <Button
              block
              style={{ marginBottom: 6 }}
              onClick={() => {
                setOpen(false);
                setChangingPassword(true);
              }}
            >
              {t('changePassword')}
            </Button>
            <Button block loading={signOut.isPending} onClick={() => signOut.mutate()}>
              {t('signOut')}
            </Button>
          </div>
        }
      >
        <Button size="small" icon={<UserOutlined />} aria-haspopup="dialog" aria-expanded={open} data-testid="account">
          <Data>{user.name}</Data> <DownOutlined aria-hidden style={{ fontSize: 10 }} />
        </Button>
      </Popover>
      {changingPassword && <ChangePassword onClose={() => setChangingPassword(false)} />}
    </>
  );
}

/** Counties in which someone may edit. */
export function Scope({ countyIds }: { countyIds: readonly string[] | null }) {
  const { t } = useTranslation('account');
  if (countyIds === null) return <>{t('scopeAll')}</>;
  return (
    <>
      {countyIds.map((id) => (
        <span key={id} style={{ marginInlineEnd: 6 }}>
          <DivisionName id={id} />
        </span>
      ))}
    </>
  );
}
