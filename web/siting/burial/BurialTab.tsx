import { SettingOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Checkbox } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exclusionKinds, type ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import type { BurialAnswer, BurialParcel } from '../../../server/siting/contract.ts';
import { ProblemError } from '../../api/client.ts';
import { cancelJob, isOver, useJob } from '../../api/jobs.ts';
import { useBasemap, useDivisionGeometry, type DivisionCollection } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView, type Camera } from '../../app/url-state.ts';
import { JobState } from '../../changes/JobState.tsx';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { useEvent } from '../../coverage/use-event.ts';
import { LegendBox } from '../../map/LegendBox.tsx';
import type { MapHandle } from '../../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../../map/SidePanel.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import type { Position } from '../geometry-text.ts';
import type { DrawnSite } from '../map/siting-layers.ts';
import { BurialForm } from './BurialForm.tsx';
import { kindColor, leftColor, openColor } from './burial-layers.ts';
import { BurialMap } from './BurialMap.tsx';
import { BurialPanel } from './BurialPanel.tsx';
import { burialBody, useBurialAsk } from './burial-view.ts';
import { PlaceCard } from './PlaceCard.tsx';
import { startBurial } from './queries.ts';
import { RulesDrawer } from './RulesDrawer.tsx';
import './burial.css';

const allKinds: ReadonlySet<ExclusionKindId> = new Set(exclusionKinds.map(({ id }) => id));

const placeOf = ({ at }: BurialParcel): Position => [at.coordinates[0], at.coordinates[1]];

function marksOf(answer: BurialAnswer | null, chosen: string | null): readonly DrawnSite[] {
  return (answer?.parcels ?? []).map((parcel) => ({
    id: parcel.id,
    position: placeOf(parcel),
    mark: parcel.rank === null ? 'forbidden' : parcel.id === chosen ? 'pinned' : 'candidate',
    ...(parcel.rank === null ? {} : { label: String(parcel.rank) }),
  }));
}

/** 殡葬选址: where the law lets people be buried, by which clause not, and what the parcels would bring. */
export default function BurialTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation(['burial', 'siting', 'map']);
  const language = useLanguage();
  const narrow = useNarrow();
  const [{ asOf, camera }, changeView] = useView();
  const [ask, change] = useBurialAsk();
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(!narrow);
  const [editing, setEditing] = useState(false);
  const [place, setPlace] = useState<Position | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [kinds, setKinds] = useState(allKinds);
  const [showOpen, setShowOpen] = useState(true);
  const map = useRef<MapHandle | null>(null);

  const start = useMutation({ mutationFn: startBurial, onSuccess: ({ jobId }) => change({ job: jobId }) });
  const job = useJob<BurialAnswer>(ask.job);
  const answer = job.data?.result ?? null;
  const running = start.isPending || (job.data !== undefined && !isOver(job.data.status));
  const gone = job.error instanceof ProblemError && job.error.status === 404;
  const sites = useMemo(() => marksOf(answer, chosen), [answer, chosen]);

  const onPlace = useEvent((position: Position, parcelId: string | null) => {
    setChosen(parcelId);
    setPlace(position);
  });
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  const onReady = useCallback((handle: MapHandle | null) => {
    map.current = handle;
  }, []);
  const show = (parcel: BurialParcel) => {
    setChosen(parcel.id);
    setPlace(placeOf(parcel));
    map.current?.flyTo([...placeOf(parcel)], narrow && rightOpen ? drawerWidthPx.right : 0);
  };

  return (
    <div className="desk siting">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('form.title')}>
        <div className="siting-left">
          <BurialForm
            ask={ask}
            asOf={asOf}
            running={running}
            answered={answer !== null}
            onChange={change}
            onRun={() => start.mutate(burialBody(ask, asOf))}
          >
            <Button
              size="small"
              className="burial-rules"
              icon={<SettingOutlined />}
              onClick={() => setEditing(true)}
              data-testid="open-rules"
            >
              {t('rules.open')}
            </Button>
          </BurialForm>
        </div>
      </SidePanel>
      <section className="desk-map" aria-label={t('title')} data-sites={sites.length}>
        {!basemap.isPending && (
          <BurialMap
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            answer={answer}
            kinds={kinds}
            showOpen={showOpen}
            sites={sites}
            onPlace={onPlace}
            onCamera={onCamera}
            onReady={onReady}
          />
        )}
        {place && (
          <div className="siting-card-place">
            <PlaceCard place={place} asOf={asOf} onClose={() => setPlace(null)} />
          </div>
        )}
        {answer && (
          <BurialLegend answer={answer} kinds={kinds} showOpen={showOpen} onKinds={setKinds} onShowOpen={setShowOpen} />
        )}
      </section>
      <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('siting:answer.title')}>
        <div className="siting-right">
          {start.error && <ProblemAlert error={start.error} />}
          {gone && <Alert type="info" showIcon title={t('siting:solve.gone')} />}
          {job.error && !gone && <ProblemAlert error={job.error} />}
          {ask.job === null && !running && <p className="quiet">{t('intro')}</p>}
          {job.data && answer === null && (
            <JobState job={job.data} onCancel={() => void cancelJob(ask.job!).then(() => job.refetch())} />
          )}
          {answer && <BurialPanel answer={answer} chosen={chosen} onShow={show} />}
        </div>
      </SidePanel>
      {editing && <RulesDrawer asOf={asOf} onClose={() => setEditing(false)} />}
    </div>
  );
}

function BurialLegend({
  answer,
  kinds,
  showOpen,
  onKinds,
  onShowOpen,
}: {
  answer: BurialAnswer;
  kinds: ReadonlySet<ExclusionKindId>;
  showOpen: boolean;
  onKinds(kinds: ReadonlySet<ExclusionKindId>): void;
  onShowOpen(show: boolean): void;
}) {
  const { t } = useTranslation(['burial', 'map']);
  const text = useText();
  const narrow = useNarrow();
  const toggled = (kind: ExclusionKindId, on: boolean) =>
    new Set([...kinds].filter((each) => each !== kind).concat(on ? [kind] : []));
  return (
    <LegendBox title={t('map:legend.title')} startsOpen={!narrow} className="burial-legend">
      <ul>
        <li>
          <Checkbox checked={showOpen} onChange={({ target }) => onShowOpen(target.checked)}>
            <i className="burial-swatch" style={{ background: openColor }} />
            {t('legend.admissible')}
          </Checkbox>
        </li>
        {answer.exclusions.map(({ kind, label }) => (
          <li key={kind}>
            <Checkbox checked={kinds.has(kind)} onChange={({ target }) => onKinds(toggled(kind, target.checked))}>
              <i className="burial-swatch" style={{ background: kindColor.get(kind) }} />
              {text(label)}
            </Checkbox>
          </li>
        ))}
        <li>
          <i className="burial-swatch" style={{ background: leftColor }} />
          {t('legend.left')}
        </li>
      </ul>
    </LegendBox>
  );
}
