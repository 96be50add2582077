import { Button, Card, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TermQuestion, Vocabulary } from '../../server/exchange/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';

interface TermReviewProps {
  questions: readonly TermQuestion[];
  vocabulary: Vocabulary;
  onApply(vocabulary: Vocabulary): void;
}

interface Line extends TermLine {
  key: string;
  question: TermQuestion;
}
type TermLine = TermQuestion['values'][number];

const keyOf = (target: string, value: string) => `${target} ${value}`;

/** Asks once for each value that is no known term which term it stands for. */
export function TermReview({ questions, vocabulary, onApply }: TermReviewProps) {
  const { t } = useTranslation('import');
  const lines = questions.flatMap((question) =>
    question.values.map((line): Line => ({ ...line, key: keyOf(question.target, line.value), question })),
  );
  const [chosen, setChosen] = useState<Record<string, string | null>>(() =>
    Object.fromEntries(lines.map((line) => [line.key, line.term ?? line.suggestion])),
  );
  if (lines.length === 0) return null;

  function apply() {
    const all: Vocabulary = { ...vocabulary };
    for (const { key, question, value } of lines) {
      const terms = { ...all[question.target] };
      const term = chosen[key] ?? null;
      if (term === null) delete terms[value];
      else terms[value] = term;
      all[question.target] = terms;
    }
    onApply(all);
  }

  const isNew = lines.some((line) => (chosen[line.key] ?? null) !== line.term);
  return (
    <Card
      size="small"
      title={t('terms')}
      data-testid="term-review"
      style={{ marginBottom: 8, maxWidth: 1000 }}
      extra={
        <Button type="primary" disabled={!isNew} onClick={apply}>
          {t('applyTerms')}
        </Button>
      }
    >
      <p style={{ marginTop: 0 }}>{t('termsHelp')}</p>
      <TermTable lines={lines} chosen={chosen} onChoose={(line, term) => setChosen({ ...chosen, [line.key]: term })} />
    </Card>
  );
}

interface TermTableProps {
  lines: readonly Line[];
  chosen: Readonly<Record<string, string | null>>;
  onChoose(line: Line, term: string | null): void;
}

function TermTable({ lines, chosen, onChoose }: TermTableProps) {
  const { t } = useTranslation('import');
  const text = useText();
  const language = useLanguage();
  const optionsOf = ({ choices }: TermQuestion) => [
    ...choices.map(({ id, label }) => ({ value: id, label: text(label) })),
    { value: 'unknown', label: t('termUnknown') },
  ];
  return (
    <Table<Line>
      size="small"
      dataSource={[...lines]}
      pagination={lines.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false } : false}
      scroll={{ x: 700 }}
      columns={[
        { title: t('target'), width: 160, render: (_, { question }) => text(question.label) },
        { title: t('termValue'), width: 200, render: (_, { value }) => <Data>{value}</Data> },
        { title: t('termRows'), width: 80, render: (_, { rows }) => formatNumber(rows, language) },
        {
          title: t('term'),
          render: (_, line) => (
            <>
              <Select
                data-content="data"
                aria-label={`${text(line.question.label)} ${line.value}`}
                style={{ width: 200 }}
                allowClear
                placeholder={t('termNone')}
                value={chosen[line.key] ?? undefined}
                onChange={(term: string | undefined) => onChoose(line, term ?? null)}
                options={optionsOf(line.question)}
              />{' '}
              {line.term === null && line.suggestion !== null && chosen[line.key] === line.suggestion && (
                <Tag>{t('termSuggested')}</Tag>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
