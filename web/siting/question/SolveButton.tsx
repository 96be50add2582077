import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from '../../api/queries.ts';
import { usePermissions } from '../../facilities/queries.ts';
import type { Missing } from '../question.ts';

/** Has the question solved; asks a visitor to sign in first. */
export function SolveButton({
  missing,
  disabled = false,
  running,
  again,
  onSolve,
}: {
  missing: Missing | null;
  /** Whether something else is missing, which is said beside the button. */
  disabled?: boolean;
  running: boolean;
  /** Whether the question was changed since it was last answered. */
  again: boolean;
  onSolve(): void;
}) {
  const { t } = useTranslation('siting');
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const session = useSession().data;
  const { mayWrite } = usePermissions();
  if (session && session.user === null)
    return (
      <Alert
        type="info"
        showIcon
        title={t('solve.signIn')}
        action={
          <Button
            size="small"
            type="primary"
            onClick={() => void navigate({ pathname: '/login', search }, { state: { from: pathname + search } })}
          >
            {t('solve.toSignIn')}
          </Button>
        }
      />
    );
  if (session && !mayWrite) return <Alert type="info" showIcon title={t('solve.notEditor')} />;
  return (
    <>
      {missing && <p className="siting-missing">{t(`missing.${missing}`)}</p>}
      <Button
        type="primary"
        block
        disabled={missing !== null || disabled || !session}
        loading={running}
        onClick={onSolve}
        data-testid="solve"
      >
        {t(running ? 'solve.running' : again ? 'solve.again' : 'solve.solve')}
      </Button>
    </>
  );
}
