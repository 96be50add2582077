import { Button, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useDivisionGeometry, useSession } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
import { Answer } from '../ui/states.tsx';
import { ComparePage } from './compare/ComparePage.tsx';
import { ScenarioDesk } from './ScenarioDesk.tsx';
import { useScenarioView } from './scenario-view.ts';
import './styles.css';

function SignInFirst() {
  const { t } = useTranslation('scenarios');
  const [, change] = useView();
  return (
    <Result
      title={t('title')}
      subTitle={t('signIn')}
      extra={
        <Button type="primary" onClick={() => change({}, { pathname: '/login' })}>
          {t('toSignIn')}
        </Button>
      }
    />
  );
}

function Workplace() {
  const { id } = useParams<{ id: string }>();
  const [{ compared }] = useScenarioView();
  return (
    <Answer query={useDivisionGeometry('county', null)} rows={12}>
      {(counties) =>
        id === undefined && compared.length > 0 ? (
          <ComparePage counties={counties} ids={compared} />
        ) : (
          <ScenarioDesk counties={counties} id={id ?? null} />
        )
      }
    </Answer>
  );
}

/** 方案: alternatives that a planner builds, looks at, compares and hands to an approver. */
export default function ScenariosPage() {
  return <Answer query={useSession()}>{({ user }) => (user === null ? <SignInFirst /> : <Workplace />)}</Answer>;
}
