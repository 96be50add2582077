import { Button, Result } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportCommit } from '../../server/exchange/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { UndoDialog } from '../changes/UndoDialog.tsx';
import { formatNumber } from '../ui/format.ts';

interface ResultStepProps {
  fileName: string;
  commit: ImportCommit;
  onAnother(): void;
}

/** The import is in: where it can be seen, and how it is undone. */
export function ResultStep({ fileName, commit, onAnother }: ResultStepProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const [, change] = useView();
  const [undoing, setUndoing] = useState(false);
  const [undone, setUndone] = useState(false);
  return (
    <>
      <Result
        status={undone ? 'info' : 'success'}
        data-testid="import-result"
        title={undone ? t('undoneTitle') : t('done', { total: formatNumber(commit.rows, language) })}
        subTitle={undone ? undefined : t('doneHelp', { seq: formatNumber(commit.seq, language) })}
        extra={[
          <Button key="another" type="primary" onClick={onAnother}>
            {t('another')}
          </Button>,
          <Button key="open" onClick={() => change({}, { pathname: `/changes/${commit.changeSet.id}` })}>
            {t('openChangeSet')}
          </Button>,
          !undone && (
            <Button key="undo" danger onClick={() => setUndoing(true)}>
              {t('undo')}
            </Button>
          ),
        ]}
      />
      {undoing && (
        <UndoDialog
          changeSetId={commit.changeSet.id}
          title={fileName}
          onClose={() => setUndoing(false)}
          onUndone={() => setUndone(true)}
        />
      )}
    </>
  );
}
