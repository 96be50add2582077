import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, InputNumber, Select, Space } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryMarkerItem, FieldPlan, fieldPlanRequest } from '../../../server/boundary/contract.ts';
import type { z } from 'zod';
import { api, withQuery } from '../../api/client.ts';
import type { DivisionCollection } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { BoundaryDesk, type Focus } from '../BoundaryDesk.tsx';
import { planBounds, useBoundaryView, type BoundaryView } from '../boundary-view.ts';
import { DemoTag } from '../Fields.tsx';
import { useLines, useMarkers } from '../queries.ts';
import { routeOf, walkedKm } from './plan-places.ts';

const path = '/api/v1/field-plans';
const noMarkers: readonly BoundaryMarkerItem[] = [];

type Request = z.input<typeof fieldPlanRequest>;
/** An answer with the question that it answers. */
interface Answered {
  request: Request;
  speedMps: number;
  plan: FieldPlan;
}

function requestOf({ planLineId, planMarkerIds, hours, speedMps, offNetworkM }: BoundaryView): Request | null {
  const common = { mostHoursPerDay: hours, speedMps, mostOffNetworkM: offNetworkM };
  if (planMarkerIds.length > 0) return { ...common, markerIds: [...planMarkerIds] };
  return planLineId === null ? null : { ...common, lineId: planLineId };
}

/** The order in which to visit markers, by day, in a list and on the map. */
export default function PlanTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const [view, change] = useBoundaryView();
  const { mayWrite } = usePermissions();
  const all = useMarkers(asOf).data ?? noMarkers;
  const request = requestOf(view);
  const make = useMutation({
    mutationFn: async (asked: Request): Promise<Answered> => ({
      request: asked,
      speedMps: view.speedMps,
      plan: await api<FieldPlan>(path, { method: 'POST', body: asOf === null ? asked : { ...asked, asOf } }),
    }),
  });
  const answered = make.data;
  const stale = answered && JSON.stringify(answered.request) !== JSON.stringify(request);
  const route = useMemo(() => answered && routeOf(answered.plan), [answered]);
  const { planLineId, planMarkerIds } = view;
  const markers = useMemo(
    () =>
      all.filter(({ id, lineIds }) =>
        planMarkerIds.length > 0 ? planMarkerIds.includes(id) : planLineId === null || lineIds.includes(planLineId),
      ),
    [all, planLineId, planMarkerIds],
  );
  const focus = useMemo(
    (): Focus | null =>
      route?.path ? { key: `plan:${answered!.plan.snapshot}:${route.stops.length}`, place: route.path } : null,
    [route, answered],
  );
  return (
    <BoundaryDesk
      counties={counties}
      lineIds={null}
      markers={markers}
      route={route}
      focus={focus}
      onChoose={({ type, ids }) => {
        if (type === 'marker') change({ tab: 'register', list: 'markers', card: { type, id: ids[0]! } });
      }}
      left={
        <div className="boundary-left" data-testid="plan">
          <PlanForm markers={all} />
          {mayWrite ? (
            <Button
              type="primary"
              disabled={request === null}
              loading={make.isPending}
              onClick={() => make.mutate(request!)}
              data-testid="make-plan"
            >
              {t('plan.make')}
            </Button>
          ) : (
            <Alert type="info" showIcon title={t('plan.signIn')} />
          )}
          {make.error && <ProblemAlert error={make.error} />}
          {stale && <Alert type="info" showIcon title={t('plan.stale')} />}
          {answered ? <Days answered={answered} /> : <p className="quiet">{t('plan.empty')}</p>}
        </div>
      }
      right={null}
    />
  );
}

