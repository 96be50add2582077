import { UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import type { OutboxFile, OutboxImport } from '../../../server/field-sync/contract.ts';
import { api } from '../../api/client.ts';
import { useSession } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';

/** What is read of a file before the server has looked at it. */
type Read = Record<string, unknown> & Partial<Pick<OutboxFile, 'account' | 'part' | 'parts'>>;

/** The document of a file, or null where it is none. */
function readAs(content: string): Read | null {
  try {
    const document: unknown = JSON.parse(content);
    return typeof document === 'object' && document !== null && !Array.isArray(document) ? (document as Read) : null;
  } catch {
    return null;
  }
}

/** Takes in what a phone exported because it found no network, and says what became of each thing in it. */
export function OutboxFileImport() {
  const { t } = useTranslation('boundary');
  const client = useQueryClient();
  const own = useSession().data?.user?.username ?? '';
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; document: Read | null } | null>(null);
  const [answer, setAnswer] = useState<OutboxImport | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const account = file?.document?.account ?? null;
  const isAnothers = account !== null && account !== own;

  async function give(document: Read) {
    setBusy(true);
    setError(null);
    try {
      setAnswer(await api<OutboxImport>('/api/v1/field-sync/import', { method: 'POST', body: document }));
      await client.invalidateQueries();
    } catch (refusal) {
      setError(refusal as Error);
    }
    setBusy(false);
  }
  async function take(chosen: File) {
    const document = readAs(await chosen.text());
    setAnswer(null);
    setError(null);
    setFile({ name: chosen.name, document });
    if (document && (document.account ?? own) === own) await give(document);
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        data-testid="outbox-file"
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void take(chosen);
          target.value = '';
        }}
      />
      <Button icon={<UploadOutlined />} title={t('outboxFile.help')} onClick={() => input.current?.click()}>
        {t('outboxFile.action')}
      </Button>
      <Modal
        open={file !== null}
        title={t('outboxFile.action')}
        okText={t('outboxFile.go')}
        cancelText={t('form.cancel')}
        okButtonProps={{ hidden: !isAnothers || answer !== null, loading: busy }}
        onOk={() => file?.document && void give(file.document)}
        onCancel={() => setFile(null)}
        loading={busy}
      >
        <p>
          <Data>{file?.name}</Data>{' '}
          {file?.document?.parts !== undefined &&
            t('outboxFile.part', { part: file.document.part, parts: file.document.parts })}
        </p>
        {file?.document === null && <Alert type="error" title={t('outboxFile.notJson', { name: file.name })} />}
        {isAnothers && answer === null && <Alert type="warning" title={t('outboxFile.whose', { account, own })} />}
        {error && <ProblemAlert error={error} />}
        {answer && <Outcome answer={answer} />}
      </Modal>
    </>
  );
}

function Outcome({ answer: { outcomes, photos } }: { answer: OutboxImport }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const counted = (rows: readonly { status: string; repeated: boolean }[]) => {
    const stored = rows.filter(({ status }) => status === 'stored');
    return { count: stored.length, repeated: stored.filter(({ repeated }) => repeated).length };
  };
  const open = [
    ...outcomes.filter(({ status }) => status !== 'stored'),
    ...photos.filter(({ status }) => status === 'refused').map(({ sha256, reason }) => ({ key: sha256, reason })),
  ];
  const missing = photos.filter(({ status }) => status === 'missing').length;
  return (
    <div data-testid="outbox-imported">
      <p>{t('outboxFile.stored', counted(outcomes))}</p>
      {photos.length > 0 && <p>{t('outboxFile.photos', counted(photos))}</p>}
      {missing > 0 && <p>{t('outboxFile.missing', { count: missing })}</p>}
      {open.length > 0 && (
        <>
          <Alert type="warning" title={t('outboxFile.open', { count: open.length })} />
          <ul>
            {open.map(({ key, reason }) => (
              <li key={key}>
                <code>{key.slice(0, 8)}</code> {reason && text(reason)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
