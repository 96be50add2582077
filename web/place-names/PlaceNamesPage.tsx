import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Geometry } from 'geojson';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBasemap, useDivisionGeometry, type DivisionCollection } from '../api/queries.ts';
import { useView, type Camera } from '../app/url-state.ts';
import { targetOf } from '../boundary/places.ts';
import { useEvent } from '../coverage/use-event.ts';
import { usePermissions } from '../facilities/queries.ts';
import type { MapHandle } from '../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../map/SidePanel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { NameMap } from './map/NameMap.tsx';
import { NameCard } from './NameCard.tsx';
import { useNameView } from './name-view.ts';
import { PlaceNameParts } from './PlaceNameParts.tsx';
import { useHere, usePlaceName, useSearch, type Search } from './queries.ts';
import { DivisionOf, ResultList, SearchInputs } from './ResultList.tsx';
import './styles.css';
import './translations.ts';

const NameForm = lazy(() => import('./NameForm.tsx'));

/** 地名: search first, the map of what was found, and the record. */
export default function PlaceNamesPage() {
  const [{ asOf }] = useView();
  return (
    <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
      {(counties) => <NameDesk counties={counties} />}
    </Answer>
  );
}

const noHits: readonly never[] = [];

function NameDesk({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('placeNames');
  const narrow = useNarrow();
  const { mayWrite } = usePermissions();
  const [{ asOf, camera }, changeView] = useView();
  const [view, change] = useNameView();
  const { q, classId, inView, nameId, here } = view;
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(true);
  const [making, setMaking] = useState(false);
  const [bounds, setBounds] = useState<readonly number[] | null>(null);
  const [ready, setReady] = useState(false);
  const map = useRef<MapHandle | null>(null);
  const basemap = useBasemap();
  const townships = useDivisionGeometry('township', asOf).data;

  const bbox = inView ? bounds : null;
  const asked = here === null && (q !== '' || classId !== null || bbox !== null);
  const search: Search | null = asked ? { q, classId, bbox } : null;
  const found = useSearch(search, asOf);
  const around = useHere(here, asOf);
  const name = usePlaceName(nameId, asOf);
  const hits = (here === null ? search && found.data?.items : around.data?.items) ?? noHits;
  const place = (name.data?.geometry ?? null) as Geometry | null;

  const hasRight = nameId !== null;
  // Two drawers would leave nothing of the map between them.
  useEffect(() => {
    if (!hasRight) return;
    setRightOpen(true);
    if (narrow) setLeftOpen(false);
  }, [narrow, hasRight, nameId]);

  // A link that names a place on the map keeps it; what was clicked on the map is in sight already.
  const flown = useRef(camera === null ? null : nameId);
  useEffect(() => {
    if (!ready || !place || flown.current === nameId) return;
    flown.current = nameId;
    map.current?.flyTo(targetOf(place), narrow && hasRight ? drawerWidthPx.right : 0);
  }, [ready, place, nameId, narrow, hasRight]);

  const choose = useEvent((id: string) => {
    flown.current = id;
    change({ nameId: id });
  });
  const ask = useEvent((position: [number, number]) => change({ here: position, nameId: null }));
  const onReady = useEvent((handle: MapHandle | null) => {
    map.current = handle;
    setReady(handle !== null);
    setBounds(handle?.bounds() ?? null);
  });
  const onCamera = useEvent((next: Camera) => {
    changeView({ camera: next }, { replace: true });
    setBounds(map.current?.bounds() ?? null);
  });
  const open = (id: string) => change({ nameId: id });

  return (
    <div className="desk place-names">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('panel.left')}>
        <PlaceNameParts />
        <SearchInputs view={view} onChange={change} />
        {mayWrite && asOf === null && (
          <Button className="name-new" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t('form.new')}
          </Button>
        )}
        {here !== null && (
          <Answer query={around}>
            {({ items, total, county, township }) => (
              <>
                <div className="name-here" data-testid="name-here">
                  <span>
                    {t('search.hereIn')}
                    <DivisionOf division={county} missing={t('noTownship')} /> ·{' '}
                    <DivisionOf division={township} missing={t('noTownship')} />
                  </span>
                  <Button size="small" onClick={() => change({ here: null })}>
                    {t('search.leaveHere')}
                  </Button>
                </div>
                <ResultList items={items} total={total} nameId={nameId} onOpen={open} />
              </>
            )}
          </Answer>
        )}
        {here === null && search !== null && (
          <Answer query={found}>
            {({ items, total }) => <ResultList items={items} total={total} nameId={nameId} onOpen={open} />}
          </Answer>
        )}
        {here === null && search === null && <EmptyState text={t('search.hint')} />}
      </SidePanel>
      <section className="desk-map" aria-label={t('title')}>
        {!basemap.isPending && (
          <NameMap
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            hits={hits}
            chosen={place}
            here={here}
            onCamera={onCamera}
            onChoose={choose}
            onAsk={ask}
            onReady={onReady}
          />
        )}
      </section>
      {nameId !== null && (
        <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('panel.right')}>
          <Answer query={name}>
            {(detail) => <NameCard name={detail} onClose={() => change({ nameId: null })} />}
          </Answer>
        </SidePanel>
      )}
      {making && (
        <Suspense fallback={null}>
          <NameForm record={null} onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </div>
  );
}
