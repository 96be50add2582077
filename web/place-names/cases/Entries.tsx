import { Button, Input, Space, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { namingDocumentKinds, namingSteps } from '../../../gis-data/catalogue/index.ts';
import { namingRules } from '../../../gis-data/naming/rules.ts';
import type { CaseEntryContent, NamingCaseFile } from '../../../server/naming-cases/contract.ts';
import type { Session } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { formatInstant } from '../../changes/instants.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { useAppend } from './queries.ts';
import { writing } from './rights.ts';

/** The append-only file of a case, the newest entry first. */
export function Entries({ file, user }: { file: NamingCaseFile; user: NonNullable<Session['user']> }) {
  const { t } = useTranslation('namingCases');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const mayNote = file.step !== null && writing(user, file.countyId, asOf) === null;
  return (
    <section data-testid="naming-entries" data-entries={file.file.length}>
      {mayNote && <NoteForm id={file.id} />}
      <Timeline
        items={[...file.file].reverse().map(({ key, author, recordedAt, content }) => ({
          key,
          content: (
            <div data-entry={content.kind}>
              <strong>{t(`entry.${content.kind}`)}</strong> <Words content={content} />
              <div className="quiet">
                <Data>{author}</Data> · {formatInstant(recordedAt, language)}
              </div>
            </div>
          ),
        }))}
      />
    </section>
  );
}

/** What an entry says, in a line or two. */
function Words({ content }: { content: CaseEntryContent }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const step = (id: string) => text(namingSteps.find((each) => each.id === id)!.label);
  const on = 'on' in content ? formatDate(content.on, language) : null;
  switch (content.kind) {
    case 'opened':
      return (
        <>
          {on} · <Data>{content.reason}</Data>
        </>
      );
    case 'document': {
      const { kind, title, number } = content.document;
      return (
        <>
          {text(namingDocumentKinds.find((each) => each.id === kind)!.label)} ·{' '}
          <Data>{[title, number].filter(Boolean).join(' · ')}</Data>
        </>
      );
    }
    case 'stepDone':
      return (
        <>
          {step(content.step)} · {on}
          {content.note && (
            <>
              {' · '}
              <Data>{content.note}</Data>
            </>
          )}
          {content.overrides?.map(({ rule, reason }) => (
            <div key={rule}>
              <span data-content="data">{text(namingRules.find(({ id }) => id === rule)?.title ?? rule)}</span>{' '}
              <span className="quiet">{t('overrides')}</span> <Data>{reason}</Data>
            </div>
          ))}
        </>
      );
    case 'returned':
      return (
        <>
          {step(content.step)} · {on} · <Data>{content.reason}</Data>
        </>
      );
    case 'refused':
    case 'withdrawn':
      return (
        <>
          {on} · <Data>{content.reason}</Data>
        </>
      );
    case 'note':
      return <Data>{content.words}</Data>;
    case 'registered':
      return <>{on}</>;
  }
}

function NoteForm({ id }: { id: string }) {
  const { t } = useTranslation('namingCases');
  const append = useAppend(id);
  const [words, setWords] = useState('');
  async function add() {
    await append.mutateAsync({ kind: 'note', words: words.trim() });
    setWords('');
  }
  return (
    <div className="naming-case-note">
      {append.error && <ProblemAlert error={append.error} />}
      <Space.Compact block>
        <Input
          maxLength={2000}
          aria-label={t('entries.note')}
          placeholder={t('entries.note')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button
          disabled={words.trim() === ''}
          loading={append.isPending}
          onClick={() => void add().catch(() => undefined)}
        >
          {t('entries.add')}
        </Button>
      </Space.Compact>
    </div>
  );
}
