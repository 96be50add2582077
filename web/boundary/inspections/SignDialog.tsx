import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';
import { isSignature, pathOf, type Strokes } from '../../ui/signature.ts';
import { SignaturePad } from '../../ui/SignaturePad.tsx';
import { newEntryKey, type Side, type SignedEntry } from './case-file.ts';
import { entryWith, useAppend, withOffset } from './queries.ts';

/** Signs records for one side: a drawn signature, the account, the time, and the hash of what is signed. */
export function SignDialog({
  file,
  entries,
  side,
  account,
  numberOf,
  onClose,
  onSigned,
}: {
  file: CaseFile;
  entries: readonly SignedEntry[];
  side: Side;
  account: string;
  numberOf(markerId: string): string;
  onClose(): void;
  onSigned(): void;
}) {
  const { t } = useTranslation('boundary');
  const append = useAppend();
  const [strokes, setStrokes] = useState<Strokes>([]);
  // A second click, or sending it again after a lost answer, is the same signature: with its key, drawing and time.
  const [signature, setSignature] = useState<{ key: string; signedAt: Date } | null>(null);
  const draw = (drawn: Strokes) => {
    setStrokes(drawn);
    setSignature(null);
  };
  async function sign() {
    const { key, signedAt } = signature ?? { key: newEntryKey(), signedAt: new Date() };
    setSignature({ key, signedAt });
    await append.mutateAsync({
      caseId: file.id,
      entry: entryWith(
        {
          kind: 'signature',
          of: entries.map(({ key }) => key),
          contentHashes: entries.map(({ contentHash }) => contentHash),
          side,
          drawing: pathOf(strokes),
          signedAt: withOffset(signedAt),
        },
        key,
        signedAt,
      ),
    });
    onSigned();
  }
  return (
    <Modal
      open
      title={t('sign.title')}
      width={600}
      okText={t('sign.action')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: !isSignature(strokes), loading: append.isPending }}
      onOk={() => void sign().catch(() => undefined)}
      onCancel={onClose}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <Alert type="info" title={t('sign.meaning', { side: t(`sign.${side}`) })} />
      <p>
        {t('sign.account')} <Data>{account}</Data>
      </p>
      <ul className="sign-list" data-testid="sign-list">
        {entries.map(({ key, contentHash, content }) => (
          <li key={key}>
            <Data>{numberOf(content.markerId)}</Data> <code title={contentHash}>{contentHash.slice(0, 16)}…</code>
          </li>
        ))}
      </ul>
      <SignaturePad label={t('sign.pad')} strokes={strokes} onChange={draw}>
        <span className="quiet">{t('sign.padHelp')}</span>
        <Button size="small" disabled={strokes.length === 0} onClick={() => draw([])}>
          {t('sign.clear')}
        </Button>
      </SignaturePad>
    </Modal>
  );
}
