import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Card, Select, Space, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityGroups, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { readableEndings, recordKinds, type ImportUpload } from '../../server/exchange/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { EarlierImports } from './EarlierImports.tsx';
import { templateAddress, uploadFile } from './queries.ts';
import { SavedMappings } from './SavedMappings.tsx';
import { useAbortable } from './use-abortable.ts';
import { Working } from '../ui/Working.tsx';

interface UploadStepProps {
  onUploaded(upload: ImportUpload): void;
  /** Goes on with a job that was left after its dry run. */
  onResume(id: string): void;
}

/** Takes the file; offers templates and shows what was imported before. */
export function UploadStep({ onUploaded, onResume }: UploadStepProps) {
  const { t } = useTranslation('import');
  const upload = useAbortable();

  async function send(file: File) {
    const answer = await upload.run((signal) => uploadFile(file, signal));
    if (answer) onUploaded(answer);
  }

  return (
    <>
      {upload.error !== null && <ProblemAlert error={upload.error} />}
      {upload.running ? (
        <Working label={t('uploading')} onStop={upload.stop} />
      ) : (
        <div style={{ maxWidth: 900 }}>
          <Upload.Dragger
            accept={readableEndings.join(',')}
            maxCount={1}
            showUploadList={false}
            beforeUpload={(file) => {
              void send(file);
              return false;
            }}
          >
            <p style={{ margin: '8px 0', fontSize: 32 }}>
              <InboxOutlined aria-hidden />
            </p>
            <p>{t('drop')}</p>
            <p style={{ color: 'rgba(0,0,0,0.6)' }}>{t('dropHelp')}</p>
          </Upload.Dragger>
        </div>
      )}
      <Templates />
      <SavedMappings />
      <EarlierImports onResume={onResume} />
    </>
  );
}

function Templates() {
  const { t } = useTranslation('import');
  const text = useText();
  const language = useLanguage();
  const [kind, setKind] = useState<string>(facilityKinds[0].id);
  return (
    <Card size="small" title={t('templates')} style={{ margin: '16px 0', maxWidth: 900 }}>
      <Space wrap>
        <Select
          aria-label={t('templateKind')}
          style={{ width: 260 }}
          showSearch={{ optionFilterProp: 'label' }}
          value={kind}
          onChange={setKind}
          options={[...kindOptions(text), otherRegisters(t, text)]}
        />
        <Button icon={<DownloadOutlined />} href={templateAddress(kind, 'xlsx', language)} download>
          {t('templateXlsx')}
        </Button>
        <Button icon={<DownloadOutlined />} href={templateAddress(kind, 'csv', language)} download>
          {t('templateCsv')}
        </Button>
      </Space>
    </Card>
  );
}

/** All kinds of facility as options, by their group. */
export const kindOptions = (text: ReturnType<typeof useText>) =>
  facilityGroups.map((group) => ({
    label: text(group.label),
    title: text(group.label),
    options: facilityKinds.filter((k) => k.group === group.id).map((k) => ({ value: k.id, label: text(k.label) })),
  }));

/** Registers besides those of facilities, as a group of options. */
export const otherRegisters = (t: (key: 'kindOther') => string, text: ReturnType<typeof useText>) => ({
  label: t('kindOther'),
  title: t('kindOther'),
  options: recordKinds.map(({ id, label }) => ({ value: id, label: text(label) })),
});
