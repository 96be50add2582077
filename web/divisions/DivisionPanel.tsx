import { CloseOutlined } from '@ant-design/icons';
import { Button, Descriptions, Tag, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  countQualities,
  divisionEventKinds,
  divisionTypes,
  facilityKinds,
  facilityStatuses,
} from '../../gis-data/catalogue/index.ts';
import type { IndicatorResult } from '../../server/indicators/contract.ts';
import {
  useDivision,
  useEvidence,
  useFacilityPoints,
  type DivisionRecord,
  type FacilityPointProperties,
} from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import type { Area } from '../map/layers/choropleth.ts';
import { kindColor } from '../map/layers/facilities.ts';
import { Data } from '../ui/Data.tsx';
import { groupBy } from '../ui/group-by.ts';
import { formatDate, formatNumber, formatRange } from '../ui/format.ts';
import { Answer } from '../ui/states.tsx';
import { RowVerdict, VerdictChip } from '../ui/Verdict.tsx';

function Counts({ body }: { body: DivisionRecord['body'] }) {
  const { t } = useTranslation(['divisions', 'common']);
  const text = useText();
  const language = useLanguage();
  const count = (value: number | null, unit: string) =>
    value === null ? <Tag>{t('common:unknown')}</Tag> : `${formatNumber(value, language)}${unit ? ` ${unit}` : ''}`;
  const quality = countQualities.find((each) => each.id === body.countsQuality);
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'population', label: t('population'), children: count(body.population, t('people')) },
          { key: 'households', label: t('households'), children: count(body.households, t('householdsUnit')) },
          { key: 'population60', label: t('population60'), children: count(body.population60, t('people')) },
          { key: 'population80', label: t('population80'), children: count(body.population80, t('people')) },
        ]}
      />
      <p className="quiet">
        {body.countsAsOf && t('countsAsOf', { date: formatDate(body.countsAsOf, language) })}{' '}
        {quality && <Tag>{text(quality.label)}</Tag>}
      </p>
    </>
  );
}

/** What the coloured indicator says about this unit: its figure, and the evidence's verdict with its reason. */
function IndicatorHere({
  divisionId,
  indicator,
  area,
}: {
  divisionId: string;
  indicator: IndicatorResult;
  area: Area | undefined;
}) {
  const { t } = useTranslation('divisions');
  const text = useText();
  const language = useLanguage();
  const [{ asOf }] = useView();
  const row = useEvidence(indicator.id, asOf).data?.rows.find((each) => each.unitId === divisionId);
  if (!area && !row) return null;
  return (
    <section className="indicator-here">
      <h4>{text(indicator.name)}</h4>
      {area && (
        <div className="indicator-here-figure">
          <strong>{formatRange(area, indicator.unit, language) ?? '—'}</strong>
          <span className="quiet">
            {formatNumber(area.numerator, language, 1)} / {formatNumber(area.denominator, language, 1)}
          </span>
          <VerdictChip verdict={area.verdict} />
        </div>
      )}
      {row && (
        <p>
          <span className="quiet">{t('evidence')}</span> <RowVerdict verdict={row.verdict} />{' '}
          <span data-content="data">{text(row.reason)}</span>
        </p>
      )}
    </section>
  );
}

function FacilitiesHere({
  facilities,
  onSelect,
}: {
  facilities: FacilityPointProperties[];
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation(['divisions', 'common']);
  const text = useText();
  const byKind = groupBy(facilities, (facility) => facility.kind);
  if (facilities.length === 0) return <p className="quiet">{t('noFacilities')}</p>;
  return (
    <ul className="facilities-here">
      {facilityKinds
        .filter((kind) => byKind.has(kind.id))
        .map((kind) => {
          const here = byKind.get(kind.id)!;
          const operating = here.filter((facility) => facility.status === 'operating').length;
          return (
            <li key={kind.id}>
              <details open={here.length <= 3}>
                <summary>
                  <i className="kind-dot" style={{ backgroundColor: kindColor.get(kind.id) }} />
                  {text(kind.label)} <strong>{here.length}</strong>{' '}
                  <span className="quiet">{t('operating', { count: operating })}</span>
                </summary>
                <ul>
                  {here.map((facility) => {
                    const status = facilityStatuses.find((each) => each.id === facility.status);
                    return (
                      <li key={facility.id}>
                        <button
                          type="button"
                          className="link"
                          onClick={() => onSelect({ type: 'facility', id: facility.id })}
                        >
                          <Data>{facility.name}</Data>
                        </button>{' '}
                        {facility.status !== 'operating' && (
                          <Tag>{status ? text(status.label) : t('common:unknown')}</Tag>
                        )}
                      </li>
                    );
                  })}
                </ul>
              </details>
            </li>
          );
        })}
    </ul>
  );
}

function Lineage({ record }: { record: DivisionRecord }) {
  const text = useText();
  const language = useLanguage();
  return (
    <Timeline
      items={record.lineage.map((event) => ({
        key: event.id,
        content: (
          <>
            {formatDate(event.effectiveDate, language)}{' '}
            <Tag>{text(divisionEventKinds.find((kind) => kind.id === event.kind)!.label)}</Tag>
            <Data>
              {event.fromNames.join('、')} → {event.toNames.join('、')}
            </Data>{' '}
            <Data className="quiet">{event.document}</Data>
          </>
        ),
      }))}
    />
  );
}

/** The record of one division: counts, what the indicator says of it, its facilities and its lineage. */
export function DivisionPanel({
  id,
  indicator,
  area,
  onSelect,
  onClose,
}: {
  id: string;
  indicator: IndicatorResult | null;
  area: Area | undefined;
  onSelect: (selection: Selection) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['divisions', 'common']);
  const text = useText();
  const [{ asOf }] = useView();
  const points = useFacilityPoints(asOf).data;
  const here = (points?.features ?? [])
    .map((feature) => feature.properties)
    .filter((facility) => facility.townshipId === id || facility.countyId === id);
  return (
    <Answer query={useDivision(id, asOf)}>
      {(record) => (
        <article className="record" data-record={`division:${id}`}>
          <header className="record-header">
            <h3>
              <Data>{record.body.name}</Data>
            </h3>
            <Tag>{text(divisionTypes.find((type) => type.id === record.body.type)!.label)}</Tag>
            <span className="quiet">{record.body.code}</span>
            {record.body.demo && <Tag color="gold">{t('common:demo')}</Tag>}
            <Button
              type="text"
              size="small"
              className="record-close"
              icon={<CloseOutlined />}
              aria-label={t('common:close')}
              onClick={onClose}
            />
          </header>
          {indicator && <IndicatorHere divisionId={id} indicator={indicator} area={area} />}
          <Counts body={record.body} />
          <h4>{t('facilitiesHere')}</h4>
          <FacilitiesHere facilities={here} onSelect={onSelect} />
          {record.lineage.length > 0 && (
            <>
              <h4>{t('lineage')}</h4>
              <Lineage record={record} />
            </>
          )}
        </article>
      )}
    </Answer>
  );
}
