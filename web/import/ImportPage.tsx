import { Button, Result, Steps as StepBar } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { DryRunResult, ImportCommit, ImportUpload, RowDecisions } from '../../server/exchange/contract.ts';
import { useSession } from '../api/queries.ts';
import { Answer } from '../ui/states.tsx';
import { CheckStep } from './CheckStep.tsx';
import { MappingStep, mappingOf, type Mapping } from './MappingStep.tsx';
import { fileOptionsOf, OptionsStep, type FileOptions } from './OptionsStep.tsx';
import { useCheckedImport } from './queries.ts';
import { ResultStep } from './ResultStep.tsx';
import { UploadStep } from './UploadStep.tsx';

/** Where the wizard is, with what has been decided so far. */
type Stage =
  | { step: 'upload' }
  | { step: 'options'; upload: ImportUpload; options: FileOptions | null; decisions: RowDecisions }
  | { step: 'mapping'; upload: ImportUpload; options: FileOptions; mapping: Mapping | null; decisions: RowDecisions }
  | CheckStage
  | { step: 'result'; fileName: string; commit: ImportCommit };

interface CheckStage {
  step: 'check';
  upload: ImportUpload;
  options: FileOptions;
  mapping: Mapping;
  result: DryRunResult;
  /** Counts the dry runs, so that each is looked at afresh. */
  run: number;
}

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

/** Parameter of the address: the job whose dry run is shown, so that it is found again after a reload. */
const jobParameter = 'import';

/** Begins with a file, or goes on with the job that the address names or that is chosen from the list. */
function Wizard() {
  const [params, setParams] = useSearchParams();
  /** The job that is gone on with; what happens to it later changes the address and not this. */
  const [opened, setOpened] = useState({ id: params.get(jobParameter), times: 0 });
  const earlier = useCheckedImport(opened);
  const name = (id: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (id === null) after.delete(jobParameter);
        else after.set(jobParameter, id);
        return after;
      },
      { replace: true },
    );
  const steps = {
    onJob: name,
    onResume: (id: string) => {
      setOpened({ id, times: opened.times + 1 });
      name(id);
    },
  };
  if (opened.id === null) return <Steps initial={{ step: 'upload' }} {...steps} />;
  return (
    <Answer key={opened.times} query={earlier}>
      {({ upload, result }) => <Steps initial={resumed(upload, result)} {...steps} />}
    </Answer>
  );
}

function resumed(upload: ImportUpload, result: DryRunResult): Stage {
  return {
    step: 'check',
    upload,
    options: fileOptionsOf(result),
    mapping: mappingOf(upload, result),
    result,
    run: 0,
  };
}

interface StepsProps {
  initial: Stage;
  /** The job whose dry run is shown; null: none. */
  onJob(id: string | null): void;
  onResume(id: string): void;
}

function Steps({ initial, onJob, onResume }: StepsProps) {
  const { t } = useTranslation('import');
  const [stage, setStage] = useState(initial);
  const restart = () => {
    setStage({ step: 'upload' });
    onJob(null);
  };
  return (
    <>
      <StepBar
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
        <UploadStep
          onResume={onResume}
          onUploaded={(upload) => setStage({ step: 'options', upload, options: null, decisions: {} })}
        />
      )}
      {stage.step === 'options' && (
        <OptionsStep
          upload={stage.upload}
          initial={stage.options}
          onBack={restart}
          onNext={(options) => {
            const isSameSheet = options.sheet === stage.options?.sheet;
            const decisions = isSameSheet ? stage.decisions : {};
            setStage({ ...stage, step: 'mapping', options, mapping: null, decisions });
          }}
        />
      )}
      {stage.step === 'mapping' && (
        <MappingStep
          upload={stage.upload}
          options={stage.options}
          initial={stage.mapping}
          decisions={stage.decisions}
          onBack={() => setStage({ ...stage, step: 'options' })}
          onChecked={(mapping, result) => {
            setStage({ ...stage, step: 'check', mapping, result, run: 0 });
            onJob(result.importId);
          }}
        />
      )}
      {stage.step === 'check' && (
        <CheckStep
          key={stage.run}
          fileName={stage.upload.import.fileName}
          result={stage.result}
          onBack={(decisions) => {
            const options = { ...stage.options, vocabulary: stage.result.options.vocabulary };
            setStage({ ...stage, step: 'mapping', options, decisions });
          }}
          onChecked={(result) => setStage({ ...stage, result, run: stage.run + 1 })}
          onDiscarded={restart}
          onCommitted={(commit) => {
            setStage({ step: 'result', fileName: stage.upload.import.fileName, commit });
            onJob(null);
          }}
        />
      )}
      {stage.step === 'result' && <ResultStep fileName={stage.fileName} commit={stage.commit} onAnother={restart} />}
    </>
  );
}
