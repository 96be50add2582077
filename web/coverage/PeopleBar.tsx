import { useTranslation } from 'react-i18next';
import type { PeopleFigure } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatNumber, formatRange } from '../ui/format.ts';
import { CountDelta, Delta } from './Delta.tsx';

const parts = ['covered', 'unknown', 'uncovered'] as const;

/** Covered, unknown and uncovered people as parts of one bar: full, striped and light. */
function Bar({ figure }: { figure: PeopleFigure }) {
  const all = figure.covered + figure.uncovered + figure.unknown;
  return (
    <div className="people-bar" aria-hidden>
      {all > 0 &&
        parts.map((part) => (
          <i key={part} className={`people-${part}`} style={{ inlineSize: `${(figure[part] / all) * 100}%` }} />
        ))}
    </div>
  );
}

/** The share of people covered, a range where some are unknown; `—` where nobody is counted. */
export function ShareDelta({ before, after }: { before: PeopleFigure; after: PeopleFigure }) {
  const language = useLanguage();
  const shown = (figure: PeopleFigure) => formatRange(figure, 'ratio', language) ?? '—';
  return <Delta before={shown(before)} after={shown(after)} />;
}

interface PeopleProps {
  title: string;
  before: PeopleFigure;
  after: PeopleFigure;
  /** Names the figures for those who look for them in the page. */
  group: '60' | '80';
}

/** People of one age group: the share, the bar and the three counts, with what edits would make of them. */
export function People({ title, before, after, group }: PeopleProps) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const changed = before !== after;
  return (
    <section className={`people people-${group}`} aria-label={title}>
      <header>
        <span>{title}</span>
        <strong className="people-share">
          <ShareDelta before={before} after={after} />
        </strong>
      </header>
      <Bar figure={after} />
      {changed && (
        <div className="people-bar-before" title={t('before')}>
          <Bar figure={before} />
        </div>
      )}
      <ul className="people-counts">
        {(['covered', 'uncovered', 'unknown'] as const).map((part) => (
          <li key={part} data-figure={`${part}${group}`} data-value={after[part]} data-before={before[part]}>
            <i className={`people-key people-${part}`} aria-hidden /> {t(`verdict.${part}`)}{' '}
            <b>
              <CountDelta before={before[part]} after={after[part]} />
            </b>
          </li>
        ))}
      </ul>
      {after.pointsWithoutCount > 0 && (
        <p className="quiet">{t('pointsWithoutCount', { points: formatNumber(after.pointsWithoutCount, language) })}</p>
      )}
    </section>
  );
}
