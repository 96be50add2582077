import { AimOutlined, DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BurialAnswer, BurialParcel } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { Data } from '../../ui/Data.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { formatAmount, formatDate, formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Omissions } from '../answer/WherePanel.tsx';
import { kindColor } from './burial-layers.ts';

const squareMetresPerSquareKilometre = 1e6;
const secondsPerMinute = 60;

interface PanelProps {
  answer: BurialAnswer;
  /** Id of the parcel that is looked at. */
  chosen: string | null;
  onShow(parcel: BurialParcel): void;
}

/** What is open, what closes the rest, and what each parcel would bring. */
export function BurialPanel({ answer, chosen, onShow }: PanelProps) {
  const { t } = useTranslation(['burial', 'common']);
  const text = useText();
  const language = useLanguage();
  const { admissible, studyAreaM2, missingKinds, parcels } = answer;
  const squareKilometres = (m2: number) => formatNumber(m2 / squareMetresPerSquareKilometre, language, 1);
  const anyDemo = answer.demo || parcels.some(({ demo }) => demo);
  return (
    <div className="siting-answer" data-testid="burial-answer">
      <p className="siting-headline" data-testid="admissible" data-m2={admissible.areaM2}>
        {t(admissible.complete ? 'answer.admissible' : 'answer.notExcluded')}{' '}
        <strong>
          {t('answer.ofArea', {
            area: squareKilometres(admissible.areaM2),
            share: formatAmount(studyAreaM2 === 0 ? 0 : admissible.areaM2 / studyAreaM2, 'ratio', language),
          })}
        </strong>
      </p>
      <p className="provenance">
        {anyDemo && (
          <Tag color="gold" data-testid="demo">
            {t('common:demo')}
          </Tag>
        )}
        <span className="quiet">{formatDate(answer.asOf, language)}</span>
      </p>
      {missingKinds.length > 0 && (
        <Alert
          type="warning"
          showIcon
          data-testid="missing-kinds"
          title={t('answer.missing', {
            kinds: missingKinds.map(({ label }) => text(label)).join(text({ zh: '、', en: ', ' })),
          })}
        />
      )}
      <Omissions findings={answer.findings} />
      <Tabs
        size="small"
        items={[
          {
            key: 'parcels',
            label: t('answer.parcels', { count: parcels.length }),
            children: <Parcels answer={answer} chosen={chosen} onShow={onShow} />,
          },
          {
            key: 'exclusions',
            label: t('answer.exclusions'),
            children: (
              <ul className="burial-clauses" data-testid="exclusions">
                {answer.exclusions.map(({ kind, label, areaM2, clause, confirmed, distanceM }) => (
                  <li key={kind} data-kind={kind}>
                    <i className="burial-swatch" style={{ background: kindColor.get(kind) }} />
                    <strong>{text(label)}</strong> · {t('answer.closed', { area: squareKilometres(areaM2) })}
                    {distanceM > 0 && (
                      <>
                        {' '}
                        · {t('rules.distance')} {formatNumber(distanceM, language)}
                      </>
                    )}
                    <div className="quiet" data-content="data">
                      {text(clause)}
                    </div>
                    {!confirmed && <Tag color="orange">{t('rules.unconfirmed')}</Tag>}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </div>
  );
}

function Parcels({ answer, chosen, onShow }: PanelProps) {
  const { t } = useTranslation('burial');
  const text = useText();
  const language = useLanguage();
  const { parcels } = answer;
  if (parcels.length === 0) return <EmptyState text={t('answer.noParcels')} />;
  return (
    <>
      <Button size="small" icon={<DownloadOutlined />} onClick={() => download(answer, t as never, text)}>
        {t('answer.csv')}
      </Button>
      <ol className="siting-actions" data-testid="parcels" data-count={parcels.length}>
        {parcels.map((parcel) => (
          <li key={`${parcel.layerId}:${parcel.id}`} data-parcel={parcel.id} aria-current={parcel.id === chosen}>
            <div className="siting-action-head">
              <Tag color={parcel.rank === null ? 'default' : 'blue'}>
                {parcel.rank === null ? t('answer.noRank') : t('answer.rank', { rank: parcel.rank })}
              </Tag>
              <strong>
                <Data>{parcel.name ?? parcel.id}</Data>
              </strong>
              <Button
                type="text"
                size="small"
                icon={<AimOutlined />}
                aria-label={t('answer.show')}
                title={t('answer.show')}
                onClick={() => onShow(parcel)}
              />
            </div>
            <div className="quiet">
              {t('answer.left', {
                area: formatNumber(parcel.admissibleM2, language),
                share: formatAmount(parcel.admissibleShare, 'ratio', language),
              })}{' '}
              · {t('answer.plots', { plots: formatNumber(parcel.capacityPlots, language) })}
            </div>
            <div className="quiet">
              <Need parcel={parcel} /> · <Access parcel={parcel} />
            </div>
            <div data-content="data">{text(parcel.explanation)}</div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Need({ parcel: { need } }: { parcel: BurialParcel }) {
  const { t } = useTranslation('burial');
  const language = useLanguage();
  if (!need || need.neededPlots === null) return t('answer.needUnknown');
  const { neededPlots, least, most } = need;
  const plots = (value: number) => formatNumber(value, language);
  const uncertain = least !== null && most !== null && least !== most;
  return (
    <>
      {t('answer.need', { plots: plots(neededPlots) })}
      {uncertain && t('answer.needRange', { least: plots(least), most: plots(most) })}
    </>
  );
}

function Access({ parcel: { access } }: { parcel: BurialParcel }) {
  const { t } = useTranslation('burial');
  const language = useLanguage();
  if (!access || access.meanSeconds === null) return t('answer.noAccess');
  return t('answer.access', {
    profile: t(`answer.${access.profile}`),
    minutes: formatNumber(access.meanSeconds / secondsPerMinute, language),
  });
}

/** Mean way there in whole minutes; null where it is not known. */
function minutesOf({ access }: BurialParcel): number | null {
  const seconds = access?.meanSeconds ?? null;
  return seconds === null ? null : Math.round(seconds / secondsPerMinute);
}

type Words = (key: string) => string;

/** Downloads the parcels as a table; where it came from stands in every row. */
function download(answer: BurialAnswer, t: Words, text: (words: { zh: string; en: string }) => string): void {
  const headings = [
    'rank',
    'name',
    'area',
    'admissible',
    'capacity',
    'needed',
    'meets',
    'adds',
    'minutes',
    'longitude',
    'latitude',
    'explanation',
    'snapshot',
    'asOf',
    'demo',
  ];
  downloadCsv(
    `${t('title')}-${answer.asOf}.csv`,
    headings.map((key) => t(`csv.${key}`)),
    answer.parcels.map((parcel) => [
      parcel.rank,
      parcel.name ?? parcel.id,
      Math.round(parcel.areaM2),
      Math.round(parcel.admissibleM2),
      parcel.capacityPlots,
      parcel.need?.neededPlots ?? null,
      parcel.meetsPlots,
      parcel.addsPlots,
      minutesOf(parcel),
      parcel.at.coordinates[0],
      parcel.at.coordinates[1],
      text(parcel.explanation),
      answer.snapshot,
      answer.asOf,
      t(parcel.demo ? 'csv.yes' : 'csv.no'),
    ]),
  );
}
