import { Alert, Button, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ListedAnswer, NamingFinding } from '../../../server/place-names/naming/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import './rules.css';
import './translations.ts';

const verdictTypes = { passes: 'success', review: 'warning', refused: 'error' } as const;
const severityColors = { block: 'red', warn: 'gold', note: 'default' } as const;

/**
 * What the naming rules say of a name, in plain words, each with its clause and how well the clause is known.
 * @param onPick takes an alternative that passes; without it they are only shown
 */
export function Findings({ answer, onPick }: { answer: ListedAnswer; onPick?(text: string): void }) {
  const { t } = useTranslation('namingRules');
  const { verdict, findings, findingsInAll, suggestions, specific, generic } = answer;
  return (
    <section className="naming-findings" data-testid="naming-findings" data-verdict={verdict}>
      <Alert
        type={verdictTypes[verdict]}
        showIcon
        title={t(`verdict.${verdict}`)}
        description={<span data-content="data">{t('parts', { specific, generic: generic ?? t('noGeneric') })}</span>}
      />
      <ul>
        {findings.map((finding, i) => (
          <FindingItem key={i} finding={finding} />
        ))}
      </ul>
      {findingsInAll > findings.length && (
        <p className="quiet">{t('more', { count: findingsInAll - findings.length })}</p>
      )}
      {suggestions.length > 0 && (
        <div data-testid="naming-suggestions">
          <h4>{t('suggestions')}</h4>
          <Space wrap size={6}>
            {suggestions.map(({ text, reason }) => (
              <Suggestion key={text} name={text} reason={reason} onPick={onPick} />
            ))}
          </Space>
        </div>
      )}
    </section>
  );
}

/** One finding: what is wrong, the name that it runs into, and the clause. */
export function FindingItem({ finding }: { finding: NamingFinding }) {
  const { t } = useTranslation('namingRules');
  const text = useText();
  const { rule, severity, message, clause, collision } = finding;
  return (
    <li data-rule={rule} data-severity={severity}>
      <div>
        <Tag color={severityColors[severity]}>{t(`severity.${severity}`)}</Tag>
        <span data-content="data">{text(message)}</span>
      </div>
      {collision && (
        <div className="quiet">
          {t('collision')}
          <Data>{collision.text}</Data> · <Distance metres={collision.distanceM} />
        </div>
      )}
      <div className="quiet">
        <span data-content="data">
          {text(clause.document)} {text(clause.place)}
        </span>
        {clause.standing !== 'known' && <Tag className="naming-standing">{t(`standing.${clause.standing}`)}</Tag>}
      </div>
    </li>
  );
}

function Distance({ metres }: { metres: number | null }) {
  const { t } = useTranslation('namingRules');
  const language = useLanguage();
  if (metres === null) return t('noDistance');
  const distance =
    metres < 1000
      ? t('metres', { value: formatNumber(metres, language) })
      : t('kilometres', { value: formatNumber(metres / 1000, language, 1) });
  return t('distance', { distance });
}

function Suggestion({
  name,
  reason,
  onPick,
}: {
  name: string;
  reason: { zh: string; en: string };
  onPick?(text: string): void;
}) {
  const text = useText();
  const words = (
    <>
      <Data>{name}</Data>
      <span className="quiet" data-content="data">
        {' '}
        {text(reason)}
      </span>
    </>
  );
  return onPick ? (
    <Button size="small" onClick={() => onPick(name)} data-suggestion={name}>
      {words}
    </Button>
  ) : (
    <Tag>{words}</Tag>
  );
}
