import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { TitledData } from '../../changes/TitledData.tsx';
import { newEntryKey, type Side } from './case-file.ts';
import { entryWith, useAppend } from './queries.ts';

/** Notes that one side does not agree with a record; the record stays as it is, and the words stand beside it. */
export function DissentDialog({
  caseId,
  entryKey,
  side,
  number,
  onClose,
}: {
  caseId: string;
  entryKey: string;
  side: Side;
  number: string;
  onClose(): void;
}) {
  const { t } = useTranslation('boundary');
  const append = useAppend();
  const [words, setWords] = useState('');
  // Words that are sent again, as after a lost answer, are noted once; other words are another dissent.
  const [key, setKey] = useState(newEntryKey);
  async function dissent() {
    const content = { kind: 'dissent' as const, of: entryKey, side, words: words.trim() };
    await append.mutateAsync({ caseId, entry: entryWith(content, key) });
    onClose();
  }
  return (
    <Modal
      open
      title={<TitledData title={t('dissent.title')} data={number} />}
      okText={t('dissent.action')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: words.trim() === '', loading: append.isPending }}
      onOk={() => void dissent().catch(() => undefined)}
      onCancel={onClose}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <p>{t('dissent.help')}</p>
      <Input.TextArea
        rows={4}
        maxLength={2000}
        aria-label={t('dissent.words')}
        placeholder={t('dissent.words')}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setKey(newEntryKey());
        }}
      />
    </Modal>
  );
}
