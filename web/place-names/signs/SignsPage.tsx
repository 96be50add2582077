import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select, Tag } from 'antd';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signConditions, signDefectKinds } from '../../../gis-data/catalogue/index.ts';
import type { PlaceNameSignList } from '../../../server/place-name-signs/contract.ts';
import { useBasemap, useDivisionGeometry, useDivisions, type DivisionCollection } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { targetOf } from '../../boundary/places.ts';
import { useEvent } from '../../coverage/use-event.ts';
import { DivisionSelect } from '../../facilities/DivisionInputs.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import type { MapHandle } from '../../map/MapCanvas.tsx';
import { SidePanel } from '../../map/SidePanel.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Answer, EmptyState } from '../../ui/states.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { NameMap } from '../map/NameMap.tsx';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import '../styles.css';
import '../translations.ts';
import { mostSigns, useSign, useSigns } from './queries.ts';
import { SignCard } from './SignCard.tsx';
import { useSignView, type SignView } from './sign-view.ts';

const SignForm = lazy(() => import('./SignForm.tsx'));

/** 地名标志: the register of signs, what is wrong with each, and where it stands. */
export default function SignsPage() {
  const [{ asOf }] = useView();
  return (
    <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
      {(counties) => <SignDesk counties={counties} />}
    </Answer>
  );
}

function SignDesk({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('placeNames');
  const narrow = useNarrow();
  const { mayWrite } = usePermissions();
  const [{ asOf, camera }, changeView] = useView();
  const [view, change] = useSignView();
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(true);
  const [making, setMaking] = useState(false);
  const map = useRef<MapHandle | null>(null);
  const basemap = useBasemap();
  const townships = useDivisionGeometry('township', asOf).data;
  const list = useSigns(view, asOf);
  const sign = useSign(view.signId, asOf);
  const points = useMemo(
    () =>
      (list.data?.items ?? []).map(({ id, text, placeName, position, defects }) => ({
        ...{ id, name: text ?? placeName?.standardName ?? id, status: 'inUse' as const },
        position: position?.coordinates ?? null,
        isDefective: defects.some(({ state }) => state === 'certain'),
      })),
    [list.data],
  );

  const open = useEvent((signId: string | null) => {
    change({ signId });
    if (signId === null) return;
    setRightOpen(true);
    if (narrow) setLeftOpen(false);
    const position = list.data?.items.find(({ id }) => id === signId)?.position;
    if (position) map.current?.flyTo(targetOf(position), 0);
  });
  const choose = useEvent((id: string) => change({ signId: id }));
  const nothing = useEvent(() => undefined);
  const onReady = useEvent((handle: MapHandle | null) => void (map.current = handle));
  const onCamera = useEvent((next: NonNullable<typeof camera>) => changeView({ camera: next }, { replace: true }));

  return (
    <div className="desk place-names">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('signs.title')}>
        <PlaceNameParts />
        <Filters view={view} onChange={change} />
        {mayWrite && asOf === null && (
          <Button className="name-new" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t('signs.new')}
          </Button>
        )}
        <Answer query={list}>
          {(found) => <SignList list={found} signId={view.signId} onOpen={open} onChange={change} />}
        </Answer>
      </SidePanel>
      <section className="desk-map" aria-label={t('signs.title')}>
        {!basemap.isPending && (
          <NameMap
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            hits={points}
            chosen={sign.data?.position ?? null}
            here={null}
            onCamera={onCamera}
            onChoose={choose}
            onAsk={nothing}
            onReady={onReady}
          />
        )}
      </section>
      {view.signId !== null && (
        <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('signs.one')}>
          <Answer query={sign}>{(detail) => <SignCard sign={detail} onClose={() => open(null)} />}</Answer>
        </SidePanel>
      )}
      {making && (
        <Suspense fallback={null}>
          <SignForm
            record={null}
            onClose={(saved) => {
              setMaking(false);
              if (saved) open(saved.preview.effects[0]!.id);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function Filters({ view, onChange }: { view: SignView; onChange(patch: Partial<SignView>): void }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const [{ asOf }] = useView();
  const counties = useDivisions('county', asOf);
  return (
    <div className="name-search">
      <Input.Search
        allowClear
        defaultValue={view.q}
        aria-label={t('signs.search')}
        placeholder={t('signs.search')}
        maxLength={100}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      <div className="name-filters">
        <DivisionSelect
          label={t('field.county')}
          placeholder={t('signs.anyCounty')}
          items={counties.data?.items}
          loading={counties.isPending}
          value={view.countyId}
          onChange={(countyId) => onChange({ countyId })}
        />
        <Select
          allowClear
          aria-label={t('signs.defect')}
          placeholder={t('signs.anyState')}
          value={view.defect ?? undefined}
          onChange={(defect: string | undefined) => onChange({ defect: defect ?? null })}
          options={[
            { value: 'any', label: t('signs.anyDefect') },
            ...signDefectKinds.map(({ id, label }) => ({ value: id, label: text(label) })),
          ]}
        />
      </div>
    </div>
  );
}

interface SignListProps {
  list: PlaceNameSignList;
  signId: string | null;
  onOpen(id: string): void;
  onChange(patch: Partial<SignView>): void;
}

function SignList({ list: { items, total, defects }, signId, onOpen, onChange }: SignListProps) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const language = useLanguage();
  if (total === 0) return <EmptyState text={t('signs.none')} />;
  return (
    <>
      <p className="name-count" data-testid="sign-count">
        {t('signs.total', { count: total, total: formatNumber(total, language) })}
        {total > items.length && ` · ${t('search.more', { count: mostSigns })}`}
      </p>
      <p className="name-defects">
        {signDefectKinds.map(({ id, label }) =>
          defects[id] === undefined ? null : (
            <Button key={id} size="small" type="link" onClick={() => onChange({ defect: id })}>
              {text(label)} {formatNumber(defects[id], language)}
            </Button>
          ),
        )}
      </p>
      <ul className="name-hits">
        {items.map(({ id, text: written, placeName, county, township, condition, defects: own }) => (
          <li key={id}>
            <Button
              type="text"
              className="name-hit"
              aria-pressed={id === signId}
              data-sign={id}
              onClick={() => onOpen(id)}
            >
              <span className="name-hit-title">
                <Data>{written ?? placeName?.standardName ?? id}</Data>
                <span className="quiet">
                  {condition ? text(signConditions.find((each) => each.id === condition)!.label) : t('signs.unseen')}
                </span>
              </span>
              <span className="quiet">
                <Data>{[county?.name, township?.name].filter(Boolean).join(' · ')}</Data>
              </span>
              <span className="name-hit-reason">
                {own.map(({ kind, state }) => (
                  <Tag key={kind} color={state === 'certain' ? 'volcano' : 'default'}>
                    {text(signDefectKinds.find((each) => each.id === kind)!.label)}
                  </Tag>
                ))}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
