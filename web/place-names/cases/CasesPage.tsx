import { Alert, Button } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useSession } from '../../api/queries.ts';
import { useView } from '../../app/url-state.ts';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import { CaseBoard } from './CaseBoard.tsx';
import { CasePage } from './CasePage.tsx';
import { useCasesView } from './cases-view.ts';
import './cases.css';
import './translations.ts';
import '../styles.css';
import '../translations.ts';

const OpenCase = lazy(() => import('./OpenCase.tsx'));

/** 地名申请与办理: the board of all cases, or one of them. They are shown to whoever is signed in. */
export default function CasesPage() {
  const { t } = useTranslation('namingCases');
  const { id } = useParams();
  const [{ asOf }, changeView] = useView();
  const [{ opening }, change] = useCasesView();
  const session = useSession().data;
  if (!session) return null;
  const { user } = session;
  return (
    <div className="naming-cases page">
      <PlaceNameParts />
      {user === null ? (
        <Alert
          type="info"
          showIcon
          title={t('signIn')}
          action={<Button onClick={() => changeView({}, { pathname: '/login' })}>{t('toSignIn')}</Button>}
        />
      ) : id === undefined ? (
        <CaseBoard user={user} />
      ) : (
        <CasePage key={id} id={id} user={user} />
      )}
      {opening !== null && user !== null && user.role !== 'viewer' && asOf === null && (
        <Suspense fallback={null}>
          <OpenCase opening={opening} onClose={() => change({ opening: null })} />
        </Suspense>
      )}
    </div>
  );
}