function PlanForm({ markers }: { markers: readonly BoundaryMarkerItem[] }) {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const [{ planLineId, planMarkerIds, hours, speedMps, offNetworkM }, change] = useBoundaryView();
  const lines = useLines(asOf).data?.items ?? [];
  const options = useMemo(
    () =>
      markers
        .filter(({ lineIds }) => planLineId === null || lineIds.includes(planLineId))
        .map(({ id, number }) => ({ value: id, label: number, title: '' })),
    [markers, planLineId],
  );
  return (
    <div className="plan-form">
      <label className="plan-row">
        <span>{t('plan.line')}</span>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'title' }}
          aria-label={t('plan.line')}
          value={planLineId}
          onChange={(id: string | undefined) => change({ planLineId: id ?? null, planMarkerIds: [] })}
          options={lines.map(({ id, name }) => ({ value: id, title: name, label: <Data>{name}</Data> }))}
        />
      </label>
      <label className="plan-row">
        <span>{t('plan.markers')}</span>
        <Select
          mode="multiple"
          allowClear
          maxTagCount={6}
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('plan.markers')}
          placeholder={t('plan.markersHelp')}
          value={[...planMarkerIds]}
          onChange={(ids: string[]) => change({ planMarkerIds: ids })}
          options={options}
        />
      </label>
      <label className="plan-row">
        <span>{t('plan.hours')}</span>
        <InputNumber<number>
          aria-label={t('plan.hours')}
          min={planBounds.hours.least}
          max={planBounds.hours.most}
          step={0.5}
          value={hours}
          onChange={(value) => value !== null && change({ hours: value })}
        />
      </label>
      <label className="plan-row">
        <span>{t('plan.speed')}</span>
        <InputNumber<number>
          aria-label={t('plan.speed')}
          min={planBounds.speedMps.least}
          max={planBounds.speedMps.most}
          step={0.1}
          value={speedMps}
          onChange={(value) => value !== null && change({ speedMps: value })}
        />
      </label>
      <label className="plan-row">
        <span>{t('plan.mostOffNetwork')}</span>
        <InputNumber<number>
          aria-label={t('plan.mostOffNetwork')}
          min={planBounds.offNetworkM.least}
          max={planBounds.offNetworkM.most}
          step={500}
          value={offNetworkM}
          onChange={(value) => value !== null && change({ offNetworkM: value })}
        />
      </label>
    </div>
  );
}

/** Address of the same plan as a file. */
function fileUrl(
  { markerIds, lineId, mostHoursPerDay, speedMps, mostOffNetworkM }: Request,
  asOf: string | null,
  format: 'gpx' | 'kml',
) {
  const asked = { lineId, markerIds: markerIds?.join(','), mostHoursPerDay, speedMps, mostOffNetworkM };
  return withQuery(path, { ...asked, asOf, format });
}

function Days({ answered: { plan, request, speedMps } }: { answered: Answered }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [, change] = useBoundaryView();
  const km = (seconds: number) => formatNumber(walkedKm(seconds, speedMps), language, 1);
  const minutes = (seconds: number) => t('plan.minutes', { minutes: formatNumber(seconds / 60, language) });
  return (
    <div className="plan-days" data-testid="plan-days" data-days={plan.days.length}>
      <Space wrap>
        <strong>{t('plan.total', { days: plan.days.length, km: km(plan.walkSeconds) })}</strong>
        <DemoTag demo={plan.demo} />
        {(['gpx', 'kml'] as const).map((format) => (
          <Button key={format} size="small" icon={<DownloadOutlined />} href={fileUrl(request, asOf, format)} download>
            {t(`plan.${format}`)}
          </Button>
        ))}
      </Space>
      <p className="quiet" data-proven={plan.provenShortest}>
        {plan.provenShortest
          ? t('plan.optimal')
          : t('plan.heuristic', {
              most: formatNumber((plan.tourSeconds / Math.max(plan.lowerBoundSeconds, 1) - 1) * 100, language, 1),
            })}
      </p>
      {plan.days.map(({ day, stops, walkSeconds, staySeconds, tooLong }) => (
        <section key={day}>
          <h3>
            {t('plan.day', { day })}{' '}
            <span className="quiet">
              {t('plan.dayFacts', {
                km: km(walkSeconds),
                hours: formatNumber((walkSeconds + staySeconds) / 3600, language, 1),
                stops: stops.length,
              })}
            </span>
          </h3>
          {tooLong && <Alert type="warning" showIcon title={t('plan.tooLong')} />}
          <ol>
            {stops.map(({ markerId, number, walkSeconds: walk, offNetworkM }, index) => (
              <li key={markerId} data-stop={markerId}>
                <span className="plan-number">
                  {day}-{index + 1}
                </span>
                <button
                  type="button"
                  className="link"
                  onClick={() => change({ tab: 'register', list: 'markers', card: { type: 'marker', id: markerId } })}
                >
                  <Data>{number}</Data>
                </button>
                <span className="quiet">
                  {t('plan.walk')} {minutes(walk)}
                  {offNetworkM > 0 && ` · ${t('plan.offNetwork', { metres: formatNumber(offNetworkM, language) })}`}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {plan.notVisited.length > 0 && (
        <section data-testid="not-visited">
          <h3>{t('plan.unreached')}</h3>
          <ul>
            {plan.notVisited.map(({ markerId, number, message }) => (
              <li key={markerId}>
                <Data>{number}</Data> <span data-content="data">{text(message)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
