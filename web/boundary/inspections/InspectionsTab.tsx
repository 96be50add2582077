import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession, type DivisionCollection } from '../../api/queries.ts';
import { useView } from '../../app/url-state.ts';
import { useBoundaryView } from '../boundary-view.ts';
import { CaseBoard } from './CaseBoard.tsx';
import { CasePage } from './CasePage.tsx';

/** Joint inspections: the board of all cases, or the file of one. They are shown to whoever is signed in. */
export default function InspectionsTab(_: { counties: DivisionCollection }) {
  const { t } = useTranslation('boundary');
  const [, changeView] = useView();
  const [{ caseId }] = useBoundaryView();
  const session = useSession().data;
  if (!session) return null;
  return (
    <div className="inspections">
      {session.user === null ? (
        <Alert
          type="info"
          showIcon
          title={t('case.signIn')}
          action={<Button onClick={() => changeView({}, { pathname: '/login' })}>{t('case.toSignIn')}</Button>}
        />
      ) : caseId === null ? (
        <CaseBoard />
      ) : (
        <CasePage key={caseId} id={caseId} />
      )}
    </div>
  );
}
