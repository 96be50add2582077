import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Card, Segmented, Select, Space } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { DocumentFile, DocumentRequest } from '../../server/reports/contract.ts';
import { cancelJob, isOver, useJob } from '../api/jobs.ts';
import { useDivisions, useSession } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { JobState } from '../changes/JobState.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useScenarios } from '../scenarios/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { startDocument } from './queries.ts';

type Format = DocumentRequest['format'];

interface Choices {
  /** Empty: the whole city. */
  divisionId: string;
  /** Empty: none. */
  scenarioId: string;
  lang: Language;
  format: Format;
}

/** Asks for the report of a city or county, shows how far it is, and offers the file. */
export function DocumentPanel() {
  const { t } = useTranslation('reports');
  const [{ asOf }] = useView();
  const [choices, setChoices] = useState<Choices>({
    divisionId: '',
    scenarioId: '',
    lang: useLanguage(),
    format: 'docx',
  });
  const [asked, setAsked] = useState<{ jobId: string; format: Format } | null>(null);
  const start = useMutation({
    mutationFn: () => startDocument(requestOf(choices, asOf)),
    onSuccess: ({ jobId }) => setAsked({ jobId, format: choices.format }),
  });
  const cancel = useMutation({ mutationFn: cancelJob });
  const job = useJob<DocumentFile>(asked?.jobId ?? null);
  const running = start.isPending || (job.data !== undefined && !isOver(job.data.status));
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('document.title')}</h2>}>
      <p className="quiet">{t('document.help')}</p>
      <ChoiceFields choices={choices} onChange={(change) => setChoices({ ...choices, ...change })} />
      <Button type="primary" disabled={running} onClick={() => start.mutate()} data-testid="make-report">
        {t('document.start')}
      </Button>
      {start.error && <ProblemAlert error={start.error} />}
      {job.error && <ProblemAlert error={job.error} />}
      {asked && job.data && <JobState job={job.data} onCancel={() => cancel.mutate(asked.jobId)} />}
      {asked && job.data?.result && <MadeFile file={job.data.result} format={asked.format} />}
    </Card>
  );
}

function requestOf({ divisionId, scenarioId, lang, format }: Choices, asOf: string | null): DocumentRequest {
  return {
    lang,
    format,
    ...(divisionId && { divisionId }),
    ...(scenarioId && { scenarioId }),
    ...(asOf !== null && { asOf }),
  };
}

function ChoiceFields({ choices, onChange }: { choices: Choices; onChange(change: Partial<Choices>): void }) {
  const { t } = useTranslation('reports');
  const [{ asOf }] = useView();
  const counties = useDivisions('county', asOf).data?.items ?? [];
  const signedIn = Boolean(useSession().data?.user);
  const scenarios = useScenarios(signedIn).data?.items ?? [];
  const id = useId();
  return (
    <div className="report-choices">
      <label htmlFor={`${id}-division`}>{t('document.division')}</label>
      <Select
        id={`${id}-division`}
        value={choices.divisionId}
        onChange={(divisionId) => onChange({ divisionId })}
        options={[
          { value: '', label: t('document.wholeCity') },
          ...counties.map((county) => ({ value: county.id, label: <Data>{county.name}</Data> })),
        ]}
      />
      {signedIn && (
        <>
          <label htmlFor={`${id}-scenario`}>{t('document.scenario')}</label>
          <Select
            id={`${id}-scenario`}
            value={choices.scenarioId}
            onChange={(scenarioId) => onChange({ scenarioId })}
            options={[
              { value: '', label: t('document.noScenario') },
              ...scenarios.map((scenario) => ({ value: scenario.id, label: <Data>{scenario.name}</Data> })),
            ]}
          />
        </>
      )}
      <span>{t('document.language')}</span>
      <Segmented<Language>
        aria-label={t('document.language')}
        value={choices.lang}
        onChange={(lang) => onChange({ lang })}
        options={[
          { value: 'zh', label: t('document.chinese') },
          { value: 'en', label: t('document.english') },
        ]}
      />
      <span>{t('document.format')}</span>
      <Segmented<Format>
        aria-label={t('document.format')}
        value={choices.format}
        onChange={(format) => onChange({ format })}
        options={[
          { value: 'docx', label: t('document.docx') },
          { value: 'html', label: t('document.html') },
        ]}
      />
    </div>
  );
}

function MadeFile({ file, format }: { file: DocumentFile; format: Format }) {
  const { t } = useTranslation(['reports', 'common']);
  const language = useLanguage();
  const text = useText();
  const { asOf, snapshot } = file;
  const kilobytes = formatNumber(file.bytes / 1024, language);
  return (
    <div role="status" style={{ marginTop: 12 }}>
      <Space wrap>
        <Button href={file.url} target={format === 'html' ? '_blank' : undefined} data-testid="report-file">
          {format === 'html' ? t('document.openPrint') : t('document.download')}
        </Button>
        <Data>{file.fileName}</Data>
      </Space>
      <p className="quiet">
        {t('document.made', { asOf, snapshot, kilobytes })}
        {file.demo && ` · ${t('common:demo')}`}
        {format === 'html' && <br />}
        {format === 'html' && t('document.printHelp')}
      </p>
      {file.warnings.map((warning) => (
        <Alert key={warning.en} type="warning" showIcon title={text(warning)} />
      ))}
    </div>
  );
}
