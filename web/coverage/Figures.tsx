import { Tooltip } from 'antd';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoverageArea, CoverageReport } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatNumber } from '../ui/format.ts';
import type { AdministrativeCount } from './areas.ts';
import { CountDelta, Delta } from './Delta.tsx';
import { People, ShareDelta } from './PeopleBar.tsx';

export interface FiguresProps {
  report: CoverageReport;
  before: CoverageArea;
  after: CoverageArea;
  administrative: { before: AdministrativeCount; after: AdministrativeCount };
}

function Row({
  label,
  help,
  marked,
  children,
}: {
  label: string;
  help?: string;
  marked?: boolean;
  children: ReactNode;
}) {
  return (
    <tr className={marked ? 'figures-asked' : undefined}>
      <th scope="row">
        {help ? (
          <Tooltip title={help}>
            <span className="explained" tabIndex={0}>
              {label}
            </span>
          </Tooltip>
        ) : (
          label
        )}
      </th>
      <td>{children}</td>
    </tr>
  );
}

/** The same share at the speeds always compared, at the asked one, and as the crow flies. */
function Comparison({ report, before, after }: FiguresProps) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const asked = report.question.speedMps;
  return (
    <table className="figures-table">
      <caption>{t('comparison.title')}</caption>
      <tbody>
        {after.atSpeeds.map(({ speedMps, population60 }, i) => (
          <Row
            key={speedMps}
            label={t('comparison.speed', { speed: formatNumber(speedMps, language, 2) })}
            marked={speedMps === asked}
          >
            <span data-figure={`speed-${speedMps}`} data-value={population60.covered}>
              <ShareDelta before={before.atSpeeds[i]!.population60} after={population60} />
            </span>
          </Row>
        ))}
        <Row label={t('comparison.straight')} help={t('comparison.straightHelp')}>
          <em className="upper-bound">{t('comparison.upperBound')}</em>{' '}
          <span data-figure="straight" data-value={after.straightLine.covered}>
            <ShareDelta before={before.straightLine} after={after.straightLine} />
          </span>
        </Row>
      </tbody>
    </table>
  );
}

/** Townships that have a facility beside people who reach one: planners need to see where the two disagree. */
function Sides({ before, after, administrative }: FiguresProps) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const shown = ({ yes, unknown, all }: AdministrativeCount) =>
    `${formatNumber(yes, language)}${unknown > 0 ? `–${formatNumber(yes + unknown, language)}` : ''} / ${formatNumber(all, language)}`;
  return (
    <table className="figures-table">
      <caption>{t('sides.title')}</caption>
      <tbody>
        <Row label={t('sides.administrative')} help={t('sides.administrativeHelp')}>
          <span data-figure="administrative" data-value={administrative.after.yes}>
            <Delta before={shown(administrative.before)} after={shown(administrative.after)} />
          </span>
        </Row>
        <Row label={t('sides.people')} help={t('sides.peopleHelp')}>
          <ShareDelta before={before.population60} after={after.population60} />
        </Row>
        <Row label={t('sides.crossCounty')} help={t('sides.crossCountyHelp')}>
          <CountDelta before={before.crossCounty60} after={after.crossCounty60} /> {t('people')}
        </Row>
        <Row label={t('sides.edge')} help={t('sides.edgeHelp')}>
          <CountDelta before={before.edge60} after={after.edge60} /> {t('people')}
        </Row>
      </tbody>
    </table>
  );
}

/** The figures of the city, with what edits would make of them. */
export const Figures = memo(function Figures(props: FiguresProps) {
  const { t } = useTranslation('coverage');
  const { before, after } = props;
  return (
    <div className="figures" data-testid="figures">
      <People title={t('people60')} before={before.population60} after={after.population60} group="60" />
      <People title={t('people80')} before={before.population80} after={after.population80} group="80" />
      <Comparison {...props} />
      <Sides {...props} />
    </div>
  );
});
