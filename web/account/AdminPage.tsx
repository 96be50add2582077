import { Result, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/queries.ts';
import { Answer } from '../ui/states.tsx';
import { Audit } from './Audit.tsx';
import { Users } from './Users.tsx';

/** Users and audit, for administrators. */
export default function AdminPage() {
  const { t } = useTranslation('account');
  const session = useSession();
  return (
    <Answer query={session}>
      {({ user }) =>
        user?.role === 'administrator' ? (
          <div style={{ padding: '12px 16px', height: '100%', overflow: 'auto', boxSizing: 'border-box' }}>
            <h1 style={{ fontSize: 18, margin: 0 }}>{t('adminTitle')}</h1>
            <Tabs
              items={[
                { key: 'users', label: t('users'), children: <Users /> },
                { key: 'audit', label: t('audit'), children: <Audit /> },
              ]}
            />
          </div>
        ) : (
          <Result status="403" title={t('adminOnly')} />
        )
      }
    </Answer>
  );
}
