import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BurialAt, ExclusionAt } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Answer } from '../../ui/states.tsx';
import type { Position } from '../geometry-text.ts';
import { useBurialAt } from './queries.ts';

/** Whether burial is open at a place that was clicked, and every clause that closes it. */
export function PlaceCard({ place, asOf, onClose }: { place: Position; asOf: string | null; onClose(): void }) {
  const { t } = useTranslation('burial');
  const language = useLanguage();
  const degrees = place.map((value) => formatNumber(value, language, 5)).join(', ');
  return (
    <div className="siting-card burial-place" data-testid="burial-place">
      <header>
        <strong>{t('at.title')}</strong>
        <CloseButton onClose={onClose} />
      </header>
      <div className="quiet">{degrees}</div>
      <Answer query={useBurialAt(place, asOf)} rows={3}>
        {(found) => <Verdict found={found} />}
      </Answer>
    </div>
  );
}

function Verdict({ found }: { found: BurialAt }) {
  const { t } = useTranslation(['burial', 'common']);
  const text = useText();
  return (
    <div data-verdict={found.verdict}>
      <p>
        <strong>{t(`at.${found.verdict}`)}</strong> {found.demo && <Tag color="gold">{t('common:demo')}</Tag>}
      </p>
      <ul className="burial-clauses">
        {found.exclusions.map((exclusion) => (
          <li key={`${exclusion.layerId}:${exclusion.featureId}`} data-kind={exclusion.kind}>
            <strong>{text(exclusion.label)}</strong> · <Nearness exclusion={exclusion} />
            <div className="quiet" data-content="data">
              {text(exclusion.clause)}
            </div>
            {!exclusion.confirmed && <Tag color="orange">{t('rules.unconfirmed')}</Tag>}
          </li>
        ))}
      </ul>
      {found.missingKinds.length > 0 && (
        <p className="quiet">
          {t('answer.missing', {
            kinds: found.missingKinds.map(({ label }) => text(label)).join(text({ zh: '、', en: ', ' })),
          })}
        </p>
      )}
    </div>
  );
}

function Nearness({ exclusion }: { exclusion: ExclusionAt }) {
  const { t } = useTranslation('burial');
  const language = useLanguage();
  const { featureName, layerName, awayM, distanceM } = exclusion;
  const name = featureName ?? layerName;
  const said =
    awayM === 0
      ? t('at.within', { name })
      : t('at.near', {
          name,
          away: formatNumber(awayM, language),
          distance: formatNumber(distanceM, language),
        });
  return <Data>{said}</Data>;
}
