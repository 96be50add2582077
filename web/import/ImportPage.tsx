import { Button, Result, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { DryRunResult, ImportCommit, ImportUpload } from '../../server/exchange/contract.ts';
import { useSession } from '../api/queries.ts';
import { Answer } from '../ui/states.tsx';
import { CheckStep } from './CheckStep.tsx';
import { MappingStep, type Mapping } from './MappingStep.tsx';
import { OptionsStep, type FileOptions } from './OptionsStep.tsx';
import { ResultStep } from './ResultStep.tsx';
import { UploadStep } from './UploadStep.tsx';

/** Where the wizard is, with what has been decided so far. */
type Stage =
  | { step: 'upload' }
  | { step: 'options'; upload: ImportUpload; options: FileOptions | null }
  | { step: 'mapping'; upload: ImportUpload; options: FileOptions; mapping: Mapping | null }
  | { step: 'check'; upload: ImportUpload; options: FileOptions; mapping: Mapping; result: DryRunResult }
  | { step: 'result'; fileName: string; commit: ImportCommit };

const steps = ['upload', 'options', 'mapping', 'check', 'result'] as const;

/** Imports a register of facilities from a spreadsheet: upload, describe, map, dry run, commit. */
export default function ImportPage() {
  const { t } = useTranslation('import');
  const session = useSession();
  return (
    <div style={{ padding: '12px 16px', height: '100%', overflow: 'auto', boxSizing: 'border-box' }}>
      <h1 style={{ fontSize: 18, margin: '0 0 12px' }}>{t('title')}</h1>
      <Answer query={session}>
        {({ user }) => (user && user.role !== 'viewer' ? <Wizard /> : <NotAllowed signedIn={user !== null} />)}
      </Answer>
    </div>
  );
}

function NotAllowed({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation('import');
  const account = useTranslation('account');
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const signIn = () => void navigate({ pathname: '/login', search }, { state: { from: pathname + search } });
  return (
    <Result
      status="403"
      title={t('needsEditor')}
      subTitle={signedIn ? undefined : t('signInFirst')}
      extra={
        signedIn ? undefined : (
          <Button type="primary" onClick={signIn}>
            {account.t('signIn')}
          </Button>
        )
      }
    />
  );
}

function Wizard() {
  const { t } = useTranslation('import');
  const [stage, setStage] = useState<Stage>({ step: 'upload' });
  const restart = () => setStage({ step: 'upload' });
  return (
    <>
      <Steps
        size="small"
        current={steps.indexOf(stage.step)}
        style={{ marginBottom: 16, maxWidth: 900 }}
        items={[
          { title: t('stepUpload') },
          { title: t('stepOptions') },
          { title: t('stepMapping') },
          { title: t('stepCheck') },
          { title: t('stepResult') },
        ]}
      />
      {stage.step === 'upload' && (
        <UploadStep onUploaded={(upload) => setStage({ step: 'options', upload, options: null })} />
      )}
      {stage.step === 'options' && (
        <OptionsStep
          upload={stage.upload}
          initial={stage.options}
          onBack={restart}
          onNext={(options) => setStage({ ...stage, step: 'mapping', options, mapping: null })}
        />
      )}
      {stage.step === 'mapping' && (
        <MappingStep
          upload={stage.upload}
          options={stage.options}
          initial={stage.mapping}
          onBack={() => setStage({ ...stage, step: 'options' })}
          onChecked={(mapping, result) => setStage({ ...stage, step: 'check', mapping, result })}
        />
      )}
      {stage.step === 'check' && (
        <CheckStep
          result={stage.result}
          onBack={() => setStage({ ...stage, step: 'mapping' })}
          onDiscarded={restart}
          onCommitted={(commit) => setStage({ step: 'result', fileName: stage.upload.import.fileName, commit })}
        />
      )}
      {stage.step === 'result' && <ResultStep fileName={stage.fileName} commit={stage.commit} onAnother={restart} />}
    </>
  );
}
