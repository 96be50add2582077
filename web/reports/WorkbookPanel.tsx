import { Button, Card, Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../gis-data/catalogue/index.ts';
import { useDivisions } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useAbortable } from '../import/use-abortable.ts';
import { Data } from '../ui/Data.tsx';
import { offerFile } from '../ui/offer-file.ts';
import { Working } from '../ui/Working.tsx';
import { fetchWorkbook, useInstallationKey } from './workbook-queries.ts';

/** Makes the proving workbook of the city or a county on the date in view, and tells the key that signs it. */
export function WorkbookPanel() {
  const { t } = useTranslation('workbook');
  const id = useId();
  const [{ asOf }] = useView();
  const counties = useDivisions('county', asOf).data?.items ?? [];
  const [county, setCounty] = useState('');
  const [lang, setLang] = useState<Language>(useLanguage());
  const [made, setMade] = useState<string | null>(null);
  const request = useAbortable();

  async function make() {
    setMade(null);
    const file = await request.run((signal) => fetchWorkbook({ asOf, county: county || null, lang }, signal));
    if (!file) return;
    offerFile(file.content, file.name);
    setMade(file.name);
  }

  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('make.title')}</h2>}>
      <p className="quiet">{t('make.help')}</p>
      <div className="report-choices">
        <label htmlFor={`${id}-area`}>{t('make.area')}</label>
        <Select
          id={`${id}-area`}
          value={county}
          onChange={setCounty}
          options={[
            { value: '', label: t('make.wholeCity') },
            ...counties.map(({ code, name }) => ({ value: code, label: <Data>{name}</Data> })),
          ]}
        />
        <span>{t('make.language')}</span>
        <Segmented<Language>
          aria-label={t('make.language')}
          value={lang}
          onChange={setLang}
          options={[
            { value: 'zh', label: t('make.chinese') },
            { value: 'en', label: t('make.english') },
          ]}
        />
      </div>
      {request.running ? (
        <Working label={t('make.running')} onStop={request.stop} />
      ) : (
        <Button type="primary" onClick={() => void make()} data-testid="make-workbook">
          {t('make.start')}
        </Button>
      )}
      {request.error !== null && <ProblemAlert error={request.error} />}
      {made !== null && (
        <p role="status" data-testid="workbook-made" style={{ marginTop: 12 }}>
          {t('make.made')} <Data>{made}</Data>
        </p>
      )}
      <InstallationKeyView />
    </Card>
  );
}

function InstallationKeyView() {
  const { t } = useTranslation('workbook');
  const { data: key } = useInstallationKey();
  if (!key) return null;
  const download = () => offerFile(new Blob([key.publicKey], { type: 'application/x-pem-file' }), 'public-key.pem');
  return (
    <div style={{ marginTop: 16 }}>
      <div>{t('make.key')}</div>
      <code style={{ overflowWrap: 'anywhere' }}>{key.fingerprint}</code>
      <p className="quiet">{t('make.keyHelp')}</p>
      <Button size="small" onClick={download}>
        {t('make.keyDownload')}
      </Button>
    </div>
  );
}
