import { Alert, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { WhereAnswer, WhereQuestion } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { FindingsList } from '../../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../../changes/IndicatorDeltas.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate, formatNumber } from '../../ui/format.ts';
import type { DeskHandle } from '../SitingDesk.tsx';
import type { Ask, ChangeSiting, Goal } from '../siting-view.ts';
import { Actions, PlanCost, useActionLabel } from './Actions.tsx';
import { Counties } from './Counties.tsx';
import { downloadActions, downloadJson, downloadService, type FileWords } from './downloads.ts';
import { PlanButtons } from './PlanButtons.tsx';
import { Proof } from './Proof.tsx';

interface Header {
  snapshot: string;
  asOf: string;
  demo: boolean;
  network: { name: string; profile: 'walk' | 'car'; demo: boolean };
  findings: WhereAnswer['findings'];
}

/** What the answer rests on: whether the data are made up, whose network it is, of which day. */
export function Provenance({ answer }: { answer: Header }) {
  const { t } = useTranslation(['siting', 'coverage', 'common']);
  const language = useLanguage();
  const { network, demo, asOf } = answer;
  return (
    <p className="provenance">
      {(demo || network.demo) && (
        <Tag color="gold" data-testid="demo">
          {t('common:demo')}
        </Tag>
      )}
      {t('coverage:question.network')}: <Data>{network.name}</Data>
      <span className="quiet">
        {' '}
        · {t(`coverage:profile.${network.profile}`)} · {formatDate(asOf, language)}
      </span>
    </p>
  );
}

/** What the answer leaves out, and why; folded away, since it is the same from question to question. */
export function Omissions({ findings }: Pick<Header, 'findings'>) {
  const { t } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  if (findings.length === 0) return null;
  return (
    <details className="assumptions" data-testid="omissions">
      <summary>{t('answer.omissions', { findings: formatNumber(findings.length, language) })}</summary>
      <ul>
        {findings.map(({ code, message }, i) => (
          <li key={i} data-code={code} data-content="data">
            {text(message)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The answer to "where next": how good it is, whom it reaches, what it does and what that changes. */
export function WherePanel({
  answer,
  question,
  ask,
  desk,
  onChange,
}: {
  answer: WhereAnswer;
  /** What it answers. */
  question: WhereQuestion;
  ask: Ask;
  desk: DeskHandle;
  onChange: ChangeSiting;
}) {
  const { t } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  const actionLabel = useActionLabel();
  const { plan } = answer;
  const words: FileWords = { t, text, language, actionLabel, nameOf: desk.nameOf };
  return (
    <div className="siting-answer" data-testid="where-answer">
      <Proof answer={answer} goal={question.objective as Goal} />
      <Provenance answer={answer} />
      {plan && (
        <PlanButtons
          plan={plan}
          name={t('save.name', { date: answer.asOf })}
          note={t('save.note', {
            goal: t(`goal.${question.objective as Goal}`),
            actions: formatNumber(plan.actions.length, language),
            snapshot: answer.snapshot,
          })}
          files={[
            { key: 'actions', label: t('file.actionsCsv'), save: () => downloadActions(plan, answer, words) },
            { key: 'service', label: t('file.serviceCsv'), save: () => downloadService(answer, words) },
            {
              key: 'json',
              label: t('file.json'),
              save: () => downloadJson({ question, answer }, answer.asOf, words),
            },
          ]}
        />
      )}
      <Omissions findings={answer.findings} />
      {plan && (
        <Tabs
          size="small"
          items={[
            {
              key: 'plan',
              label: t('answer.plan', { actions: formatNumber(plan.actions.length, language) }),
              children: (
                <>
                  <PlanCost plan={plan} />
                  <Actions plan={plan} ask={ask} desk={desk} onChange={onChange} />
                </>
              ),
            },
            { key: 'people', label: t('answer.people'), children: <Counties answer={answer} /> },
            {
              key: 'indicators',
              label: t('answer.indicators'),
              children: (
                <>
                  {!plan.committable && <Alert type="error" showIcon title={t('answer.blocked')} />}
                  <IndicatorDeltas indicators={plan.indicators} compact />
                  <FindingsList findings={plan.findings} />
                </>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}
