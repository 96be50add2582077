import { PictureOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { photoKinds, type UploadedPhoto } from '../../server/field-sync/contract.ts';
import { api } from '../api/client.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';

const upload = (file: File) => api<UploadedPhoto>('/api/v1/field-photos', { method: 'POST', body: file });

/** Gives pictures of this machine to the server, one after the other; the first that is refused is named with its reason. */
export function PhotoPicker({ onStored }: { onStored(hashes: readonly string[]): Promise<void> | void }) {
  const { t } = useTranslation('boundary');
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ name: string | null; error: unknown } | null>(null);

  async function take(files: readonly File[]) {
    setBusy(true);
    setRefusal(null);
    const stored: string[] = [];
    let name: string | null = null;
    try {
      for (const file of files) {
        name = file.name;
        stored.push((await upload(file)).sha256);
      }
      name = null;
    } catch (error) {
      setRefusal({ name, error });
    }
    try {
      if (stored.length > 0) await onStored(stored);
    } catch (error) {
      setRefusal({ name: null, error });
    }
    setBusy(false);
  }

  return (
    <div className="photo-picker">
      <input
        ref={input}
        type="file"
        // Forms of Ant Design show files' inputs, `hidden` or not.
        style={{ display: 'none' }}
        multiple
        accept={photoKinds.join(',')}
        data-testid="photo-input"
        onChange={({ target }) => {
          void take([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <Button size="small" icon={<PictureOutlined />} loading={busy} onClick={() => input.current?.click()}>
        {t('photos.add')}
      </Button>
      {refusal && (
        <div data-testid="photo-refused">
          {refusal.name !== null && <Data>{refusal.name}</Data>}
          <ProblemAlert error={refusal.error} />
        </div>
      )}
    </div>
  );
}
